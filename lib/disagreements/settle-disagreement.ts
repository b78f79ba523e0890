import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { command } from "@/lib/command";
import { useCaseOfDisagreement } from "@/lib/disagreements/case-query";
import { holdAdjudication } from "@/lib/disagreements/hold-adjudication";
import { type Settlement, settlementSchema } from "@/lib/disagreements/settlement-schema";
import { answersAgree } from "@/lib/engine/answers-agree";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { lockPolicyShared } from "@/lib/policies/policy-lock";
import { recordVerdict } from "@/lib/review/record-verdict";
import { reviewerOf } from "@/lib/review/reviewer-of";
import { proposeGuideline } from "@/lib/use-cases/propose-guideline";

/**
 * Settles everything that is open on a disagreement's item: outcome, root cause, note, and maybe a proposal for the
 * guideline, which stays when the verdict is undone. Undone like any verdict (`undoVerdict`); after that it is the item's
 * truth. Of two adjudicators the first one's counts. Throws what `holdAdjudication` throws, `conflict` where one's own
 * answer has to come first, and `invalid_input`.
 */
export const settleDisagreement = command({
  name: "settle-disagreement",
  permission: "disagreement.settle",
  input: settlementSchema,
  useCaseId: ({ disagreementId }) => useCaseOfDisagreement(disagreementId),
  prepare: ({ input }) => useCaseOfDisagreement(input.disagreementId),

  async commit({ tx, input, prepared, actor, now }) {
    const reviewer = reviewerOf(actor);
    const { answer, rootCause } = input;
    await lockPolicyShared(tx, prepared);
    const { review, events, blind, itemId, useCase } = await holdAdjudication(tx, {
      disagreementId: input.disagreementId,
      actor: reviewer,
      now,
    });
    if (blind && review.suggestionShownAt === null) {
      throw new AppError("conflict", "Give your own answer first. Then you see what the others said, and settle it.");
    }
    if (rootCause === null && !(await allAgree(tx, review.itemId, answer))) {
      const message = "Say what went wrong: choose a root cause.";
      throw new AppError("invalid_input", message, { problems: [{ path: "rootCause", message }] });
    }
    const verdict = { answer, note: input.note, reasonCode: null };
    const recorded = await recordVerdict(tx, { review, reviewer, actor, verdict, now });
    if ("unchanged" in recorded) return recorded;
    await tx.adjudication.upsert({
      where: { reviewId: review.id },
      create: { id: newId(now), useCaseId: useCase.id, itemId, reviewId: review.id, rootCause, createdAt: now },
      update: { rootCause },
    });
    const proposal = input.proposal.trim();
    const proposed =
      proposal === ""
        ? []
        : [await proposeGuideline(tx, { useCase, itemId, authorId: reviewer.id, text: proposal, now })];
    const [answered] = recorded.events;
    const named: AuditEvent = { ...answered, detail: { ...answered.detail, root_cause: rootCause } };
    const [first = named, ...rest] = [...events, named, ...proposed];
    return { result: recorded.result, events: [first, ...rest] };
  },
});

/** Whether every answer on the item, models' and people's, says what this one says. */
async function allAgree(tx: Transaction, itemId: string, answer: Settlement["answer"]): Promise<boolean> {
  if (answer === null) return false;
  const given = { outcome: null, value: null, ...answer };
  const others = await tx.$queryRaw<{ outcome: string | null; value: number | null; tolerance: number }[]>`
    SELECT a.outcome, a.value, coalesce(u.target_tolerance, 0) AS tolerance
    FROM (
      SELECT item_id, outcome, value FROM prediction WHERE item_id = ${itemId}::uuid AND failure IS NULL
      UNION ALL
      SELECT item_id, outcome, value FROM review WHERE item_id = ${itemId}::uuid AND status = 'settled'
      UNION ALL
      SELECT id, outcome, value FROM item WHERE id = ${itemId}::uuid AND status = 'decided'
    ) a
    JOIN item i ON i.id = a.item_id JOIN use_case u ON u.id = i.use_case_id`;
  return others.every((other) => answersAgree(given, other, other.tolerance));
}
