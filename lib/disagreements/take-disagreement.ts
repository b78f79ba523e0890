import "server-only";
import { command } from "@/lib/command";
import { useCaseOfDisagreement } from "@/lib/disagreements/case-query";
import { holdAdjudication } from "@/lib/disagreements/hold-adjudication";
import { disagreementInputSchema } from "@/lib/disagreements/settlement-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * Holds a disagreement's item for this adjudicator, so that nobody else settles it meanwhile. Throws what
 * `holdAdjudication` throws.
 */
export const takeDisagreement = command({
  name: "take-disagreement",
  permission: "disagreement.settle",
  input: disagreementInputSchema,
  useCaseId: ({ disagreementId }) => useCaseOfDisagreement(disagreementId),
  prepare: async () => null,

  async commit({ tx, input: { disagreementId }, actor, now }) {
    const { review, useCase, events } = await holdAdjudication(tx, { disagreementId, actor: reviewerOf(actor), now });
    const result = { reviewId: review.id, useCaseId: useCase.id };
    const [first, ...rest] = events;
    return first === undefined ? { result, unchanged: true } : { result, events: [first, ...rest] };
  },
});
