import "server-only";
import { command } from "@/lib/command";
import { lockPolicyShared } from "@/lib/policies/policy-lock";
import { recordVerdict } from "@/lib/review/record-verdict";
import { lockReview } from "@/lib/review/review-query";
import { unusableInputSchema } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * Says that nobody can decide on this input. A verdict like any other: it can be undone, and settles. Once it has, an
 * adjudicator is asked, who decides or flags the item too, which makes it unusable for good. Throws what `answerReview`
 * throws.
 */
export const flagUnusable = command({
  name: "flag-unusable",
  permission: "review.work",
  input: unusableInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, reviewId, note }, actor, now }) {
    const reviewer = reviewerOf(actor);
    await lockPolicyShared(tx, useCaseId);
    const review = await lockReview(tx, useCaseId, reviewId);
    return recordVerdict(tx, { review, reviewer, actor, verdict: { answer: null, note, reasonCode: null }, now });
  },
});
