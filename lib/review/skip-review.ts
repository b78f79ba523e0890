import "server-only";
import { command } from "@/lib/command";
import { announce } from "@/lib/platform/announce";
import { requireClaim } from "@/lib/review/require-claim";
import { reviewEvent } from "@/lib/review/review-event";
import { lockReview } from "@/lib/review/review-query";
import { reviewInputSchema } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";

/** Passes a claimed review on: it returns to the queue for others and is not offered to this reviewer again. */
export const skipReview = command({
  name: "skip-review",
  permission: "review.work",
  input: reviewInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input, actor, now }) {
    const reviewer = reviewerOf(actor);
    const review = await lockReview(tx, input.useCaseId, input.reviewId);
    const skip = { reviewId: review.id, userId: reviewer.id };
    const skipped = await tx.reviewSkip.findUnique({ where: { reviewId_userId: skip }, select: { userId: true } });
    if (skipped !== null && review.reviewerId !== reviewer.id) return { result: null, unchanged: true };
    requireClaim(review, reviewer);
    await tx.reviewSkip.create({ data: { ...skip, skippedAt: now } });
    await tx.review.update({
      where: { id: review.id },
      data: { reviewerId: null, claimedAt: null, leaseUntil: null },
    });
    await announce(tx, { kind: "queue", useCaseId: input.useCaseId });
    return { result: null, events: [reviewEvent("review.skipped", review)] };
  },
});
