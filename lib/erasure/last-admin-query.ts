import "server-only";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/**
 * Whether nobody could administer without this user. The lock on all admins makes those who take the right from each other
 * at once follow each other, as in `change-user.ts`.
 */
export async function isLastAdmin(tx: Transaction, userId: string): Promise<boolean> {
  const admins = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "user" WHERE is_admin AND disabled_at IS NULL AND NOT is_simulated ORDER BY id FOR UPDATE`;
  return admins.length === 1 && admins[0]?.id === userId;
}

/** Throws `conflict` for the last admin. */
export async function mustNotBeLastAdmin(tx: Transaction, userId: string): Promise<void> {
  if (!(await isLastAdmin(tx, userId))) return;
  throw new AppError("conflict", "This is the last admin. Make somebody else admin first.");
}
