import "server-only";
import { createHash } from "node:crypto";
import type { UserActor } from "@/lib/access/actor";
import { may, useCasesWith } from "@/lib/access/authorize";
import type { AuditFilter, AuditPage } from "@/lib/audit/audit-filter-schema";
import { type AuditEventView, type AuditRow, auditEventView } from "@/lib/audit/audit-view";
import { database, Prisma } from "@/lib/platform/database";
import { idRangeOfDays } from "@/lib/platform/id-range";

export interface AuditList {
  events: AuditEventView[];
  /** Events to go on after and before; null at the list's ends. */
  next: string | null;
  previous: string | null;
}

/** The columns of an `AuditRow`, of the events named `e`. */
const columns = Prisma.sql`
  e.id, e.type, e.occurred_at AS "occurredAt", e.subject_type AS "subjectType", e.subject_id AS "subjectId",
  e.subject_seq AS "subjectSeq", e.actor_kind AS "actorKind", e.actor_id AS "actorId",
  coalesce(person.name, key.name, convert_from(e.envelope, 'UTF8')::jsonb #>> '{actor,id}') AS "actorName",
  encode(e.leaf_hash, 'hex') AS "leafHash", c.slug AS "useCaseSlug", c.name AS "useCaseName",
  CASE e.subject_type
    WHEN 'item' THEN (SELECT external_id FROM item WHERE id = e.subject_id::uuid)
    WHEN 'user' THEN (SELECT name FROM "user" WHERE id = e.subject_id::uuid)
    WHEN 'key' THEN (SELECT name FROM api_key WHERE id = e.subject_id::uuid)
    WHEN 'webhook' THEN (SELECT substring(url FROM '^https?://([^/?#]+)') FROM webhook WHERE id = e.subject_id::uuid)
    WHEN 'model' THEN (SELECT name || ', version ' || version FROM model_version WHERE id = e.subject_id::uuid)
    WHEN 'policy' THEN (SELECT 'version ' || version FROM policy WHERE id = e.subject_id::uuid)
    WHEN 'use_case' THEN (SELECT name FROM use_case WHERE id = e.subject_id::uuid)
  END AS "subjectName"`;

const joins = Prisma.sql`
  LEFT JOIN use_case c ON c.id = e.use_case_id
  LEFT JOIN "user" person ON e.actor_kind = 'user' AND person.id = e.actor_id::uuid
  LEFT JOIN api_key key ON e.actor_kind = 'api_key' AND key.id = e.actor_id::uuid`;

/**
 * Keeps back the story of items that wait for a review which this person could be given: blind is blind, also for an
 * auditor or a manager who reviews.
 */
function notSealed(actor: UserActor): Prisma.Sql {
  const reviewed = useCasesWith(actor, "review.work");
  if (reviewed === "all" || reviewed.length === 0) return Prisma.sql`TRUE`;
  return Prisma.sql`NOT (e.subject_type = 'item' AND e.use_case_id = ANY(${reviewed}::uuid[]) AND EXISTS (
    SELECT FROM review r WHERE r.item_id = e.subject_id::uuid AND r.status IN ('open', 'answered')))`;
}

interface Scope {
  useCaseIds: string[];
  /** Whether events of no use case (users, keys, sign-ins) belong to it. */
  general: boolean;
}

async function scopeOf(actor: UserActor, filter: AuditFilter): Promise<Scope> {
  const readable = useCasesWith(actor, "audit.read");
  const useCases = await database.useCase.findMany({
    where: {
      ...(readable === "all" ? {} : { id: { in: readable } }),
      ...(filter.useCase === undefined ? {} : { slug: filter.useCase }),
    },
    select: { id: true },
  });
  return { useCaseIds: useCases.map((row) => row.id), general: readable === "all" && filter.useCase === undefined };
}

/** A page of the audit events that this person may read, the newest first. Empty for who may read none. */
export async function listAuditEvents(
  actor: UserActor,
  filter: AuditFilter,
  page: AuditPage,
  limit = 50,
): Promise<AuditList> {
  const scope = await scopeOf(actor, filter);
  const backwards = page.after === undefined && page.before !== undefined;
  const ids = await findIds(actor, scope, filter, page, backwards, limit + 1);
  const more = ids.length > limit;
  if (backwards && !more) return listAuditEvents(actor, filter, {}, limit);
  const shown = ids.slice(0, limit);
  if (backwards) shown.reverse();
  const rows = await database.$queryRaw<AuditRow[]>`
    SELECT ${columns} FROM audit_event e ${joins} WHERE e.id = ANY(${shown}::uuid[]) ORDER BY e.id DESC`;
  return {
    events: rows.map(auditEventView),
    next: backwards || more ? (shown.at(-1) ?? null) : null,
    previous: backwards || page.after !== undefined ? (shown[0] ?? null) : null,
  };
}

