import "server-only";
import type { Transaction } from "@/lib/platform/database";

/** This person's standing escalation of an item: the review that it ended, and the adjudication that it opened, if it did. */
export async function findEscalation(
  tx: Transaction,
  itemId: string,
  userId: string,
): Promise<{ reviewId: string; opened: string | null } | null> {
  const [row] = await tx.$queryRaw<{ stands: boolean; reviewId: string; opened: string | null }[]>`
    SELECT e.type = 'review.escalated' AS stands,
           convert_from(e.envelope, 'UTF8')::jsonb #>> '{detail,review}' AS "reviewId",
           convert_from(e.envelope, 'UTF8')::jsonb #>> '{detail,opened}' AS opened
    FROM audit_event e
    WHERE e.subject_type = 'item' AND e.subject_id = ${itemId} AND e.actor_id = ${userId}
      AND e.type IN ('review.escalated', 'review.escalation_withdrawn')
    ORDER BY e.subject_seq DESC LIMIT 1`;
  return row?.stands === true ? { reviewId: row.reviewId, opened: row.opened } : null;
}

/** People other than this one who could adjudicate in the use case: they can sign in, and are no simulation. */
export async function countOtherAdjudicators(tx: Transaction, useCaseId: string, userId: string): Promise<number> {
  return tx.user.count({
    where: {
      id: { not: userId },
      disabledAt: null,
      isSimulated: false,
      memberships: { some: { useCaseId, role: "adjudicator" } },
    },
  });
}

/** Whether others have passed this item to an adjudicator too: an escalated review ends in the hands of who did it. */
export async function isEscalatedByOthers(tx: Transaction, itemId: string, userId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ others: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM review_skip s JOIN review r ON r.id = s.review_id
      WHERE r.item_id = ${itemId}::uuid AND r.status = 'cancelled' AND r.reviewer_id = s.user_id
        AND s.user_id <> ${userId}::uuid) AS others`;
  return row?.others === true;
}
