import "server-only";
import type { Transaction } from "@/lib/platform/database";
import type { LockedReview } from "@/lib/review/review-query";

/** Seconds since this item's turn came: since it was claimed, or, where it was claimed ahead, since the one before it. */
export async function secondsSinceTurn(tx: Transaction, review: LockedReview, now: Date): Promise<number> {
  const [row] = await tx.$queryRaw<{ turn: Date | null }[]>`
    SELECT greatest(
      ${review.claimedAt}::timestamptz,
      (SELECT max(answered_at) FROM review WHERE reviewer_id = ${review.reviewerId}::uuid),
      (SELECT max(skipped_at) FROM review_skip WHERE user_id = ${review.reviewerId}::uuid)) AS turn`;
  return row?.turn == null ? 0 : Math.max(0, (now.getTime() - row.turn.getTime()) / 1000);
}
