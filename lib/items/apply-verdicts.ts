import "server-only";
import type { AuditEvent, AuditPolicy } from "@/lib/audit/audit-event";
import { markForAgreement } from "@/lib/items/mark-for-agreement";
import { markUnusable, type UnusableItem } from "@/lib/items/mark-unusable";
import { openAdjudications } from "@/lib/items/open-adjudications";
import { openAgreementAudits } from "@/lib/items/open-agreement-audits";
import { openDisagreements } from "@/lib/items/open-disagreements";
import { type Dispute, openDisputes } from "@/lib/items/open-disputes";
import { type Resolution, resolveItem } from "@/lib/items/resolve-item";
import { type ReviewedItem, readReviewedItems } from "@/lib/items/reviewed-item-query";
import { type AdjudicatedItem, settleDisagreements } from "@/lib/items/settle-disagreements";
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
  const unusable: UnusableItem[] = [];
  const referred: ReviewedItem[] = [];
  const disputes: Dispute[] = [];
  const adjudicated: AdjudicatedItem[] = [];
  for (const item of await readReviewedItems(tx, itemIds)) {
    const made = resolveItem(item, settledNow);
    const policy = policyOf.get(item.id);
    if (made.kind === "decide" && policy !== undefined) decided.push({ item, policy, made });
    if (made.kind === "unusable" && policy !== undefined) unusable.push({ item, policy, reviewId: made.reviewId });
    if (made.kind === "refer") referred.push(item);
    if (made.kind === "dispute") disputes.push({ item, between: made.between });
    const verdict = item.reviews.findLast(({ id, purpose }) => purpose === "adjudicate" && settledNow.has(id));
    if (verdict !== undefined) adjudicated.push({ item, verdict });
  }
  await writeDecisions(
    tx,
    decided.map(({ item, policy, made }) => ({ ...made, itemId: item.id, policyId: policy.id })),
    now,
  );
  // Whoever still works on these answers for nothing.
  const closed = [...decided.filter(({ made }) => made.by === "override" || made.by === "adjudication"), ...unusable];
  const events: AuditEvent[] = [
    ...decided.map(decisionEvent),
    ...(await markUnusable(tx, unusable)),
    ...(await cancelOpenReviews(
      tx,
      closed.map(({ item }) => item.id),
    )),
    ...(await openDisagreements(tx, itemIds, now)),
    ...(await openDisputes(tx, disputes, now)),
    ...(await openAdjudications(
      tx,
      referred.map((item) => ({ item, because: "unusable" as const })),
      now,
    )),
    ...(await settleDisagreements(tx, adjudicated, now)),
    ...(await openAgreementAudits(
      tx,
      decided.map(({ item }) => item.id),
      now,
    )),
  ];
  await markForAgreement(tx, itemIds, now);
  for (const [useCaseId, of] of Map.groupBy([...decided, ...unusable], ({ item }) => item.useCase.id)) {
    await announce(tx, { kind: "decision", useCaseId, itemIds: of.map(({ item }) => item.id) });
  }
  return { decided, events };
}

/** A verdict as the log names it. */
export const loggedVerdict = (review: {
  id: string;
  outcome: string | null;
  value: number | null;
  unusable?: boolean;
}): NonNullable<AuditEvent["verdict"]> => ({
  review: review.id,
  ...(review.unusable === true ? { unusable: true } : {}),
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
