import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { commitValue } from "@/lib/audit/commit-value";
import { fullSettings, type PolicySettings } from "@/lib/engine/policy-settings-schema";
import { findItemStory } from "@/lib/items/item-story-query";
import type { ItemStory } from "@/lib/items/item-story-view";
import type { StoryReview } from "@/lib/items/story-records";
import { canonicalSha256 } from "@/lib/platform/canonical-json";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";
import { type RecordedEvent, type RecordedReview, recordedReviews } from "@/lib/reports/recorded-review-view";
import { type SettingRow, settingRows } from "@/lib/reports/setting-rows";
import { findUseCase } from "@/lib/use-cases/use-case-query";

/** A policy that had a say, as it was and as the log names it. */
interface RecordedPolicy {
  version: number;
  /** Of the settings, in hex. */
  sha256: string;
  /** Whether the settings that are stored have this hash. */
  intact: boolean;
  author: string;
  approvedBy: string | null;
  reason: string;
  from: string;
  /** Null: still in force. */
  to: string | null;
  rows: SettingRow[];
}

/** A model version that was asked, as the log names it. */
interface RecordedModel {
  version: number;
  name: string;
  /** Of the file that ran, in hex; null where there is none. */
  sha256: string | null;
  runtime: string | null;
}

/** A message that was to tell callers of the item. */
interface RecordedDelivery {
  type: string;
  host: string;
  at: string;
  status: "pending" | "delivered" | "failed";
  attemptedAt: string | null;
}

/** Everything that answers who decided an item, on what and why, as of a moment. */
export interface ItemRecord {
  story: ItemStory;
  /** Null while the item is sealed for the reader. */
  record: {
    /** The moment; null: now. */
    at: string | null;
    /** Moments that one may go back to: after each event. */
    moments: { at: string; title: string }[];
    /** Whether the input is the one that the log holds a commitment to; null where it holds none, or the input is erased. */
    inputFits: boolean | null;
    /** The definition (fields, outcomes, guideline) that held then, as the log names it. */
    definition: { version: number; sha256: string } | null;
    policies: RecordedPolicy[];
    models: RecordedModel[];
    reviews: RecordedReview[];
    disagreements: { kind: string; openedAt: string; settledAt: string | null; rootCause: string | null }[];
    deliveries: RecordedDelivery[];
    events: { id: string; type: string; at: string; leafHash: string; logIndex: number | null }[];
  } | null;
}

/**
 * The record of an item as it was at a moment (null: as it is now). Null where there is no item whose audit this person
 * may read. Told from the log: tables serve for names, texts and settings, and are held against its hashes.
 */
export async function findItemRecord(actor: UserActor, itemId: string, at: Date | null): Promise<ItemRecord | null> {
  const story = await findItemStory(actor, itemId);
  if (story === null || !may(actor, "audit.read", story.useCase.id)) return null;
  const { told } = story;
  if (told === null) return { story, record: null };
  const useCaseId = story.useCase.id;
  const all = await readEvents(itemId);
  const events = at === null ? all : all.filter(({ occurredAt }) => occurredAt <= at);
  const until = at ?? new Date(8.64e15);
  const [reviews, policies, models, definition, inputFits, deliveries] = await Promise.all([
    readReviews(itemId),
    readPolicies(useCaseId, events),
    readModels(events),
    readDefinition(useCaseId, events.at(-1)?.occurredAt ?? null),
    checkInput(itemId, events),
    readDeliveries(useCaseId, itemId, events),
  ]);
  const upTo = <Entry extends { at: string }>(entries: readonly Entry[]) =>
    entries.filter((entry) => Date.parse(entry.at) <= until.getTime());
  return {
    story: { ...story, told: { ...told, decisions: upTo(told.decisions), entries: upTo(told.entries) } },
    record: {
      at: at?.toISOString() ?? null,
      moments: momentsOf(told.entries),
      inputFits,
      definition,
      policies,
      models,
      reviews: recordedReviews(events, reviews),
      disagreements: disagreementsIn(events),
      deliveries,
      events: events.map(({ id, type, occurredAt, leafHash, logIndex }) => ({
        ...{ id, type, leafHash, logIndex },
        at: occurredAt.toISOString(),
      })),
    },
  };
}

