import "server-only";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/**
 * Throws `conflict` where nobody could administer without this user. The lock on all admins makes those who take the
 * right from each other at once follow each other, as in `change-user.ts`.
 */
export async function mustNotBeLastAdmin(tx: Transaction, userId: string): Promise<void> {
  const admins = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "user" WHERE is_admin AND disabled_at IS NULL AND NOT is_simulated ORDER BY id FOR UPDATE`;
  if (admins.length === 1 && admins[0]?.id === userId) {
    throw new AppError("conflict", "This is the last admin. Make somebody else admin first.");
  }
}
