import "server-only";
import type { Transaction } from "@/lib/platform/database";
import type { WebhookEvent } from "@/lib/webhooks/webhook-schema";

/** Who wants to hear of what. */
interface Receiver {
  id: string;
  /** Null: of every use case. */
  useCaseId: string | null;
  events: WebhookEvent[];
}

const freshMs = 1000;

let known: { receivers: Receiver[]; seen: number } | undefined;

/**
 * All receivers as they were at most a second ago: so an installation without webhooks pays one small question a second
 * for them, however many items are decided. Those that were turned off or removed since are sorted out where deliveries
 * are written; one that is new hears what happens from a second after it was added.
 */
export async function recentReceivers(tx: Transaction): Promise<readonly Receiver[]> {
  const now = performance.now();
  if (known !== undefined && now - known.seen < freshMs) return known.receivers;
  const receivers = await tx.$queryRaw<Receiver[]>`
    SELECT id, use_case_id AS "useCaseId", events FROM webhook WHERE disabled_because IS NULL`;
  known = { receivers, seen: now };
  return receivers;
}

/** The next `recentReceivers` of this process asks the database. */
export function forgetReceivers(): void {
  known = undefined;
}
