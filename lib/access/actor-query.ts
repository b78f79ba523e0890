import "server-only";
import type { KeyActor, Scope, UserActor } from "@/lib/access/actor";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import type { Role } from "@/lib/platform/generated/prisma/enums";

/** What a session token says: who signed in, how, and under which session version. Rights are never in it. */
export interface SessionClaims {
  userId: string;
  sessionVersion: number;
  auth: "password" | "oidc";
}

/**
 * The person behind a session as the database knows them now. Null where they are gone or disabled, or where the
 * session was made before their password was changed, a role was cut, or they were disabled.
 */
export async function findSessionActor(claims: SessionClaims): Promise<UserActor | null> {
  const found = await readUser(claims.userId, claims.auth);
  return found?.sessionVersion === claims.sessionVersion ? found.actor : null;
}

/** A person for whom something is done while they are away, with the rights that they have now; null where they may not sign in. */
export async function findUserActor(id: string): Promise<UserActor | null> {
  return (await readUser(id, "password"))?.actor ?? null;
}

/** The same for an API key; null where it was revoked or has expired. */
export async function findKeyActor(id: string): Promise<KeyActor | null> {
  const key = await database.apiKey.findFirst({
    where: { id, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: clock.now() } }] },
    select: { id: true, name: true, scopes: true },
  });
  return key === null ? null : { kind: "api_key", ...key, scopes: new Set(key.scopes as Scope[]), auth: "api_key" };
}

async function readUser(
  id: string,
  auth: UserActor["auth"],
): Promise<{ actor: UserActor; sessionVersion: number } | null> {
  const user = await database.user.findUnique({
    where: { id },
    select: {
      id: true,
      name: true,
      isAdmin: true,
      isSimulated: true,
      sessionVersion: true,
      disabledAt: true,
      memberships: { select: { useCaseId: true, role: true } },
    },
  });
  if (user === null || user.disabledAt !== null || user.isSimulated) return null;
  const roles = new Map<string, Set<Role>>();
  for (const { useCaseId, role } of user.memberships) {
    const held = roles.get(useCaseId);
    if (held === undefined) roles.set(useCaseId, new Set([role]));
    else held.add(role);
  }
  const { name, isAdmin, sessionVersion } = user;
  return { actor: { kind: "user", id, name, isAdmin, roles, auth }, sessionVersion };
}
