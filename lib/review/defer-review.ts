import "server-only";
import { command } from "@/lib/command";
import { announce } from "@/lib/platform/announce";
import { AppError } from "@/lib/platform/errors";
import { giveBack } from "@/lib/review/claim-query";
import { requireClaim } from "@/lib/review/require-claim";
import { reviewEvent } from "@/lib/review/review-event";
import { lockReview } from "@/lib/review/review-query";
import { deferInputSchema, mostDaysDeferred } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * Puts a claimed review off: nobody is offered it before that moment, then whoever comes first (or the person that it is
 * kept for). Choice and note wait with it for this reviewer. Throws `invalid_input` for a moment that has passed or is
 * more than 30 days ahead.
 */
export const deferReview = command({
  name: "defer-review",
  permission: "review.work",
  input: deferInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input, actor, now }) {
    const reviewer = reviewerOf(actor);
    const until = new Date(input.until);
    const review = await lockReview(tx, input.useCaseId, input.reviewId);
    if (isPutOffBy(review, reviewer.id) && review.deferredUntil?.getTime() === until.getTime()) {
      return { result: null, unchanged: true };
    }
    requireClaim(review, reviewer);
    const ahead = until.getTime() - now.getTime();
    if (ahead <= 0 || ahead > mostDaysDeferred * 86_400_000) {
      const message = `Choose a moment within the next ${mostDaysDeferred} days.`;
      throw new AppError("invalid_input", message, { problems: [{ path: "until", message }] });
    }
    await giveBack(tx, [review.id], reviewer.id, until);
    await announce(tx, { kind: "queue", useCaseId: input.useCaseId });
    return {
      result: null,
      events: [reviewEvent("review.deferred", review, { detail: { until: until.toISOString() } })],
    };
  },
});

/** Whether this person put the review off and nobody has taken it since. */
export function isPutOffBy(
  review: { status: string; reviewerId: string | null; deferredUntil: Date | null; draftBy: string | null },
  userId: string,
): boolean {
  return (
    review.status === "open" && review.reviewerId === null && review.deferredUntil !== null && review.draftBy === userId
  );
}
