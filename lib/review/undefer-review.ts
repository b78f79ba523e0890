import "server-only";
import { command } from "@/lib/command";
import { announce } from "@/lib/platform/announce";
import { AppError } from "@/lib/platform/errors";
import { lockClaiming, takeFromQueue } from "@/lib/review/claim-query";
import { isPutOffBy } from "@/lib/review/defer-review";
import { claimEvents, reviewEvent } from "@/lib/review/review-event";
import { lockReview, readDeskItem } from "@/lib/review/review-query";
import { reviewInputSchema } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * Takes back that the reviewer put an item off: it is theirs again, with what they had chosen. A second call answers as
 * the first. Throws `claim_lost` where somebody else has taken it since.
 */
export const undeferReview = command({
  name: "undefer-review",
  permission: "review.work",
  input: reviewInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, reviewId }, actor, now }) {
    const reviewer = reviewerOf(actor);
    await lockClaiming(tx, useCaseId, reviewer.id);
    const review = await lockReview(tx, useCaseId, reviewId);
    if (review.status === "open" && review.reviewerId === reviewer.id) {
      return { result: await readDeskItem(tx, review.id), unchanged: true };
    }
    if (!isPutOffBy(review, reviewer.id)) throw taken();
    await tx.review.update({ where: { id: review.id }, data: { deferredUntil: null } });
    const claim = await takeFromQueue(tx, { useCaseId, reviewer, now, only: { reviewId } });
    if (claim === null) throw taken();
    await announce(tx, { kind: "queue", useCaseId });
    return {
      result: await readDeskItem(tx, review.id),
      events: [reviewEvent("review.undeferred", review), ...claimEvents(claim)],
    };
  },
});

const taken = () => new AppError("claim_lost", "Somebody else has taken this item in the meantime.");
