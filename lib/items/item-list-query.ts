import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { authorize, may } from "@/lib/access/authorize";
import type { ItemFilter, ItemPage } from "@/lib/items/item-filter-schema";
import { type ItemListRow, type ItemListView, itemListView } from "@/lib/items/item-list-view";
import {
  hasFacets,
  type IdRange,
  type ItemStream,
  inRange,
  matchesFacets,
  streamIds,
} from "@/lib/items/item-stream-query";
import { database, Prisma } from "@/lib/platform/database";
import { idRangeOfDays, momentOfId } from "@/lib/platform/id-range";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Counts end here: nobody needs to know whether it is 740,112 or 740,113, and counting them takes longer than the page. */
export const mostCounted = 10_000;

/** Ids that one page of a broad search for external ids looks at. */
const mostSearched = 3_000;

export interface ItemList {
  items: ItemListView[];
  /** Items to go on after and before; null at the list's ends. */
  next: string | null;
  previous: string | null;
  /** Where a broad search for external ids stopped looking though the list goes on; the next page takes it up there. */
  searchedTo: Date | null;
  /** How many match, up to `mostCounted`; null where even that would take too long. */
  count: { atLeast: number; exact: boolean } | null;
}

interface Found {
  ids: string[];
  /** Where the next page goes on: the last id found, or the last one that was looked at; null where nothing is left. */
  next: string | null;
  cut: boolean;
}

/**
 * One page of the use case's items, and its place in the list. Work is bounded whatever the filter: see `streamIds`.
 * For people with `item.read` in the use case; throws `forbidden` for others.
 */
export async function listItems(
  actor: UserActor,
  useCase: UseCaseRecord,
  filter: ItemFilter,
  page: ItemPage,
  limit = 50,
): Promise<ItemList> {
  authorize(actor, "item.read", useCase.id);
  const backwards = page.after === undefined && page.before !== undefined;
  const descending = (page.order === "newest") !== backwards;
  const days = { ...idRangeOfDays(filter), above: null };
  const stream: ItemStream = {
    useCaseId: useCase.id,
    outcomes: useCase.definition.outcomes.map((outcome) => outcome.key),
    filter,
    range: startingAt(days, page.after ?? page.before ?? null, descending),
    direction: descending ? "DESC" : "ASC",
  };
  const broad = filter.externalId !== undefined && (await isBroad(useCase.id, filter.externalId));
  const [found, count] = await Promise.all([
    findIds(stream, limit, broad),
    broad ? null : countIds({ ...stream, range: days }),
  ]);
  if (backwards && found.next === null) return listItems(actor, useCase, filter, { order: page.order }, limit);

  const blind = may(actor, "review.work", useCase.id);
  const views = (await readRows(found.ids, blind)).map(itemListView);
  // Under a filter even the presence of a sealed item would tell what is sealed.
  const items = hasFacets(filter) ? views.filter((view) => !view.sealed) : views;
  if (backwards) items.reverse();
  const first = found.ids[0] ?? null;
  return {
    items,
    next: backwards ? first : found.next,
    previous: backwards ? found.next : page.after === undefined ? null : first,
    searchedTo: found.cut && found.next !== null ? momentOfId(found.next) : null,
    count,
  };
}

/** The rest of a range after (or before) an item, in the direction that the list is read. */
function startingAt(days: IdRange, id: string | null, descending: boolean): IdRange {
  if (id === null) return days;
  if (!descending) return { ...days, above: id };
  return { ...days, below: days.below !== null && days.below < id ? days.below : id };
}

/** Whether more external ids begin so than can be looked at one by one. */
async function isBroad(useCaseId: string, prefix: string): Promise<boolean> {
  const rows = await database.$queryRaw<unknown[]>`
    SELECT 1 FROM item WHERE use_case_id = ${useCaseId}::uuid AND external_id ^@ ${prefix}
    OFFSET ${mostCounted} LIMIT 1`;
  return rows.length > 0;
}