/** One moment may hold several entries: the last of them names it. */
function momentsOf(entries: readonly { at: string; title: string }[]) {
  return [...new Map(entries.map(({ at, title }) => [at, { at, title }])).values()];
}

async function readEvents(itemId: string): Promise<RecordedEvent[]> {
  const rows = await database.$queryRaw<(Omit<RecordedEvent, "logIndex"> & { logIndex: bigint | null })[]>`
    SELECT e.id, e.type, e.occurred_at AS "occurredAt", encode(e.leaf_hash, 'hex') AS "leafHash",
           l."index" AS "logIndex", told.envelope,
           coalesce(person.name, key.name, told.envelope #>> '{actor,id}') AS "actorName"
    FROM audit_event e
    CROSS JOIN LATERAL (SELECT convert_from(e.envelope, 'UTF8')::jsonb AS envelope) told
    LEFT JOIN audit_leaf l ON l.event_id = e.id
    LEFT JOIN "user" person ON e.actor_kind = 'user' AND person.id = e.actor_id::uuid
    LEFT JOIN api_key key ON e.actor_kind = 'api_key' AND key.id = e.actor_id::uuid
    WHERE e.subject_type = 'item' AND e.subject_id = ${itemId}
    ORDER BY e.subject_seq LIMIT 500`;
  return rows.map((row) => ({ ...row, logIndex: row.logIndex === null ? null : Number(row.logIndex) }));
}

function readReviews(itemId: string): Promise<Pick<StoryReview, "id" | "purpose" | "reviewer" | "note">[]> {
  return database.$queryRaw`
    SELECT r.id, r.purpose::text, coalesce(u.name, x.name) AS reviewer, r.note
    FROM review r LEFT JOIN "user" u ON u.id = r.reviewer_id
    LEFT JOIN external_reviewer x ON x.id = r.external_reviewer_id
    WHERE r.item_id = ${itemId}::uuid`;
}

interface PolicyRow {
  id: string;
  version: number;
  settings: Partial<PolicySettings>;
  reason: string;
  author: string;
  approvedBy: string | null;
  from: Date;
  to: Date | null;
}

async function readPolicies(useCaseId: string, events: readonly RecordedEvent[]): Promise<RecordedPolicy[]> {
  const named = new Map(
    events.flatMap(({ envelope: { policy } }) => (policy === undefined ? [] : [[policy.id, policy]])),
  );
  const useCase = await findUseCase(useCaseId);
  if (useCase === null || named.size === 0) return [];
  const [rows, models] = await Promise.all([
    database.$queryRaw<PolicyRow[]>`
      SELECT p.id, p.version, p.settings, p.reason, p.author_name AS author, a.name AS "approvedBy",
             p.created_at AS "from", p.replaced_at AS "to"
      FROM policy p LEFT JOIN "user" a ON a.id = p.approved_by_id
      WHERE p.id = ANY(${[...named.keys()]}::uuid[]) ORDER BY p.version`,
    database.modelVersion.findMany({ where: { useCaseId }, select: { version: true, name: true } }),
  ]);
  const names = { models: Object.fromEntries(models.map(({ version, name }) => [version, name])) };
  return rows.map(({ id, settings, from, to, ...row }) => {
    const sha256 = named.get(id)?.sha256 ?? "";
    return {
      ...row,
      sha256,
      intact: canonicalSha256(settings).toString("hex") === sha256,
      from: from.toISOString(),
      to: to?.toISOString() ?? null,
      rows: settingRows(fullSettings(settings), useCase.definition, names),
    };
  });
}

async function readModels(events: readonly RecordedEvent[]): Promise<RecordedModel[]> {
  const named = new Map(events.flatMap(({ envelope: { model } }) => (model === undefined ? [] : [[model.id, model]])));
  const rows = await database.modelVersion.findMany({
    where: { id: { in: [...named.keys()] } },
    select: { id: true, name: true, version: true },
    orderBy: { version: "asc" },
  });
  return rows.map(({ id, ...row }) => ({
    ...row,
    sha256: named.get(id)?.sha256 ?? null,
    runtime: named.get(id)?.runtime ?? null,
  }));
}

