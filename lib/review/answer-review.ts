import "server-only";
import { command } from "@/lib/command";
import { lockPolicyShared } from "@/lib/policies/policy-lock";
import { recordVerdict } from "@/lib/review/record-verdict";
import { lockReview } from "@/lib/review/review-query";
import { answerInputSchema } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * Gives a verdict. It can be undone for `undoMs` milliseconds; then it settles, and only then do callers hear of it. The
 * same verdict sent again answers as the first time did. Throws `claim_lost`, `already_decided`, `undo_closed`,
 * `invalid_input` (at `reasonCode`, where an override lacks the reason that the use case requires).
 */
export const answerReview = command({
  name: "answer-review",
  permission: "review.work",
  input: answerInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, reviewId, answer, note, reasonCode = null }, actor, now }) {
    const reviewer = reviewerOf(actor);
    await lockPolicyShared(tx, useCaseId);
    const review = await lockReview(tx, useCaseId, reviewId);
    return recordVerdict(tx, { review, reviewer, actor, verdict: { answer, note, reasonCode }, now });
  },
});
