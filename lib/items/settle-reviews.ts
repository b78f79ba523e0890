import "server-only";
import { z } from "zod";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { command } from "@/lib/command";
import { applyVerdicts, type Decided, type FinalVerdict, loggedVerdict } from "@/lib/items/apply-verdicts";
import type { Transaction } from "@/lib/platform/database";
import type { ReviewPurpose } from "@/lib/platform/generated/prisma/enums";

interface DueReview extends FinalVerdict {
  purpose: ReviewPurpose;
  outcome: string | null;
  value: number | null;
  unusable: boolean;
  useCase: { id: string; slug: string };
}

/**
 * The oldest verdicts whose undo window has closed, locked with their items. Those are stepped over whose item another
 * transaction has: so of two workers that settle an item's last two verdicts, the later one sees the earlier one's.
 */
function takeDue(tx: Transaction, now: Date, limit: number): Promise<DueReview[]> {
  return tx.$queryRaw<DueReview[]>`
    SELECT r.id, r.item_id AS "itemId", r.purpose::text, r.outcome, r.value, r.unusable,
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
    await tx.review.updateMany({
      where: { id: { in: due.map((review) => review.id) } },
      data: { status: "settled", settledAt: now },
    });
    const applied = await applyVerdicts(tx, due, now);
    const events = [...settledEvents(due, applied.decided), ...applied.events];
    const [first, ...rest] = events;
    return first === undefined ? { result: 0, unchanged: true } : { result: due.length, events: [first, ...rest] };
  },
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
      verdict: loggedVerdict(review),
      detail: { purpose: review.purpose },
    }));
}
