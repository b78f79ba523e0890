import "server-only";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";

/**
 * Has those of these items that have a final verdict counted anew for the agreement pages
 * (lib/reports/count-agreement.ts), in the transaction that made one final or brought the model's answer. The counting
 * itself comes later, so that nobody's verdict waits for it.
 */
export async function markForAgreement(tx: Transaction, itemIds: readonly string[], now: Date): Promise<void> {
  if (itemIds.length === 0) return;
  const marks = itemIds.map((item) => ({ id: newId(now), item }));
  await tx.$executeRaw`
    INSERT INTO agreement_pending (id, item_id)
    SELECT m.id, m.item FROM json_to_recordset(${JSON.stringify(marks)}::json) AS m(id uuid, item uuid)
    WHERE EXISTS (SELECT FROM review r WHERE r.item_id = m.item AND r.status = 'settled')`;
}
