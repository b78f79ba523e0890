import "server-only";
import type { Actor } from "@/lib/access/actor";
import { useCasesWith } from "@/lib/access/authorize";
import { database, Prisma } from "@/lib/platform/database";
import type { OffBecause } from "@/lib/webhooks/locked-webhook-query";
import { mostCounted, type WebhookEvent } from "@/lib/webhooks/webhook-schema";

/** A webhook as those who look after it see it. The secret is not among it. */
export interface WebhookView {
  id: string;
  /** Null: of every use case. */
  useCase: { slug: string; name: string } | null;
  url: string;
  events: WebhookEvent[];
  createdAt: Date;
  /** `paused` by somebody: what happens is kept for it; `off`, because it refused for too long: nothing is. */
  state: "active" | "paused" | "off";
  disabledAt: Date | null;
  disabledBecause: Exclude<OffBecause, "removed"> | null;
  /** Until then messages are signed with the secret before the last rotation, too. */
  previousSecretUntil: Date | null;
  /** Of the newest deliveries, up to `mostCounted`. */
  counts: { delivered: number; pending: number; failed: number; retrying: number };
  lastDeliveredAt: Date | null;
}

interface WebhookRow extends Omit<WebhookView, "useCase" | "state" | "counts"> {
  slug: string | null;
  name: string | null;
  delivered: number;
  pending: number;
  failed: number;
  retrying: number;
}

function webhookView(row: WebhookRow): WebhookView {
  const { slug, name, delivered, pending, failed, retrying, ...rest } = row;
  return {
    ...rest,
    useCase: slug === null || name === null ? null : { slug, name },
    state: row.disabledAt === null ? "active" : row.disabledBecause === null ? "paused" : "off",
    counts: { delivered, pending, failed, retrying },
  };
}

/** Those of the use cases in which the actor looks after webhooks; those of every use case for admins only. */
function visibleTo(actor: Actor): Prisma.Sql {
  const managed = useCasesWith(actor, "webhook.manage");
  return managed === "all" ? Prisma.sql`TRUE` : Prisma.sql`w.use_case_id = ANY(${managed}::uuid[])`;
}

async function readWebhooks(condition: Prisma.Sql): Promise<WebhookView[]> {
  const rows = await database.$queryRaw<WebhookRow[]>`
    SELECT w.id, u.slug, u.name, w.url, w.events, w.created_at AS "createdAt", w.disabled_at AS "disabledAt",
           w.disabled_because AS "disabledBecause", w.previous_secret_until AS "previousSecretUntil", recent.*
    FROM webhook w
    LEFT JOIN use_case u ON u.id = w.use_case_id
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE status = 'delivered')::int AS delivered,
             count(*) FILTER (WHERE status = 'pending')::int AS pending,
             count(*) FILTER (WHERE status = 'failed')::int AS failed,
             count(*) FILTER (WHERE status = 'pending' AND answer IS NOT NULL)::int AS retrying,
             max(attempted_at) FILTER (WHERE status = 'delivered') AS "lastDeliveredAt"
      FROM (SELECT status, answer, attempted_at FROM webhook_delivery WHERE webhook_id = w.id
            ORDER BY id DESC LIMIT ${mostCounted}) AS newest
    ) AS recent
    WHERE w.disabled_because IS DISTINCT FROM 'removed' AND ${condition}
    ORDER BY w.id DESC`;
  return rows.map(webhookView);
}

/** Those that the actor looks after, the newest first. */
export function listWebhooks(actor: Actor): Promise<WebhookView[]> {
  return readWebhooks(visibleTo(actor));
}

/** One of them; null where there is none that the actor looks after. */
export async function findWebhook(actor: Actor, id: string): Promise<WebhookView | null> {
  const [webhook] = await readWebhooks(Prisma.sql`w.id = ${id}::uuid AND ${visibleTo(actor)}`);
  return webhook ?? null;
}
