import "server-only";
import { checkUseCases, membershipRows } from "@/lib/access/membership-rows";
import { hashPassword } from "@/lib/access/password-hash";
import { createUserSchema } from "@/lib/access/user-schema";
import { command } from "@/lib/command";
import { newId } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";

/** Creates a person. Without a password they sign in by OpenID Connect. Throws `conflict` where the address is taken. */
export const createUser = command({
  name: "create-user",
  permission: "user.manage",
  input: createUserSchema,
  useCaseId: () => null,
  prepare: async ({ input }) => (input.password === undefined ? null : hashPassword(input.password)),
  commit: async ({ tx, input, prepared: passwordHash, now }) => {
    const { email, name, isAdmin, isSimulated } = input;
    if ((await tx.user.count({ where: { email } })) > 0) {
      const message = "This e-mail address is taken. Change that user, or use another address.";
      throw new AppError("conflict", message, { problems: [{ path: "email", message }] });
    }
    await checkUseCases(tx, input.memberships);
    const id = newId();
    await tx.user.create({ data: { id, email, name, passwordHash, isAdmin, isSimulated, createdAt: now } });
    await tx.membership.createMany({ data: membershipRows(id, input.memberships) });
    const subject = { type: "user", id } as const;
    return {
      result: { id, email, name, isAdmin },
      events: [
        { type: "user.created", subject, newSubject: true, detail: { isAdmin, isSimulated } },
        ...(input.memberships.length === 0
          ? []
          : [{ type: "user.roles_set", subject, newSubject: true, detail: { roles: input.memberships } } as const]),
      ],
    };
  },
});
