import "server-only";
import { command } from "@/lib/command";
import { useCaseOfDisagreement } from "@/lib/disagreements/case-query";
import { holdAdjudication } from "@/lib/disagreements/hold-adjudication";
import { firstVerdictSchema } from "@/lib/disagreements/settlement-schema";
import { lockPolicyShared } from "@/lib/policies/policy-lock";
import { checkAnswer } from "@/lib/review/check-answer";
import { reviewEvent } from "@/lib/review/review-event";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * Takes an adjudicator's own answer where disagreements are settled blind, and puts it on record; from here on they see
 * what the others said. The first call counts. Throws what `holdAdjudication` throws, and `invalid_input`.
 */
export const answerBlind = command({
  name: "answer-blind",
  permission: "disagreement.settle",
  input: firstVerdictSchema,
  useCaseId: ({ disagreementId }) => useCaseOfDisagreement(disagreementId),
  prepare: ({ input }) => useCaseOfDisagreement(input.disagreementId),

  async commit({ tx, input: { disagreementId, answer }, prepared, actor, now }) {
    const reviewer = reviewerOf(actor);
    await lockPolicyShared(tx, prepared);
    const { review, events } = await holdAdjudication(tx, { disagreementId, actor: reviewer, now });
    if (review.suggestionShownAt !== null) return { result: null, unchanged: true };
    if (answer !== null) await checkAnswer(tx, review.useCase.id, answer);
    await tx.review.update({
      where: { id: review.id },
      data: {
        firstOutcome: answer !== null && "outcome" in answer ? answer.outcome : null,
        firstValue: answer !== null && "value" in answer ? answer.value : null,
        firstAnsweredAt: now,
        suggestionShownAt: now,
      },
    });
    const shown = reviewEvent("review.suggestion_shown", review, {
      suggestion: { shown: true, at: now.toISOString() },
      detail: { first_answer: answer ?? { unusable: true } },
    });
    const [first = shown, ...rest] = [...events, shown];
    return { result: null, events: [first, ...rest] };
  },
});
