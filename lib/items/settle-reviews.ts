import "server-only";
import { z } from "zod";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { command } from "@/lib/command";
import { openDisagreements } from "@/lib/items/open-disagreements";
import { announce } from "@/lib/platform/announce";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";
import type { ReviewPurpose } from "@/lib/platform/generated/prisma/enums";

interface DueReview {
  id: string;
  itemId: string;
  useCaseId: string;
  slug: string;
  purpose: ReviewPurpose;
  outcome: string | null;
  value: number | null;
  itemStatus: "in_review" | "decided";
  policyId: string;
  policyVersion: number;
  policySha256: string;
}

/** The oldest verdicts whose undo window has closed, and that no other worker is settling; locked with their items. */
function takeDue(tx: Transaction, now: Date, limit: number): Promise<DueReview[]> {
  return tx.$queryRaw<DueReview[]>`
    SELECT r.id, r.item_id AS "itemId", r.use_case_id AS "useCaseId", u.slug, r.purpose::text, r.outcome, r.value,
           i.status::text AS "itemStatus", p.id AS "policyId", p.version AS "policyVersion",
           encode(p.sha256, 'hex') AS "policySha256"
    FROM review r
    JOIN item i ON i.id = r.item_id
    JOIN use_case u ON u.id = r.use_case_id
    JOIN policy p ON p.id = u.policy_id
    WHERE r.status = 'answered' AND r.undo_until <= ${now.toISOString()}::timestamptz
    ORDER BY r.undo_until LIMIT ${limit}
    FOR UPDATE OF r, i SKIP LOCKED`;
}

/** Whether this verdict decides its item: it was asked to, and nothing has decided meanwhile. */
const decides = (review: DueReview): boolean => review.purpose === "decide" && review.itemStatus === "in_review";

async function writeDecisions(tx: Transaction, reviews: readonly DueReview[], now: Date): Promise<void> {
  const rows = reviews.map((review) => ({
    id: newId(now),
    item: review.itemId,
    outcome: review.outcome,
    value: review.value,
    policy: review.policyId,
    review: review.id,
  }));
  if (rows.length === 0) return;
  await tx.$executeRaw`
    WITH decided AS (
      INSERT INTO decision (id, item_id, seq, outcome, value, decided_by, policy_id, review_id, decided_at)
      SELECT r.id, item, 1 + coalesce((SELECT max(seq) FROM decision d WHERE d.item_id = item), 0), outcome, value, 'human',
             policy, review, ${now.toISOString()}::timestamptz
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(
        id uuid, item uuid, outcome text, value float8, policy uuid, review uuid)
      RETURNING item_id, outcome, value, decided_by, decided_at
    )
    UPDATE item SET status = 'decided', outcome = d.outcome, value = d.value, decided_by = d.decided_by, decided_at = d.decided_at
    FROM decided d WHERE d.item_id = item.id`;
}

/**
 * Makes verdicts final whose undo window has closed: decides their items (from then on callers are told), and opens
 * disagreements where the model said something else. Any number of workers may do this at once. Answers with how many.
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
    const deciding = due.filter(decides);
    await tx.review.updateMany({
      where: { id: { in: due.map((review) => review.id) } },
      data: { status: "settled", settledAt: now },
    });
    await writeDecisions(tx, deciding, now);
    const events: AuditEvent[] = due.map((review) => ({
      type: decides(review) ? "decision.made" : "review.settled",
      useCase: { id: review.useCaseId, slug: review.slug },
      subject: { type: "item", id: review.itemId },
      policy: { id: review.policyId, version: review.policyVersion, sha256: review.policySha256 },
      verdict: {
        review: review.id,
        ...(review.outcome === null ? {} : { outcome: review.outcome }),
        ...(review.value === null ? {} : { value: review.value }),
      },
      ...(decides(review)
        ? { priorDecision: null, detail: { decided_by: "human" } }
        : { detail: { purpose: review.purpose } }),
    }));
    events.push(
      ...(await openDisagreements(
        tx,
        due.map((review) => review.itemId),
        now,
      )),
    );
    for (const [useCaseId, reviews] of Map.groupBy(deciding, (review) => review.useCaseId)) {
      await announce(tx, { kind: "decision", useCaseId, itemIds: reviews.map((review) => review.itemId) });
    }
    const [first, ...rest] = events;
    return first === undefined ? { result: 0, unchanged: true } : { result: due.length, events: [first, ...rest] };
  },
});
