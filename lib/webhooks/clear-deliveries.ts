import "server-only";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";

/** So long deliveries can be looked at, replayed, or wait for a paused receiver. */
const keptMs = 30 * 86_400_000;

/** So long a removed receiver's row stays: whoever was writing a delivery for it has ended by then. */
const graceMs = 600_000;

/**
 * Deletes deliveries of 30 days ago, and what is left of removed webhooks, at most `limit` deliveries at a time. Answers
 * whether there may be more. They are copies of what is on record elsewhere, so no event tells of it.
 */
export async function clearDeliveries(limit = 5000): Promise<boolean> {
  const now = clock.now();
  const oldest = firstIdOf(new Date(now.getTime() - keptMs));
  const old = await database.$executeRaw`
    DELETE FROM webhook_delivery WHERE id IN (
      SELECT d.id FROM webhook w CROSS JOIN LATERAL (
        SELECT id FROM webhook_delivery WHERE webhook_id = w.id AND (id < ${oldest}::uuid OR w.disabled_because = 'removed')
        ORDER BY id LIMIT ${limit}) d
      LIMIT ${limit})`;
  if (old === limit) return true;
  const left = new Date(now.getTime() - graceMs).toISOString();
  await database.$executeRaw`
    DELETE FROM webhook w WHERE disabled_because = 'removed' AND disabled_at < ${left}::timestamptz
      AND NOT EXISTS (SELECT FROM webhook_delivery d WHERE d.webhook_id = w.id)`;
  return false;
}
