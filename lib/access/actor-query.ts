import "server-only";
import type { UserActor } from "@/lib/access/actor";
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
  const user = await database.user.findUnique({
    where: { id: claims.userId },
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
  if (user.sessionVersion !== claims.sessionVersion) return null;
  const roles = new Map<string, Set<Role>>();
  for (const { useCaseId, role } of user.memberships) {
    const held = roles.get(useCaseId);
    if (held === undefined) roles.set(useCaseId, new Set([role]));
    else held.add(role);
  }
  return { kind: "user", id: user.id, name: user.name, isAdmin: user.isAdmin, roles, auth: claims.auth };
}