async function findIds(stream: ItemStream, limit: number, broad: boolean): Promise<Found> {
  if (broad) return searchIds(stream, limit);
  const matching = stream.filter.externalId === undefined ? streamIds(stream, limit + 1) : narrowIds(stream, limit + 1);
  const rows = await database.$queryRaw<{ id: string }[]>`${matching}`;
  const ids = rows.slice(0, limit).map((row) => row.id);
  return { ids, next: rows.length > limit ? (ids.at(-1) ?? null) : null, cut: false };
}

/** The first `limit` of the few items whose external id begins as wanted. */
function narrowIds(stream: ItemStream, limit: number): Prisma.Sql {
  const { useCaseId, filter, range, direction } = stream;
  // In two steps that the planner must not merge: it might walk the whole list to find what begins so.
  return Prisma.sql`
    WITH begun AS MATERIALIZED (
      SELECT id, ${matchesFacets(filter)} AS fits
      FROM item WHERE use_case_id = ${useCaseId}::uuid AND external_id ^@ ${filter.externalId} LIMIT ${mostCounted}
    )
    SELECT id FROM begun WHERE fits AND ${inRange(range)}
    ORDER BY id ${direction === "ASC" ? Prisma.sql`ASC` : Prisma.sql`DESC`} LIMIT ${limit}`;
}

/** A page out of many that begin so: looks through a bounded stretch of the list, and says how far it came. */
async function searchIds(stream: ItemStream, limit: number): Promise<Found> {
  const [onwards, backwards] =
    stream.direction === "ASC" ? [Prisma.sql`ASC`, Prisma.sql`DESC`] : [Prisma.sql`DESC`, Prisma.sql`ASC`];
  const begins = stream.filter.externalId ?? "";
  const [row] = await database.$queryRaw<{ ids: string[]; looked: number; last: string | null }[]>`
    WITH looked AS MATERIALIZED (${streamIds(stream, mostSearched)})
    SELECT ARRAY(SELECT id FROM looked JOIN item USING (id) WHERE left(external_id, char_length(${begins})) = ${begins}
                 ORDER BY id ${onwards} LIMIT ${limit + 1}) AS ids,
           (SELECT count(*)::int FROM looked) AS looked,
           (SELECT id FROM looked ORDER BY id ${backwards} LIMIT 1) AS last`;
  if (row === undefined) throw new Error("A query without a table gave no row.");
  if (row.ids.length > limit) return { ids: row.ids.slice(0, limit), next: row.ids[limit - 1] ?? null, cut: false };
  const cut = row.looked === mostSearched;
  return { ids: row.ids, next: cut ? row.last : null, cut };
}

async function countIds(stream: ItemStream): Promise<ItemList["count"]> {
  const most = mostCounted + 1;
  const matching =
    stream.filter.externalId === undefined ? streamIds(stream, most, { sorted: false }) : narrowIds(stream, most);
  const [row] = await database.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM (${matching}) AS counted`;
  const n = row?.n ?? 0;
  return { atLeast: Math.min(n, mostCounted), exact: n <= mostCounted };
}

async function readRows(ids: readonly string[], blind: boolean): Promise<ItemListRow[]> {
  if (ids.length === 0) return [];
  const rows = await database.$queryRaw<ItemListRow[]>`
    SELECT i.id, i.external_id AS "externalId", i.created_at AS "createdAt", i.status::text, i.outcome, i.value,
           i.decided_by::text AS "decidedBy", i.decided_at AS "decidedAt", i.mode::text, i.route -> 'reasons' AS reasons,
           (i.route ->> 'fallback') = 'true' AS fallback, i.entity_key AS "entityKey", i.tags, i.simulated,
           p.version AS "policyVersion", m.version AS "modelVersion", a.outcome AS "predictedOutcome",
           a.value AS "predictedValue", a.confidence, a.spread, a.failure ->> 'code' AS "failureCode",
           ${blind} AND EXISTS (SELECT FROM review r WHERE r.item_id = i.id AND r.status IN ('open', 'answered')) AS sealed
    FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS wanted (id, place)
    JOIN item i ON i.id = wanted.id
    JOIN policy p ON p.id = i.policy_id
    LEFT JOIN model_version m ON m.id = i.model_version_id
    LEFT JOIN prediction a ON a.item_id = i.id AND a.model_version_id = i.model_version_id
    ORDER BY wanted.place`;
  return rows;
}
