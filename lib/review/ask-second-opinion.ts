import "server-only";
import { command } from "@/lib/command";
import { announce } from "@/lib/platform/announce";
import { newId } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { requireClaim } from "@/lib/review/require-claim";
import { reviewEvent } from "@/lib/review/review-event";
import { lockReview } from "@/lib/review/review-query";
import { reviewInputSchema } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";
import { countOpinions, findRequest } from "@/lib/review/second-opinion-query";

/**
 * Asks for another person's answer on an item that the reviewer holds: a review opens that shows what theirs shows, and
 * both count. Where another person answers the item anyway, nothing opens, and whoever asks learns nothing of that.
 * Asking again changes nothing. Throws `conflict` where nobody else reviews in the use case.
 */
export const askSecondOpinion = command({
  name: "ask-second-opinion",
  permission: "review.work",
  input: reviewInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, reviewId }, actor, now }) {
    const reviewer = reviewerOf(actor);
    const review = await lockReview(tx, useCaseId, reviewId);
    requireClaim(review, reviewer);
    const { itemId } = review;
    if ((await findRequest(tx, itemId, reviewer.id)) !== null) return { result: null, unchanged: true };
    const { others, fresh, waiting, asked } = await countOpinions(tx, { useCaseId, itemId, userId: reviewer.id });
    if (others === 0) {
      throw new AppError(
        "conflict",
        "Nobody else reviews here, so there is nobody to ask. Decide it yourself, or have an admin add a reviewer.",
      );
    }
    const opened = asked || fresh <= waiting ? null : newId(now);
    if (opened !== null) {
      await tx.$executeRaw`
        INSERT INTO review (id, item_id, use_case_id, purpose, status, reveal, priority, due_at, created_at)
        SELECT ${opened}::uuid, item_id, use_case_id, 'second_opinion', 'open', reveal, priority, due_at, ${now}
        FROM review WHERE id = ${review.id}::uuid`;
      await announce(tx, { kind: "queue", useCaseId });
    }
    return { result: null, events: [reviewEvent("review.second_opinion_asked", review, { detail: { opened } })] };
  },
});
