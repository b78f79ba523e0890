import "server-only";
import { modes } from "@/lib/engine/mode";
import { deciders, type ItemFilter, itemStatuses } from "@/lib/items/item-filter-schema";
import { Prisma } from "@/lib/platform/database";

/** A stretch of the list: ids at least `least`, above `above`, below `below`; null: open. */
export interface IdRange {
  least: string | null;
  above: string | null;
  below: string | null;
}

export interface ItemStream {
  useCaseId: string;
  /** The use case's outcomes; empty for a regression. */
  outcomes: readonly string[];
  filter: ItemFilter;
  range: IdRange;
  direction: "ASC" | "DESC";
}

/** The filter's parts that say what became of an item. All but the guardrail are columns of the list's index. */
const facets = ["status", "outcome", "decidedBy", "mode", "fallback", "guardrail"] as const;

export function hasFacets(filter: ItemFilter): boolean {
  return facets.some((facet) => filter[facet] !== undefined);
}

const sortDirection = (direction: "ASC" | "DESC") => (direction === "ASC" ? Prisma.sql`ASC` : Prisma.sql`DESC`);

export function inRange(range: IdRange): Prisma.Sql {
  return Prisma.join(
    [
      Prisma.sql`TRUE`,
      ...(range.least === null ? [] : [Prisma.sql`id >= ${range.least}::uuid`]),
      ...(range.above === null ? [] : [Prisma.sql`id > ${range.above}::uuid`]),
      ...(range.below === null ? [] : [Prisma.sql`id < ${range.below}::uuid`]),
    ],
    " AND ",
  );
}

/** The filter's facets as conditions on rows of `item`. */
export function matchesFacets(filter: ItemFilter): Prisma.Sql {
  return Prisma.join(
    [
      Prisma.sql`TRUE`,
      ...(filter.status === undefined ? [] : [Prisma.sql`status = ${filter.status}::item_status`]),
      ...(filter.outcome === undefined ? [] : [Prisma.sql`outcome = ${filter.outcome}`]),
      ...(filter.decidedBy === undefined ? [] : [Prisma.sql`decided_by = ${filter.decidedBy}::decided_by`]),
      ...(filter.mode === undefined ? [] : [Prisma.sql`mode = ${filter.mode}::mode`]),
      ...(filter.fallback === undefined ? [] : [Prisma.sql`(route ->> 'fallback') = 'true'`]),
      ...(filter.guardrail === undefined
        ? []
        : [Prisma.sql`route -> 'findings' @> ${JSON.stringify([{ guardrail: filter.guardrail }])}::jsonb`]),
    ],
    " AND ",
  );
}

/** SQL of the first `limit` ids at which any guardrail found something, whatever else the filter says. */
export function streamGuardedIds({ useCaseId, range, direction }: ItemStream, limit: number): Prisma.Sql {
  return Prisma.sql`
    SELECT id FROM item WHERE use_case_id = ${useCaseId}::uuid AND route ? 'findings' AND ${inRange(range)}
    ORDER BY id ${sortDirection(direction)} LIMIT ${limit}`;
}

/**
 * SQL of the first `limit` ids that match the filter, its external id and its guardrail apart, in the stream's direction; with
 * `sorted: false` any `limit` of them, for counting.
 *
 * An index in the order of ids would have to be searched row by row for a rare value, and one that begins with the
 * values gives no order of ids over several of them. But the values are few: so every combination that the filter
 * allows is read for itself, in order, as far as `limit`, and the first of all of them are kept. No filter, however
 * rare what it asks for, reads more than combinations x limit entries of the index.
 */
export function streamIds(stream: ItemStream, limit: number, { sorted = true } = {}): Prisma.Sql {
  const { useCaseId, filter, range } = stream;
  const direction = sortDirection(stream.direction);
  if (!hasFacets(filter)) {
    // The use case comes out of a list, so that the planner cannot think of walking the primary key past all others.
    return Prisma.sql`
      SELECT hit.id FROM unnest(ARRAY[${useCaseId}::uuid]) AS u
      CROSS JOIN LATERAL (
        SELECT id FROM item WHERE use_case_id = u AND ${inRange(range)} ORDER BY id ${direction} LIMIT ${limit}
      ) hit`;
  }
  const fallback = filter.fallback === undefined ? Prisma.sql`TRUE` : Prisma.sql`(route ->> 'fallback') = 'true'`;
  const wantedModes = filter.mode === undefined ? [...modes] : [filter.mode];
  // "IS NULL" fixes no sort key for the planner; naming the columns makes the index's own order fit.
  const order = Prisma.sql`ORDER BY decided_by ${direction}, outcome ${direction}, id ${direction} LIMIT ${limit}`;
  const branches: Prisma.Sql[] = [];
  const undecided = itemStatuses.filter(
    (status) => status !== "decided" && (filter.status === undefined || filter.status === status),
  );
  if (undecided.length > 0 && filter.outcome === undefined && filter.decidedBy === undefined) {
    branches.push(Prisma.sql`
      SELECT hit.id FROM unnest(${undecided}::item_status[]) AS s CROSS JOIN unnest(${wantedModes}::mode[]) AS m
      CROSS JOIN LATERAL (
        SELECT id FROM item
        WHERE use_case_id = ${useCaseId}::uuid AND status = s AND decided_by IS NULL AND outcome IS NULL
          AND mode = m AND ${fallback} AND ${inRange(range)}
        ${order}
      ) hit`);
  }
  if (filter.status === undefined || filter.status === "decided") {
    const by = filter.decidedBy === undefined ? [...deciders] : [filter.decidedBy];
    const regression = stream.outcomes.length === 0;
    const keys = regression ? [""] : stream.outcomes;
    const outcomes = keys.filter((key) => filter.outcome === undefined || filter.outcome === key);
    branches.push(Prisma.sql`
      SELECT hit.id FROM unnest(${by}::decided_by[]) AS d
      CROSS JOIN unnest(${outcomes}::text[]) AS o
      CROSS JOIN unnest(${wantedModes}::mode[]) AS m
      CROSS JOIN LATERAL (
        SELECT id FROM item
        WHERE use_case_id = ${useCaseId}::uuid AND status = 'decided' AND decided_by = d
          AND ${regression ? Prisma.sql`outcome IS NULL` : Prisma.sql`outcome = o`}
          AND mode = m AND ${fallback} AND ${inRange(range)}
        ${order}
      ) hit`);
  }
  if (branches.length === 0) return Prisma.sql`SELECT NULL::uuid AS id WHERE FALSE`;
  const outerOrder = sorted ? Prisma.sql`ORDER BY id ${direction}` : Prisma.empty;
  return Prisma.sql`SELECT id FROM (${Prisma.join(branches, " UNION ALL ")}) AS hits ${outerOrder} LIMIT ${limit}`;
}
