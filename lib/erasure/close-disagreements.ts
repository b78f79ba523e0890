import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import type { Transaction } from "@/lib/platform/database";
import type { DisagreementKind } from "@/lib/platform/generated/prisma/enums";

/**
 * Takes what is open on items that are being erased out of the queue: nobody can look into it any more. An agreement audit
 * goes: no two answers differ. Of the others, slices of the input go too. Answers with the events.
 */
export async function closeDisagreements(
  tx: Transaction,
  useCase: { id: string; slug: string },
  itemIds: readonly string[],
  now: Date,
): Promise<AuditEvent[]> {
  const ofItems = { itemId: { in: [...itemIds] } };
  await tx.disagreement.deleteMany({ where: { ...ofItems, status: "open", kind: "model_human", reviewId: null } });
  const open = await tx.$queryRaw<{ id: string; itemId: string; kind: DisagreementKind }[]>`
    UPDATE disagreement SET status = 'settled', settled_at = ${now}
    WHERE item_id = ANY(${[...itemIds]}::uuid[]) AND status = 'open'
    RETURNING id, item_id AS "itemId", kind::text`;
  await tx.disagreement.updateMany({ where: ofItems, data: { slices: [] } });
  return open.map(({ id, itemId, kind }) => ({
    type: "disagreement.settled",
    useCase,
    subject: { type: "item", id: itemId },
    detail: { disagreement: id, kind, because: "erased" },
  }));
}
