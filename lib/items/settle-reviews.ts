import "server-only";
import { z } from "zod";
import type { AuditEvent, AuditPolicy } from "@/lib/audit/audit-event";
import { command } from "@/lib/command";
import { openAgreementAudits } from "@/lib/items/open-agreement-audits";
import { openDisagreements } from "@/lib/items/open-disagreements";
import { type Dispute, openDisputes } from "@/lib/items/open-disputes";
import { type Resolution, resolveItem } from "@/lib/items/resolve-item";
import { type ReviewedItem, readReviewedItems } from "@/lib/items/reviewed-item-query";
import { settleDisputes } from "@/lib/items/settle-disputes";
import { writeDecisions } from "@/lib/items/write-decisions-query";
import { announce } from "@/lib/platform/announce";
import type { Transaction } from "@/lib/platform/database";
import type { ReviewPurpose } from "@/lib/platform/generated/prisma/enums";

interface DueReview {
  id: string;
  itemId: string;
  purpose: ReviewPurpose;
  outcome: string | null;
  value: number | null;
  useCase: { id: string; slug: string };
  /** In force now. */
  policy: AuditPolicy;
}

/** An item that people have decided just now. */
interface Decided {
  item: ReviewedItem;
  policy: AuditPolicy;
  made: Resolution & { kind: "decide" };
}

/**
 * The oldest verdicts whose undo window has closed, locked with their items. Those are stepped over whose item another
 * transaction has: so of two workers that settle an item's last two verdicts, the later one sees the earlier one's.
 */
function takeDue(tx: Transaction, now: Date, limit: number): Promise<DueReview[]> {
  return tx.$queryRaw<DueReview[]>`
    SELECT r.id, r.item_id AS "itemId", r.purpose::text, r.outcome, r.value,
           json_build_object('id', u.id, 'slug', u.slug) AS "useCase",
           json_build_object('id', p.id, 'version', p.version, 'sha256', encode(p.sha256, 'hex')) AS policy
    FROM review r
    JOIN item i ON i.id = r.item_id
    JOIN use_case u ON u.id = r.use_case_id
    JOIN policy p ON p.id = u.policy_id
    WHERE r.status = 'answered' AND r.undo_until <= ${now.toISOString()}::timestamptz
    ORDER BY r.undo_until LIMIT ${limit}
    FOR NO KEY UPDATE OF r, i SKIP LOCKED`;
}

/**
 * Makes verdicts final whose undo window has closed. Where those of an item come to a decision it takes force, and from
 * then on callers are told; where people cannot agree, an adjudicator is asked. Opens disagreements where the model said
 * something else. Any number of workers may do this at once. Answers with how many verdicts.
 */
export const settleReviews = command({
  name: "settle-reviews",
  permission: "review.settle",
  input: z.object({ limit: z.number().int().min(1).max(5000).default(500) }),
  useCaseId: () => null,
  prepare: async () => null,

  async commit({ tx, input, now }) {
    const due = await takeDue(tx, now, input.limit);
    if (due.length === 0) return { result: 0, unchanged: true };
    const settledNow = new Set(due.map((review) => review.id));
    await tx.review.updateMany({
      where: { id: { in: [...settledNow] } },
      data: { status: "settled", settledAt: now },
    });
    const itemIds = [...new Set(due.map((review) => review.itemId))];
    const policyOf = new Map(due.map((review) => [review.itemId, review.policy]));
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
    const events: AuditEvent[] = [
      ...settledEvents(due, decided),
      ...decided.map(decisionEvent),
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
    const [first, ...rest] = events;
    return first === undefined ? { result: 0, unchanged: true } : { result: due.length, events: [first, ...rest] };
  },
});

const verdictOf = (review: { id: string; outcome: string | null; value: number | null }) => ({
  review: review.id,
  ...(review.outcome === null ? {} : { outcome: review.outcome }),
  ...(review.value === null ? {} : { value: review.value }),
});

/** One for each verdict, save for those that decide alone: the decision's event tells of them. */
function settledEvents(due: readonly DueReview[], decided: readonly Decided[]): AuditEvent[] {
  const alone = new Set(decided.flatMap(({ made }) => (made.counted.length === 1 ? made.counted : [])));
  return due
    .filter((review) => !alone.has(review.id))
    .map((review) => ({
      type: "review.settled",
      useCase: review.useCase,
      subject: { type: "item", id: review.itemId },
      policy: review.policy,
      verdict: verdictOf(review),
      detail: { purpose: review.purpose },
    }));
}

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
    verdict: verdictOf({ id: made.reviewId, ...made.answer }),
    priorDecision: decision && { seq: decision.seq, outcome: decision.outcome, value: decision.value },
    detail: { decided_by: "human", ...(by === "adjudication" ? { by } : several) },
  };
}