/** Ids in the order that the page is read in: use case by use case along an index, the first of all of them kept. */
async function findIds(
  actor: UserActor,
  scope: Scope,
  filter: AuditFilter,
  page: AuditPage,
  backwards: boolean,
  limit: number,
): Promise<string[]> {
  const direction = backwards ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const { least, below } = idRangeOfDays(filter);
  const conditions = [notSealed(actor)];
  if (least !== null) conditions.push(Prisma.sql`e.id >= ${least}::uuid`);
  if (below !== null) conditions.push(Prisma.sql`e.id < ${below}::uuid`);
  if (page.after !== undefined) conditions.push(Prisma.sql`e.id < ${page.after}::uuid`);
  else if (page.before !== undefined) conditions.push(Prisma.sql`e.id > ${page.before}::uuid`);
  if (filter.type !== undefined) conditions.push(Prisma.sql`e.type = ${filter.type}`);
  if (filter.actor === "system") conditions.push(Prisma.sql`e.actor_kind = 'system'`);
  else if (filter.actor !== undefined) conditions.push(Prisma.sql`e.actor_id = ${filter.actor}`);
  if (filter.item !== undefined) {
    const items = await database.item.findMany({
      where: { useCaseId: { in: scope.useCaseIds }, externalId: filter.item },
      select: { id: true },
    });
    conditions.push(Prisma.sql`e.subject_type = 'item' AND e.subject_id = ANY(${items.map((item) => item.id)})`);
  }
  const wanted = Prisma.join(conditions, " AND ");
  const general = Prisma.sql`
    UNION ALL (SELECT e.id FROM audit_event e WHERE e.use_case_id IS NULL AND ${wanted}
               ORDER BY e.use_case_id ${direction}, e.id ${direction} LIMIT ${limit})`;
  const rows = await database.$queryRaw<{ id: string }[]>`
    SELECT id FROM (
      SELECT hit.id FROM unnest(${scope.useCaseIds}::uuid[]) AS u
      CROSS JOIN LATERAL (
        SELECT e.id FROM audit_event e WHERE e.use_case_id = u AND ${wanted} ORDER BY e.id ${direction} LIMIT ${limit}
      ) hit
      ${scope.general ? general : Prisma.empty}
    ) AS hits ORDER BY id ${direction} LIMIT ${limit}`;
  return rows.map((row) => row.id);
}

export interface AuditEventDetail {
  event: AuditEventView;
  /** The stored bytes, as text: canonical JSON. */
  envelope: string;
  /** Whether the leaf hash is that of the stored bytes. */
  intact: boolean;
  /** All events of the same subject, the first one first. */
  story: AuditEventView[];
}

/** One event with its envelope and its subject's story; null where there is none that this person may read. */
export async function findAuditEvent(actor: UserActor, id: string): Promise<AuditEventDetail | null> {
  const [found] = await database.$queryRaw<(AuditRow & { useCaseId: string | null; envelope: Uint8Array })[]>`
    SELECT ${columns}, e.use_case_id AS "useCaseId", e.envelope
    FROM audit_event e ${joins} WHERE e.id = ${id}::uuid AND ${notSealed(actor)}`;
  if (found === undefined) return null;
  const ofItem = found.subjectType === "item" && may(actor, "item.read", found.useCaseId);
  if (!ofItem && !may(actor, "audit.read", found.useCaseId)) return null;
  const bytes = Buffer.from(found.envelope);
  const leaf = createHash("sha256").update(Buffer.of(0)).update(bytes).digest("hex");
  return {
    event: auditEventView(found),
    envelope: bytes.toString("utf8"),
    intact: leaf === found.leafHash,
    story: await readStory(found.subjectType, found.subjectId),
  };
}

/** A subject's events, at most the first 500. The caller has checked who asks. */
async function readStory(subjectType: string, subjectId: string): Promise<AuditEventView[]> {
  const rows = await database.$queryRaw<AuditRow[]>`
    SELECT ${columns} FROM audit_event e ${joins}
    WHERE e.subject_type = ${subjectType} AND e.subject_id = ${subjectId}
    ORDER BY e.subject_seq LIMIT 500`;
  return rows.map(auditEventView);
}

/** Who the events that this person may read can be by, for the list's filter: people and keys, by name. */
export async function listAuditActors(actor: UserActor): Promise<{ id: string; name: string }[]> {
  const readable = useCasesWith(actor, "audit.read");
  return database.$queryRaw<{ id: string; name: string }[]>`
    SELECT id, name FROM (
      SELECT u.id::text, u.name FROM "user" u
      WHERE ${readable === "all"} OR EXISTS (
        SELECT FROM membership m WHERE m.user_id = u.id AND m.use_case_id = ANY(${readable === "all" ? [] : readable}::uuid[]))
      UNION ALL
      SELECT k.id::text, k.name || ' (key)' FROM api_key k
    ) AS actors ORDER BY name, id`;
}
