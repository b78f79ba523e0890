import "server-only";
import { command } from "@/lib/command";
import { announce } from "@/lib/platform/announce";
import { AppError } from "@/lib/platform/errors";
import { requireClaim } from "@/lib/review/require-claim";
import { reviewEvent } from "@/lib/review/review-event";
import { lockReview } from "@/lib/review/review-query";
import { reviewInputSchema } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";
import { findRequest } from "@/lib/review/second-opinion-query";

/**
 * Takes the reviewer's request for a second opinion back, while they hold the item. Without a request it does nothing.
 * Throws `conflict` once somebody has taken the second opinion up.
 */
export const withdrawSecondOpinion = command({
  name: "withdraw-second-opinion",
  permission: "review.work",
  input: reviewInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, reviewId }, actor }) {
    const reviewer = reviewerOf(actor);
    const review = await lockReview(tx, useCaseId, reviewId);
    requireClaim(review, reviewer);
    const request = await findRequest(tx, review.itemId, reviewer.id);
    if (request === null) return { result: null, unchanged: true };
    if (request.opened !== null) {
      // One that is being taken right now is stepped over, like one that was taken.
      const cancelled = await tx.$executeRaw`
        UPDATE review SET status = 'cancelled' WHERE id = (
          SELECT id FROM review
          WHERE id = ${request.opened}::uuid AND status = 'open' AND reviewer_id IS NULL FOR UPDATE SKIP LOCKED)`;
      if (cancelled === 0) {
        throw new AppError("conflict", "Somebody has taken the second opinion up already, so it stays.");
      }
      await announce(tx, { kind: "queue", useCaseId });
    }
    return {
      result: null,
      events: [reviewEvent("review.second_opinion_withdrawn", review, { detail: { cancelled: request.opened } })],
    };
  },
});
