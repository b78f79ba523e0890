import "server-only";
import { database, type Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import type { WebhookEvent } from "@/lib/webhooks/webhook-schema";

/** Why a webhook is off: nothing is kept for it then. Null with `disabledAt`: somebody paused it. */
export type OffBecause = "gone" | "failing" | "removed";

const noWebhook = () => new AppError("not_found", "There is no such webhook. It may have been removed.");

/** The use case that a webhook belongs to, for commands to authorise by. @throws AppError (`not_found`) */
export async function useCaseOfWebhook({ webhookId }: { webhookId: string }): Promise<string | null> {
  const [webhook] = await database.$queryRaw<{ useCaseId: string | null }[]>`
    SELECT use_case_id AS "useCaseId" FROM webhook
    WHERE id = ${webhookId}::uuid AND disabled_because IS DISTINCT FROM 'removed'`;
  if (webhook === undefined) throw noWebhook();
  return webhook.useCaseId;
}

interface LockedWebhook {
  id: string;
  url: string;
  events: WebhookEvent[];
  secret: Uint8Array<ArrayBuffer>;
  disabledAt: Date | null;
  disabledBecause: Exclude<OffBecause, "removed"> | null;
  useCase: { id: string; slug: string } | null;
}

/** A webhook that a command is about to change, locked. @throws AppError (`not_found`) */
export async function lockWebhook(tx: Transaction, id: string): Promise<LockedWebhook> {
  const [locked] = await tx.$queryRaw<LockedWebhook[]>`
    SELECT w.id, w.url, w.events, w.secret, w.disabled_at AS "disabledAt", w.disabled_because AS "disabledBecause",
           CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'slug', u.slug) END AS "useCase"
    FROM webhook w LEFT JOIN use_case u ON u.id = w.use_case_id
    WHERE w.id = ${id}::uuid AND w.disabled_because IS DISTINCT FROM 'removed'
    FOR NO KEY UPDATE OF w`;
  if (locked === undefined) throw noWebhook();
  return locked;
}
