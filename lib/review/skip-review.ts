import "server-only";
import { command } from "@/lib/command";
import { announce } from "@/lib/platform/announce";
import { giveBack } from "@/lib/review/claim-query";
import { requireClaim } from "@/lib/review/require-claim";
import { reviewEvent } from "@/lib/review/review-event";
import { lockReview } from "@/lib/review/review-query";
import { type SkipReason, skipInputSchema, skipReasons } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * Passes a claimed review on, with a reason: it returns to the queue for others, whomever it was kept for, and is not
 * offered to this reviewer again. The note stays with the skip; the log has the reason's key.
 */
export const skipReview = command({
  name: "skip-review",
  permission: "review.work",
  input: skipInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input, actor, now }) {
    const reviewer = reviewerOf(actor);
    const review = await lockReview(tx, input.useCaseId, input.reviewId);
    const skip = { reviewId: review.id, userId: reviewer.id };
    const skipped = await tx.reviewSkip.findUnique({ where: { reviewId_userId: skip }, select: { userId: true } });
    if (skipped !== null && review.reviewerId !== reviewer.id) return { result: null, unchanged: true };
    requireClaim(review, reviewer);
    const reason = skipReasonText(input);
    await tx.reviewSkip.create({ data: { ...skip, reason, skippedAt: now } });
    await giveBack(tx, [review.id], reviewer.id);
    if (review.assignedToId !== null)
      await tx.review.update({ where: { id: review.id }, data: { assignedToId: null } });
    await announce(tx, { kind: "queue", useCaseId: input.useCaseId });
    return { result: null, events: [reviewEvent("review.skipped", review, reasonOf(input.reason))] };
  },
});

const reasonOf = (reason: SkipReason | null) => (reason === null ? {} : { reasonCode: reason });

/** As it is kept: the reason in words, and what the reviewer added. */
function skipReasonText({ reason, note }: { reason: SkipReason | null; note: string }): string {
  return [reason === null || reason === "other" ? "" : skipReasons[reason], note.trim()].filter(Boolean).join(": ");
}