/** The definition that held at a moment, from the use case's own story. */
async function readDefinition(useCaseId: string, at: Date | null): Promise<{ version: number; sha256: string } | null> {
  if (at === null) return null;
  const [row] = await database.$queryRaw<{ version: number; sha256: string }[]>`
    SELECT (told.detail ->> 'definitionVersion')::int AS version, told.detail ->> 'definitionSha256' AS sha256
    FROM audit_event e
    CROSS JOIN LATERAL (SELECT convert_from(e.envelope, 'UTF8')::jsonb -> 'detail' AS detail) told
    WHERE e.subject_type = 'use_case' AND e.subject_id = ${useCaseId} AND e.occurred_at <= ${at.toISOString()}::timestamptz
      AND told.detail ? 'definitionVersion'
    ORDER BY e.subject_seq DESC LIMIT 1`;
  return row ?? null;
}

async function checkInput(itemId: string, events: readonly RecordedEvent[]): Promise<boolean | null> {
  const committed = events.find(({ envelope }) => envelope.input_commitment !== undefined)?.envelope.input_commitment;
  if (committed === undefined) return null;
  const { input, inputSalt, erasedAt } = await database.item.findUniqueOrThrow({
    where: { id: itemId },
    select: { input: true, inputSalt: true, erasedAt: true },
  });
  if (erasedAt !== null) return null;
  return commitValue(inputSalt, "input", input) === committed;
}

function disagreementsIn(events: readonly RecordedEvent[]): NonNullable<ItemRecord["record"]>["disagreements"] {
  return events
    .filter(({ type }) => type === "disagreement.opened")
    .map(({ occurredAt, envelope }) => {
      const settled = events.find(
        ({ type, envelope: { detail } }) =>
          type === "disagreement.settled" && detail?.disagreement === envelope.detail?.disagreement,
      );
      const cause = settled?.envelope.detail?.root_cause;
      return {
        kind: String(envelope.detail?.kind),
        openedAt: occurredAt.toISOString(),
        settledAt: settled?.occurredAt.toISOString() ?? null,
        rootCause: typeof cause === "string" ? cause : null,
      };
    });
}

/** Of what callers hear of; a delivery is written with the event, within moments. */
const toldTypes = [
  "decision.made",
  "decision.superseded",
  "item.unusable",
  "disagreement.opened",
  "disagreement.settled",
];
const longestCommitMs = 15_000;

async function readDeliveries(
  useCaseId: string,
  itemId: string,
  events: readonly RecordedEvent[],
): Promise<RecordedDelivery[]> {
  const moments = events.filter(({ type }) => toldTypes.includes(type)).map(({ occurredAt }) => occurredAt.getTime());
  const spans = [...new Set(moments)].map((moment) => ({
    least: firstIdOf(new Date(moment - longestCommitMs)),
    below: firstIdOf(new Date(moment + 1)),
  }));
  const rows = await database.$queryRaw<
    (Omit<RecordedDelivery, "at" | "attemptedAt"> & { at: Date; attemptedAt: Date | null })[]
  >`
    SELECT DISTINCT ON (d.id) d.type, substring(w.url FROM '^https?://([^/?#]+)') AS host, d.created_at AS at,
           d.status::text, d.attempted_at AS "attemptedAt"
    FROM jsonb_to_recordset(${JSON.stringify(spans)}::jsonb) AS span (least uuid, below uuid)
    CROSS JOIN webhook w
    CROSS JOIN LATERAL (
      SELECT * FROM webhook_delivery
      WHERE webhook_id = w.id AND id >= span.least AND id < span.below AND position(${itemId} IN body) > 0
      ORDER BY id DESC LIMIT 10
    ) AS d
    WHERE w.use_case_id IS NULL OR w.use_case_id = ${useCaseId}::uuid
    ORDER BY d.id`;
  return rows.map(({ at, attemptedAt, ...row }) => ({
    ...row,
    at: at.toISOString(),
    attemptedAt: attemptedAt?.toISOString() ?? null,
  }));
}
