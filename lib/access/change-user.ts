import "server-only";
import { changeUserSchema } from "@/lib/access/user-schema";
import { wasErased } from "@/lib/access/was-erased";
import { command } from "@/lib/command";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/**
 * Whether somebody else could still administer. The lock on all admins makes two who take the right from each other at
 * once follow each other, so that one of them is refused.
 */
async function anotherAdminStays(tx: Transaction, userId: string): Promise<boolean> {
  const admins = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "user" WHERE is_admin AND disabled_at IS NULL AND NOT is_simulated ORDER BY id FOR UPDATE`;
  return admins.some((admin) => admin.id !== userId);
}

/** Renames a person, makes them admin or not, disables or enables them. The last enabled admin stays one. */
export const changeUser = command({
  name: "change-user",
  permission: "user.manage",
  input: changeUserSchema,
  useCaseId: () => null,
  prepare: async () => null,
  commit: async ({ tx, input, now }) => {
    const { userId } = input;
    const othersStay = await anotherAdminStays(tx, userId);
    const user = await tx.user.findUnique({
      where: { id: userId },
      select: { name: true, isAdmin: true, isSimulated: true, disabledAt: true, erasedAt: true },
    });
    if (user === null) throw new AppError("not_found", "There is no such user.");
    if (user.erasedAt !== null) throw wasErased();
    const isAdmin = input.isAdmin ?? user.isAdmin;
    const wasDisabled = user.disabledAt !== null;
    const disabled = input.disabled ?? wasDisabled;
    const name = input.name ?? user.name;

    const demoted = user.isAdmin && !isAdmin;
    const losesAccess = disabled && !wasDisabled;
    if (user.isAdmin && !wasDisabled && (demoted || losesAccess) && !othersStay) {
      throw new AppError("conflict", "This is the last admin. Make somebody else admin first.");
    }
    if (user.isSimulated && isAdmin) {
      throw new AppError("conflict", "A simulated reviewer cannot be an admin.");
    }
    const changed = {
      ...(name === user.name ? {} : { name: true }),
      ...(isAdmin === user.isAdmin ? {} : { isAdmin }),
      ...(disabled === wasDisabled ? {} : { disabled }),
    };
    if (Object.keys(changed).length === 0) return { result: null, unchanged: true };
    await tx.user.update({
      where: { id: userId },
      data: {
        name,
        isAdmin,
        disabledAt: disabled ? (user.disabledAt ?? now) : null,
        ...(demoted || losesAccess ? { sessionVersion: { increment: 1 } } : {}),
      },
    });
    return { result: null, events: [{ type: "user.changed", subject: { type: "user", id: userId }, detail: changed }] };
  },
});
