import "server-only";
import type { Actor } from "@/lib/access/actor";
import { useCasesWith } from "@/lib/access/authorize";
import { database, Prisma } from "@/lib/platform/database";
import type { OffBecause } from "@/lib/webhooks/locked-webhook-query";

/** A receiver that somebody should look at. */
export interface WebhookTrouble {
  id: string;
  host: string;
  /** Why it is off; null: it is still sent to, and keeps failing. */
  off: Exclude<OffBecause, "removed"> | null;
}

/** Failed attempts of one message after which it is no hiccup any more: half an hour of them. */
const worrying = 4;

/** Enough to find whoever keeps failing, however many messages wait. */
const mostLookedAt = 5000;

/** Receivers in trouble, of those that the actor looks after. */
export async function findWebhookTrouble(actor: Actor): Promise<WebhookTrouble[]> {
  const managed = useCasesWith(actor, "webhook.manage");
  if (managed !== "all" && managed.length === 0) return [];
  const visible = managed === "all" ? Prisma.sql`TRUE` : Prisma.sql`w.use_case_id = ANY(${managed}::uuid[])`;
  const rows = await database.$queryRaw<{ id: string; url: string; off: WebhookTrouble["off"] }[]>`
    SELECT w.id, w.url, w.disabled_because AS off FROM webhook w
    WHERE w.disabled_because IS DISTINCT FROM 'removed' AND ${visible}
      AND (w.disabled_because IS NOT NULL OR w.disabled_at IS NULL AND w.id IN (
        SELECT webhook_id FROM (
          SELECT webhook_id, attempts FROM webhook_delivery
          WHERE next_attempt_at IS NOT NULL ORDER BY next_attempt_at DESC LIMIT ${mostLookedAt}) waiting
        WHERE attempts >= ${worrying}))
    ORDER BY w.id`;
  return rows.map(({ id, url, off }) => ({ id, off, host: new URL(url).host }));
}
