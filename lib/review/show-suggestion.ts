import "server-only";
import { command } from "@/lib/command";
import { AppError } from "@/lib/platform/errors";
import { lockPolicyShared } from "@/lib/policies/policy-lock";
import { checkAnswer } from "@/lib/review/check-answer";
import { requireClaim } from "@/lib/review/require-claim";
import { reviewEvent } from "@/lib/review/review-event";
import { lockReview, readDeskItem } from "@/lib/review/review-query";
import { firstAnswerInputSchema } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";
import { secondsSinceTurn } from "@/lib/review/seconds-since-turn";

/**
 * Takes the reviewer's first answer and puts it on record, then answers with the item as it may be seen from here: with
 * the model's answer. The first answer of the first call counts. Throws `forbidden` where the route shows nothing.
 */
export const showSuggestion = command({
  name: "show-suggestion",
  permission: "review.work",
  input: firstAnswerInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input, actor, now }) {
    const reviewer = reviewerOf(actor);
    await lockPolicyShared(tx, input.useCaseId);
    const review = await lockReview(tx, input.useCaseId, input.reviewId);
    requireClaim(review, reviewer);
    if (review.reveal !== "after") {
      throw new AppError("forbidden", "There is nothing to show on this item after the first answer.");
    }
    if (review.suggestionShownAt !== null) return { result: await readDeskItem(tx, review.id), unchanged: true };
    await checkAnswer(tx, input.useCaseId, input.answer);
    const seconds = (review.secondsSpent ?? 0) + (await secondsSinceTurn(tx, review, now));
    await tx.review.update({
      where: { id: review.id },
      data: {
        firstOutcome: "outcome" in input.answer ? input.answer.outcome : null,
        firstValue: "value" in input.answer ? input.answer.value : null,
        firstAnsweredAt: now,
        suggestionShownAt: now,
      },
    });
    return {
      result: await readDeskItem(tx, review.id),
      events: [
        reviewEvent("review.suggestion_shown", review, {
          suggestion: { shown: true, at: now.toISOString() },
          detail: { first_answer: input.answer, seconds_to_first_answer: seconds },
        }),
      ],
    };
  },
});
