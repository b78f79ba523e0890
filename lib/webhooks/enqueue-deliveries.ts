import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";
import { messageIn } from "@/lib/webhooks/message";
import { readMessageData } from "@/lib/webhooks/message-data-query";
import { recentReceivers } from "@/lib/webhooks/receiver-query";

/**
 * The outbox: writes a delivery of what these audit events tell for every receiver that wants to hear it, in their
 * transaction, so that callers are told if and only if it happened. Where nobody listens it costs nothing.
 */
export async function enqueueDeliveries(tx: Transaction, events: readonly AuditEvent[], now: Date): Promise<void> {
  const messages = events.map(messageIn).filter((message) => message !== null);
  if (messages.length === 0) return;
  const receivers = await recentReceivers(tx);
  const wanted = messages.flatMap((message) => {
    const of = receivers.filter(
      ({ useCaseId, events: kinds }) =>
        (useCaseId === null || useCaseId === message.useCase.id) && kinds.includes(message.type),
    );
    return of.length === 0 ? [] : [{ message, of }];
  });
  if (wanted.length === 0) return;
  const told = wanted.map(({ message }) => message);
  const data = await readMessageData(tx, told);
  const timestamp = now.toISOString();
  const rows = wanted.flatMap(({ message: { type }, of }, index) => {
    const id = newId(now);
    const body = JSON.stringify({ type, timestamp, data: data[index] });
    return of.map((receiver) => ({ id: newId(now), webhook: receiver.id, message: id, type, body }));
  });
  // Whoever was turned off or removed meanwhile is left out; one that is paused keeps what it has missed.
  await tx.$executeRaw`
    INSERT INTO webhook_delivery (id, webhook_id, message_id, type, body, created_at, next_attempt_at)
    SELECT r.id, w.id, r.message, r.type, r.body, ${timestamp}::timestamptz, ${timestamp}::timestamptz
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(id uuid, webhook uuid, message uuid, type text, body text)
    JOIN webhook w ON w.id = r.webhook AND w.disabled_because IS NULL`;
}
