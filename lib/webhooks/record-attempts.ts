import "server-only";
import { database } from "@/lib/platform/database";
import type { DeliveryStatus } from "@/lib/platform/generated/prisma/enums";

/** What came of an attempt. */
export interface AttemptRecord {
  deliveryId: string;
  /** The attempt's number: what another process has begun since stays as it is. */
  attempts: number;
  status: DeliveryStatus;
  /** Null once it was accepted or given up. */
  nextAttemptAt: Date | null;
  answerStatus: number | null;
  answer: string;
  latencyMs: number;
}

/** Writes down what came of attempts, in one statement. */
export async function recordAttempts(records: readonly AttemptRecord[]): Promise<void> {
  const rows = records.map((record) => ({ ...record, next: record.nextAttemptAt?.toISOString() ?? null }));
  await database.$executeRaw`
    UPDATE webhook_delivery d SET status = r.status, next_attempt_at = r.next, answer_status = r."answerStatus",
                                  answer = r.answer, latency_ms = r."latencyMs"
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(
      "deliveryId" uuid, attempts int, status delivery_status, next timestamptz, "answerStatus" int, answer text,
      "latencyMs" float8)
    WHERE d.id = r."deliveryId" AND d.attempts = r.attempts AND d.status = 'pending'`;
}
