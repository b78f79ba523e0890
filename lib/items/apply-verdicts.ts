import "server-only";
import type { AuditEvent, AuditPolicy } from "@/lib/audit/audit-event";
import { openAgreementAudits } from "@/lib/items/open-agreement-audits";
import { openDisagreements } from "@/lib/items/open-disagreements";
import { type Dispute, openDisputes } from "@/lib/items/open-disputes";
import { type Resolution, resolveItem } from "@/lib/items/resolve-item";
import { type ReviewedItem, readReviewedItems } from "@/lib/items/reviewed-item-query";
import { settleDisputes } from "@/lib/items/settle-disputes";
import { writeDecisions } from "@/lib/items/write-decisions-query";
import { announce } from "@/lib/platform/announce";
import type { Transaction } from "@/lib/platform/database";
import { cancelOpenReviews } from "@/lib/review/cancel-open-reviews";

/** A verdict that has just become final. */
export interface FinalVerdict {
  id: string;
  itemId: string;
  /** In force now. */
  policy: AuditPolicy;
}

/** An item that people have decided just now. */
export interface Decided {
  item: ReviewedItem;
  policy: AuditPolicy;
  made: Resolution & { kind: "decide" };
}

/**
 * Draws what follows from verdicts that have just become final, whoever gave them: where those of an item come to a
 * decision it takes force and callers are told; where people cannot agree, an adjudicator is asked; where the model said
 * something else, a disagreement opens. The reviews are stored as settled and their items locked. Answers with what was
 * decided and with the events to record.
 */
export async function applyVerdicts(
  tx: Transaction,
  verdicts: readonly FinalVerdict[],
  now: Date,
): Promise<{ decided: Decided[]; events: AuditEvent[] }> {
  const settledNow = new Set(verdicts.map((verdict) => verdict.id));
  const itemIds = [...new Set(verdicts.map((verdict) => verdict.itemId))];
  const policyOf = new Map(verdicts.map((verdict) => [verdict.itemId, verdict.policy]));
  const decided: Decided[] = [];
  const disputes: Dispute[] = [];
  for (const item of await readReviewedItems(tx, itemIds)) {
    const made = resolveItem(item, settledNow);
    const policy = policyOf.get(item.id);
    if (made.kind === "decide" && policy !== undefined) decided.push({ item, policy, made });
    if (made.kind === "dispute") disputes.push({ item, between: made.between });
  }
  await writeDecisions(
    tx,
    decided.map(({ item, policy, made }) => ({ ...made, itemId: item.id, policyId: policy.id })),
    now,
  );
  const adjudicated = decided.filter(({ made }) => made.by === "adjudication");
  const overridden = decided.filter(({ made }) => made.by === "override");
  const events: AuditEvent[] = [
    ...decided.map(decisionEvent),
    ...(await cancelOpenReviews(
      tx,
      overridden.map(({ item }) => item.id),
    )),
    ...(await settleDisputes(
      tx,
      new Map(adjudicated.map(({ item, made }) => [item.id, { useCase: item.useCase, reviewId: made.reviewId }])),
    )),
    ...(await openDisagreements(tx, itemIds, now)),
    ...(await openDisputes(tx, disputes, now)),
    ...(await openAgreementAudits(
      tx,
      decided.map(({ item }) => item.id),
      now,
    )),
  ];
  for (const [useCaseId, of] of Map.groupBy(decided, ({ item }) => item.useCase.id)) {
    await announce(tx, { kind: "decision", useCaseId, itemIds: of.map(({ item }) => item.id) });
  }
  return { decided, events };
}

/** A verdict as the log names it. */
export const loggedVerdict = (review: { id: string; outcome: string | null; value: number | null }) => ({
  review: review.id,
  ...(review.outcome === null ? {} : { outcome: review.outcome }),
  ...(review.value === null ? {} : { value: review.value }),
});

/** Names every verdict that was counted, and the rule that made them one. */
function decisionEvent({ item, policy, made }: Decided): AuditEvent {
  const { decision } = item;
  const { counted, agreeing, by } = made;
  const several = counted.length > 1 ? { rule: item.rule, reviews: counted, agreeing } : {};
  return {
    type: decision === null ? "decision.made" : "decision.superseded",
    useCase: item.useCase,
    subject: { type: "item", id: item.id },
    policy,
    verdict: loggedVerdict({ id: made.reviewId, ...made.answer }),
    priorDecision: decision && { seq: decision.seq, outcome: decision.outcome, value: decision.value },
    detail: { decided_by: "human", ...(by === "consensus" ? several : { by }) },
  };
}
