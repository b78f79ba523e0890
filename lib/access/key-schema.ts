import { z } from "zod";
import { type Scope, scopes } from "@/lib/access/actor";

/** What each scope lets a key do, for people who choose. */
export const scopeDescriptions: Record<Scope, string> = {
  "items:write": "Send items, and ask that they be erased",
  "items:read": "Read items, their decisions and histories, use cases and policies",
  "models:write": "Add model versions",
  "use-cases:write": "Create use cases and change their definitions",
  "policies:write": "Change modes, shares and thresholds, or propose to",
  "verdicts:write": "Send verdicts of people who work in another system",
  "audit:read": "Read and export the audit log",
};

export const newKeySchema = z.strictObject({
  name: z.string().trim().min(1, "A name is needed.").max(100, "At most 100 characters."),
  scopes: z
    .array(z.enum(scopes, `A scope is one of ${scopes.join(", ")}.`))
    .min(1, "Choose at least one scope.")
    .transform((chosen) => scopes.filter((scope) => chosen.includes(scope))),
  /** Left out: the installation's default. */
  requestsPerMinute: z.int("A whole number.").min(1, "At least 1.").max(10_000_000, "At most 10,000,000.").optional(),
  /** Left out: never. */
  expiresAt: z.coerce.date<Date | string>("A date and time.").optional(),
});

export const revokeKeySchema = z.strictObject({ keyId: z.uuid() });
