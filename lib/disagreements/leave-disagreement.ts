import "server-only";
import { command } from "@/lib/command";
import { lockCase, useCaseOfDisagreement } from "@/lib/disagreements/case-query";
import { disagreementInputSchema } from "@/lib/disagreements/settlement-schema";
import { announce } from "@/lib/platform/announce";
import type { Transaction } from "@/lib/platform/database";
import { giveBack } from "@/lib/review/claim-query";
import { reviewEvent } from "@/lib/review/review-event";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * Lets go of a disagreement's item without settling it. An adjudication that was asked for goes back to the queue; one
 * that this page opened is no longer needed. Where this person holds nothing, nothing changes.
 */
export const leaveDisagreement = command({
  name: "leave-disagreement",
  permission: "disagreement.settle",
  input: disagreementInputSchema,
  useCaseId: ({ disagreementId }) => useCaseOfDisagreement(disagreementId),
  prepare: async () => null,

  async commit({ tx, input: { disagreementId }, actor }) {
    const reviewer = reviewerOf(actor);
    const { review, useCase } = await lockCase(tx, disagreementId, reviewer);
    if (review === null || review.status !== "open" || review.reviewerId !== reviewer.id) {
      return { result: null, unchanged: true };
    }
    await announce(tx, { kind: "queue", useCaseId: useCase.id });
    if (await wasAskedFor(tx, review.itemId, review.id)) {
      await giveBack(tx, [review.id], reviewer.id);
      return { result: null, events: [reviewEvent("review.released", review)] };
    }
    await tx.review.update({ where: { id: review.id }, data: { status: "cancelled", leaseUntil: null } });
    return { result: null, events: [reviewEvent("review.cancelled", review)] };
  },
});

/** By whatever opened it, save for this page itself. */
async function wasAskedFor(tx: Transaction, itemId: string, reviewId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ here: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM audit_event e
      WHERE e.subject_type = 'item' AND e.subject_id = ${itemId} AND e.type = 'review.opened'
        AND convert_from(e.envelope, 'UTF8')::jsonb @> ${JSON.stringify({ detail: { review: reviewId, because: "disagreement" } })}::jsonb
    ) AS here`;
  return row?.here !== true;
}
