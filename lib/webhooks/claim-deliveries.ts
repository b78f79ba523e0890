import "server-only";
import { database } from "@/lib/platform/database";

/** A delivery that this process is to attempt now, with what it takes. */
export interface ClaimedDelivery {
  id: string;
  webhookId: string;
  messageId: string;
  body: string;
  /** This one included. */
  attempts: number;
  /** Since when it is tried: when it happened, or when somebody replayed it. */
  createdAt: Date;
  url: string;
  secret: Uint8Array;
  previousSecret: Uint8Array | null;
  previousSecretUntil: Date | null;
}

interface Claim {
  now: Date;
  /** Nobody else attempts them until then; if nothing was recorded by then, somebody does. */
  leaseUntil: Date;
  /** Attempts that one receiver may have under way in this process, and those that it has. */
  perReceiver: number;
  underWay: ReadonlyMap<string, number>;
  limit: number;
}

/** So long deliveries to a paused receiver are put aside at a time; resuming brings them all back at once. */
const asideMs = 3_600_000;
const mostPutAside = 5000;

/**
 * Takes deliveries that are due, the oldest first and a few of each receiver, so that none takes the place of others.
 * Short: the lease is written, and the sending happens outside. Any number of processes may do this at once.
 */
export async function claimDeliveries(claim: Claim): Promise<ClaimedDelivery[]> {
  const { now, leaseUntil, perReceiver, underWay, limit } = claim;
  const at = now.toISOString();
  const aside = new Date(now.getTime() + asideMs).toISOString();
  const taken = [...underWay].map(([id, number]) => ({ id, free: perReceiver - number }));
  return database.$queryRaw<ClaimedDelivery[]>`
    WITH taken AS (
      SELECT id, free FROM json_to_recordset(${JSON.stringify(taken)}::json) AS t(id uuid, free int)
    ), due AS (
      -- Receiver by receiver, so that what waits for one that hangs is not passed over again and again.
      SELECT d.id, d.next_attempt_at FROM webhook w
      LEFT JOIN taken ON taken.id = w.id
      CROSS JOIN LATERAL (
        SELECT id, next_attempt_at FROM webhook_delivery
        WHERE webhook_id = w.id AND next_attempt_at <= ${at}::timestamptz
        ORDER BY next_attempt_at LIMIT greatest(0, coalesce(taken.free, ${perReceiver}::int))
      ) d
      WHERE w.disabled_at IS NULL
      ORDER BY d.next_attempt_at LIMIT ${limit}
    ), locked AS (
      SELECT d.id FROM webhook_delivery d JOIN due ON due.id = d.id
      WHERE d.next_attempt_at <= ${at}::timestamptz
      FOR UPDATE OF d SKIP LOCKED
    ), waiting AS (
      SELECT d.id FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
      WHERE d.next_attempt_at <= ${at}::timestamptz AND w.disabled_at IS NOT NULL
      LIMIT ${mostPutAside} FOR UPDATE OF d SKIP LOCKED
    ), put_aside AS (
      UPDATE webhook_delivery SET next_attempt_at = ${aside}::timestamptz WHERE id IN (SELECT id FROM waiting)
    )
    UPDATE webhook_delivery d SET attempts = d.attempts + 1, attempted_at = ${at}::timestamptz,
                                  next_attempt_at = ${leaseUntil.toISOString()}::timestamptz
    FROM locked, webhook w
    WHERE d.id = locked.id AND w.id = d.webhook_id
    RETURNING d.id, d.webhook_id AS "webhookId", d.message_id AS "messageId", d.body, d.attempts,
              d.created_at AS "createdAt", w.url, w.secret, w.previous_secret AS "previousSecret",
              w.previous_secret_until AS "previousSecretUntil"`;
}
