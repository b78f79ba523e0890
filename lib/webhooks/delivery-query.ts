import "server-only";
import type { Actor } from "@/lib/access/actor";
import { useCasesWith } from "@/lib/access/authorize";
import { database, Prisma } from "@/lib/platform/database";
import type { DeliveryStatus } from "@/lib/platform/generated/prisma/enums";
import { momentOfId } from "@/lib/platform/id-range";
import type { DeliveryFilter } from "@/lib/webhooks/webhook-schema";

/** A delivery as those who look after its webhook see it. */
export interface DeliveryView {
  id: string;
  /** `webhook-id`. */
  messageId: string;
  type: string;
  happenedAt: Date;
  status: DeliveryStatus;
  attempts: number;
  attemptedAt: Date | null;
  nextAttemptAt: Date | null;
  answerStatus: number | null;
  answer: string | null;
  latencyMs: number | null;
  /** The item's external id, else the use case's slug; null where it is about neither, or sealed. */
  about: string | null;
  itemId: string | null;
  /** Its item waits for a review that this person could be given: what the message says is kept back until then. */
  sealed: boolean;
}

export interface DeliveryDetail extends DeliveryView {
  /** The bytes that are signed and sent; null where it is sealed. */
  body: string | null;
}

export interface DeliveryList {
  deliveries: DeliveryView[];
  /** Deliveries to go on after and before; null at the list's ends. */
  next: string | null;
  previous: string | null;
  /** Where the search for a rare kind stopped looking though the log goes on; the next page takes it up there. */
  lookedTo: Date | null;
}

/** A filter looks through so many deliveries for a page. */
const mostLookedAt = 20_000;

type DeliveryRow = Omit<DeliveryDetail, "happenedAt" | "body"> & { body: string };

/** The body only after the caller's webhook was found for this actor (`findWebhook`). */
function columns(actor: Actor): Prisma.Sql {
  const reviewed = useCasesWith(actor, "review.work");
  const ids = reviewed === "all" ? [] : reviewed;
  return Prisma.sql`
    d.id, d.message_id AS "messageId", d.type, d.status::text, d.attempts, d.attempted_at AS "attemptedAt",
    d.next_attempt_at AS "nextAttemptAt", d.answer_status AS "answerStatus", d.answer, d.latency_ms AS "latencyMs", d.body,
    coalesce(d.body::jsonb #>> '{data,item,externalId}', d.body::jsonb #>> '{data,useCase}') AS about,
    d.body::jsonb #>> '{data,item,id}' AS "itemId",
    EXISTS (SELECT FROM review r WHERE r.item_id = (d.body::jsonb #>> '{data,item,id}')::uuid
            AND r.use_case_id = ANY(${ids}::uuid[]) AND r.status IN ('open', 'answered')) AS sealed`;
}

function detailOf({ body, ...row }: DeliveryRow): DeliveryDetail {
  const happenedAt = momentOfId(row.messageId);
  return row.sealed
    ? { ...row, happenedAt, about: null, itemId: null, answer: null, body: null }
    : { ...row, happenedAt, body };
}

function viewOf(row: DeliveryRow): DeliveryView {
  const { body: _body, ...view } = detailOf(row);
  return view;
}

/** A page of a webhook's log, the newest first. For those who look after the webhook (`findWebhook`). */
export async function listDeliveries(
  actor: Actor,
  webhookId: string,
  filter: DeliveryFilter,
  limit = 50,
): Promise<DeliveryList> {
  const { status, type, after, before } = filter;
  const backwards = after === undefined && before !== undefined;
  const place = after ?? before;
  const range = Prisma.sql`webhook_id = ${webhookId}::uuid ${
    place === undefined ? Prisma.empty : Prisma.sql`AND id ${backwards ? Prisma.sql`>` : Prisma.sql`<`} ${place}::uuid`
  }`;
  const order = Prisma.sql`ORDER BY id ${backwards ? Prisma.sql`ASC` : Prisma.sql`DESC`}`;
  const wanted = [
    Prisma.sql`TRUE`,
    ...(status === undefined ? [] : [Prisma.sql`d.status = ${status}::delivery_status`]),
    ...(type === undefined ? [] : [Prisma.sql`d.type = ${type}`]),
  ];
  const rows = await database.$queryRaw<DeliveryRow[]>`
    SELECT ${columns(actor)}
    FROM (SELECT * FROM webhook_delivery WHERE ${range} ${order} LIMIT ${mostLookedAt}) d
    WHERE ${Prisma.join(wanted, " AND ")} ${order} LIMIT ${limit + 1}`;
  const more = rows.length > limit;
  if (backwards && !more) return listDeliveries(actor, webhookId, { ...filter, before: undefined }, limit);
  const deliveries = rows.slice(0, limit).map(viewOf);
  if (backwards) deliveries.reverse();
  const looked = more || wanted.length === 1 ? null : await lastLookedAt(range, order);
  const last = deliveries.at(-1)?.id ?? null;
  return {
    deliveries,
    next: backwards || more ? last : looked,
    previous: backwards || after !== undefined ? (deliveries[0]?.id ?? null) : null,
    lookedTo: looked === null ? null : momentOfId(looked),
  };
}

/** Where a search ended that did not reach the log's end; null where it did. */
async function lastLookedAt(range: Prisma.Sql, order: Prisma.Sql): Promise<string | null> {
  const [row] = await database.$queryRaw<{ id: string }[]>`
    SELECT id FROM webhook_delivery WHERE ${range} ${order} OFFSET ${mostLookedAt - 1} LIMIT 1`;
  return row?.id ?? null;
}

/** One delivery of a webhook that the actor looks after (`findWebhook`); null where there is none. */
export async function findDelivery(actor: Actor, webhookId: string, id: string): Promise<DeliveryDetail | null> {
  const [row] = await database.$queryRaw<DeliveryRow[]>`
    SELECT ${columns(actor)} FROM webhook_delivery d WHERE d.webhook_id = ${webhookId}::uuid AND d.id = ${id}::uuid`;
  return row === undefined ? null : detailOf(row);
}
