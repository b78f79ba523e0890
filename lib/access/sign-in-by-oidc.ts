import "server-only";
import { z } from "zod";
import { systemActor } from "@/lib/access/actor";
import type { SessionClaims } from "@/lib/access/actor-query";
import { createUser } from "@/lib/access/create-user";
import { recordSignIn } from "@/lib/access/record-sign-in";
import { emailSchema } from "@/lib/access/user-schema";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/** What we need of an OpenID Connect provider's claims. Some providers send the flag as text. */
const claimsSchema = z.object({
  email: emailSchema,
  email_verified: z.union([z.literal(true), z.literal("true")]),
  name: z.string().trim().min(1).max(100).optional().catch(undefined),
});

const context = { actor: systemActor("sign-in") };

async function findByEmail(email: string) {
  return database.user.findUnique({
    where: { email },
    select: { id: true, sessionVersion: true, disabledAt: true, isSimulated: true },
  });
}

/**
 * Signs a person in whom the OpenID Connect provider vouches for. Their verified address finds the user; where there is
 * none, one without any role is created. Null: refused (no verified address, or disabled).
 */
export async function signInByOidc(rawClaims: unknown): Promise<SessionClaims | null> {
  const refused = { outcome: "refused", auth: "oidc" } as const;
  const claims = claimsSchema.safeParse(rawClaims);
  if (!claims.success) {
    await recordSignIn(context, { ...refused, userId: null, reason: "address_not_verified" });
    return null;
  }
  const { email, name = email } = claims.data;
  let user = await findByEmail(email);
  if (user === null) {
    await createUser(context, { email, name, isAdmin: false, isSimulated: false, memberships: [] }).catch((error) => {
      // Two first sign-ins at once: the other one has created the user.
      if (!(error instanceof AppError && error.code === "conflict")) throw error;
    });
    user = await findByEmail(email);
  }
  if (user === null || user.disabledAt !== null || user.isSimulated) {
    await recordSignIn(context, { ...refused, userId: user?.id ?? null, reason: "disabled" });
    return null;
  }
  await recordSignIn(context, { outcome: "succeeded", auth: "oidc", userId: user.id });
  return { userId: user.id, sessionVersion: user.sessionVersion, auth: "oidc" };
}
