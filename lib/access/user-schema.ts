import { z } from "zod";

/** Roles that a person can hold in a use case, in the order in which the interface lists them. */
export const roles = ["reviewer", "adjudicator", "manager", "auditor"] as const;

export const roleSchema = z.enum(roles);

/** An e-mail address as it is stored and compared: trimmed, lower case. */
export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email("This is no e-mail address."));

const personNameSchema = z.string().trim().min(1, "A name is needed.").max(100, "At most 100 characters.");

const newPasswordSchema = z
  .string()
  .min(10, "A password has at least 10 characters.")
  .max(200, "A password has at most 200 characters.");

/** Roles per use case; a use case that is not named has none. */
export const membershipsSchema = z
  .array(z.strictObject({ useCaseId: z.uuid(), roles: z.array(roleSchema).max(roles.length) }))
  .max(1000);

export const createUserSchema = z.strictObject({
  email: emailSchema,
  name: personNameSchema,
  /** Left out: the person signs in by OpenID Connect only. */
  password: newPasswordSchema.optional(),
  isAdmin: z.boolean().default(false),
  /** A simulated reviewer of the demo; can never sign in. */
  isSimulated: z.boolean().default(false),
  memberships: membershipsSchema.default([]),
});

export const setRolesSchema = z.strictObject({ userId: z.uuid(), memberships: membershipsSchema });

export const changeUserSchema = z.strictObject({
  userId: z.uuid(),
  name: personNameSchema.optional(),
  isAdmin: z.boolean().optional(),
  disabled: z.boolean().optional(),
});

export const resetPasswordSchema = z.strictObject({ userId: z.uuid(), password: newPasswordSchema });

export const changeOwnPasswordSchema = z.strictObject({
  currentPassword: z.string().min(1, "Type your current password.").max(200),
  password: newPasswordSchema,
});
