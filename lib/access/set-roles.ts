import "server-only";
import { checkUseCases, membershipRows } from "@/lib/access/membership-rows";
import { setRolesSchema } from "@/lib/access/user-schema";
import { wasErased } from "@/lib/access/was-erased";
import { command } from "@/lib/command";
import { AppError } from "@/lib/platform/errors";

/**
 * Sets all of a person's roles: what is not named is taken away. Taking a role away ends their sessions; a new role
 * counts from their next request on, without a new sign-in.
 */
export const setRoles = command({
  name: "set-roles",
  permission: "user.manage",
  input: setRolesSchema,
  useCaseId: () => null,
  prepare: async () => null,
  commit: async ({ tx, input: { userId, memberships } }) => {
    // The row's lock makes two admins' changes to one person follow each other.
    const [user] = await tx.$queryRaw<{ erasedAt: Date | null }[]>`
      SELECT erased_at AS "erasedAt" FROM "user" WHERE id = ${userId}::uuid FOR UPDATE`;
    if (user === undefined) throw new AppError("not_found", "There is no such user.");
    if (user.erasedAt !== null) throw wasErased();
    await checkUseCases(tx, memberships);
    const held = await tx.membership.findMany({ where: { userId }, select: { useCaseId: true, role: true } });
    const rows = membershipRows(userId, memberships);
    const has = (list: typeof held, row: (typeof held)[number]) =>
      list.some(({ useCaseId, role }) => useCaseId === row.useCaseId && role === row.role);
    const cut = held.filter((row) => !has(rows, row));
    const added = rows.filter((row) => !has(held, row));
    if (cut.length === 0 && added.length === 0) return { result: { cut: 0, added: 0 }, unchanged: true };
    for (const { useCaseId, role } of cut) {
      await tx.membership.delete({ where: { userId_useCaseId_role: { userId, useCaseId, role } } });
    }
    await tx.membership.createMany({ data: added });
    if (cut.length > 0) await tx.user.update({ where: { id: userId }, data: { sessionVersion: { increment: 1 } } });
    const detail = {
      roles: rows.map(({ useCaseId, role }) => ({ useCaseId, role })),
      cut: cut.length,
      added: added.length,
    };
    return {
      result: { cut: cut.length, added: added.length },
      events: [{ type: "user.roles_set", subject: { type: "user", id: userId }, detail }],
    };
  },
});
