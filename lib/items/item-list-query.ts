import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { authorize, may } from "@/lib/access/authorize";
import { settlesBlind } from "@/lib/access/settles-blind-query";
import type { ItemFilter, ItemPage } from "@/lib/items/item-filter-schema";
import { type ItemListRow, type ItemListView, itemListView } from "@/lib/items/item-list-view";
import { type Found, searchExternalIds, searchGuarded } from "@/lib/items/item-search-query";
import { hasFacets, type IdRange, type ItemStream, streamIds } from "@/lib/items/item-stream-query";
import { database, Prisma } from "@/lib/platform/database";
import { idRangeOfDays, momentOfId } from "@/lib/platform/id-range";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Counts end here: nobody needs to know whether it is 740,112 or 740,113, and counting them takes longer than the page. */
const mostCounted = 10_000;

export interface ItemList {
  items: ItemListView[];
  /** Items to go on after and before; null at the list's ends. */
  next: string | null;
  previous: string | null;
  /** Where a broad search for external ids stopped looking though the list goes on; the next page takes it up there. */
  searchedTo: Date | null;
  /** How many match, up to `mostCounted`; null where even that would take too long, or would tell too much. */
  count: { atLeast: number; exact: boolean } | null;
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
  const found = await findIds(stream, days, limit);
  if (backwards && found.next === null) return listItems(actor, useCase, filter, { order: page.order }, limit);

  const blind = may(actor, "review.work", useCase.id);
  const settles = may(actor, "disagreement.settle", useCase.id);
  const views = (await readRows(found.ids, blind, settles)).map(itemListView);
  // Under a filter even the presence of a sealed item would tell what is sealed, and so would their number.
  const telling = hasFacets(filter);
  const items = telling ? views.filter((view) => !view.sealed) : views;
  if (backwards) items.reverse();
  const first = found.ids[0] ?? null;
  return {
    items,
    next: backwards ? first : found.next,
    previous: backwards ? found.next : page.after === undefined ? null : first,
    searchedTo: found.cut && found.next !== null ? momentOfId(found.next) : null,
    count:
      found.count === null || (blind && telling)
        ? null
        : { atLeast: Math.min(found.count, mostCounted), exact: found.count <= mostCounted },
  };
}

/** The rest of a range after (or before) an item, in the direction that the list is read. */
function startingAt(days: IdRange, id: string | null, descending: boolean): IdRange {
  if (id === null) return days;
  if (!descending) return { ...days, above: id };
  return { ...days, below: days.below !== null && days.below < id ? days.below : id };
}

async function findIds(stream: ItemStream, whole: IdRange, limit: number): Promise<Found> {
  const { externalId, guardrail } = stream.filter;
  if (externalId !== undefined) return searchExternalIds(stream, externalId, whole, limit);
  if (guardrail !== undefined) return searchGuarded(stream, limit);
  const [rows, count] = await Promise.all([
    database.$queryRaw<{ id: string }[]>`${streamIds(stream, limit + 1)}`,
    countIds({ ...stream, range: whole }),
  ]);
  const ids = rows.slice(0, limit).map((row) => row.id);
  return { ids, next: rows.length > limit ? (ids.at(-1) ?? null) : null, cut: false, count };
}

/** At most one more than `mostCounted`. */
async function countIds(stream: ItemStream): Promise<number> {
  const matching = streamIds(stream, mostCounted + 1, { sorted: false });
  const [row] = await database.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM (${matching}) AS counted`;
  return row?.n ?? 0;
}

/** `blind`: whoever reads may be given reviews; `settles`: disagreements too. */
async function readRows(ids: readonly string[], blind: boolean, settles: boolean): Promise<ItemListRow[]> {
  if (ids.length === 0) return [];
  const rows = await database.$queryRaw<ItemListRow[]>`
    SELECT i.id, i.external_id AS "externalId", i.created_at AS "createdAt", i.erased_at AS "erasedAt",
           i.status::text, i.outcome, i.value, i.decided_by::text AS "decidedBy", i.decided_at AS "decidedAt",
           EXISTS (SELECT FROM decision d JOIN review r ON r.id = d.review_id
                   WHERE d.item_id = i.id AND r.purpose = 'external'
                     AND NOT EXISTS (SELECT FROM decision n WHERE n.item_id = i.id AND n.seq > d.seq)) AS elsewhere,
           i.mode::text, i.route -> 'reasons' AS reasons,
           (i.route ->> 'fallback') = 'true' AS fallback, i.entity_key AS "entityKey", i.tags, i.simulated,
           p.version AS "policyVersion", m.version AS "modelVersion", a.outcome AS "predictedOutcome",
           a.value AS "predictedValue", a.confidence, a.spread, a.failure ->> 'code' AS "failureCode",
           (${blind} AND EXISTS (SELECT FROM review r WHERE r.item_id = i.id AND r.status IN ('open', 'answered')
                                AND r.purpose <> 'override'))
             OR (${settles} AND EXISTS (SELECT FROM disagreement d WHERE d.item_id = i.id AND d.status = 'open')
                 AND ${settlesBlind(Prisma.sql`i.use_case_id`)}) AS sealed
    FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS wanted (id, place)
    JOIN item i ON i.id = wanted.id
    JOIN policy p ON p.id = i.policy_id
    LEFT JOIN model_version m ON m.id = i.model_version_id
    LEFT JOIN prediction a ON a.item_id = i.id AND a.model_version_id = i.model_version_id
    ORDER BY wanted.place`;
  return rows;
}
