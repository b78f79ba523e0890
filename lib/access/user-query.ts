import "server-only";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import type { UserFilters } from "@/lib/access/user-filters-schema";
import { database, Prisma } from "@/lib/platform/database";
import type { Role } from "@/lib/platform/generated/prisma/enums";

const pageSize = 50;

/** A person as an admin sees them. Password hashes never leave the database but to be verified. */
export interface UserView {
  id: string;
  email: string;
  name: string;
  isAdmin: boolean;
  isSimulated: boolean;
  hasPassword: boolean;
  disabledAt: Date | null;
  erasedAt: Date | null;
  createdAt: Date;
  memberships: { useCaseId: string; roles: Role[] }[];
}

/** `%` and `_` in what people type mean themselves. */
const containing = (text: string) => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

/** A page of users in the order of their e-mail addresses, and where the next one starts (null: there is none). */
export async function listUsers(
  actor: Actor,
  filters: UserFilters,
): Promise<{ users: UserView[]; nextAfter: string | null }> {
  authorize(actor, "user.manage", null);
  const { q, role, state, after } = filters;
  const conditions = [
    ...(after === undefined ? [] : [Prisma.sql`u.email > ${after}`]),
    ...(q === undefined ? [] : [Prisma.sql`(u.name ILIKE ${containing(q)} OR u.email ILIKE ${containing(q)})`]),
    ...(role === "admin" ? [Prisma.sql`u.is_admin`] : []),
    ...(role === undefined || role === "admin"
      ? []
      : [Prisma.sql`EXISTS (SELECT FROM membership m WHERE m.user_id = u.id AND m.role = ${role}::role)`]),
    ...(state === "enabled" ? [Prisma.sql`u.disabled_at IS NULL AND NOT u.is_simulated`] : []),
    ...(state === "disabled" ? [Prisma.sql`u.disabled_at IS NOT NULL`] : []),
    ...(state === "simulated" ? [Prisma.sql`u.is_simulated`] : []),
  ];
  const rows = await database.$queryRaw<UserView[]>`
    SELECT u.id, u.email, u.name, u.is_admin AS "isAdmin", u.is_simulated AS "isSimulated",
           u.password_hash IS NOT NULL AS "hasPassword", u.disabled_at AS "disabledAt",
           u.erased_at AS "erasedAt", u.created_at AS "createdAt",
           (SELECT coalesce(json_agg(json_build_object('useCaseId', m.use_case_id, 'roles', m.roles)), '[]')
            FROM (SELECT use_case_id, json_agg(role ORDER BY role) AS roles
                  FROM membership WHERE user_id = u.id GROUP BY use_case_id ORDER BY use_case_id) m) AS memberships
    FROM "user" u
    ${conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")}`}
    ORDER BY u.email
    LIMIT ${pageSize + 1}`;
  const users = rows.slice(0, pageSize);
  return { users, nextAfter: rows.length > pageSize ? (users.at(-1)?.email ?? null) : null };
}

/** One's own account, for the account page. */
export async function findOwnAccount(actor: Actor & { kind: "user" }): Promise<{
  email: string;
  name: string;
  hasPassword: boolean;
}> {
  const user = await database.user.findUniqueOrThrow({
    where: { id: actor.id },
    select: { email: true, name: true, passwordHash: true },
  });
  return { email: user.email, name: user.name, hasPassword: user.passwordHash !== null };
}
