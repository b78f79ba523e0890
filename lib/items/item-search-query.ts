import "server-only";
import {
  type IdRange,
  type ItemStream,
  inRange,
  matchesFacets,
  streamGuardedIds,
  streamIds,
} from "@/lib/items/item-stream-query";
import { database, Prisma } from "@/lib/platform/database";

/** External ids that begin alike and are looked at one by one; where there are more, the list is searched instead. */
const mostAlike = 5_000;

/** Ids that one page of such a search looks at. */
const mostSearched = 3_000;

/** Some ids of a list, in its order. */
export interface Found {
  ids: string[];
  /** Where the next page goes on: the last id found, or the last one that was looked at; null where nothing is left. */
  next: string | null;
  /** The search stopped although the list goes on. */
  cut: boolean;
  /** How many match in all; null where that was not counted. */
  count: number | null;
}

/** The first `limit` ids of the stream whose external id begins with `prefix`; counted within `whole`, if they are few. */
export async function searchExternalIds(
  stream: ItemStream,
  prefix: string,
  whole: IdRange,
  limit: number,
): Promise<Found> {
  const many = await database.$queryRaw<unknown[]>`
    SELECT 1 FROM item WHERE use_case_id = ${stream.useCaseId}::uuid AND external_id ^@ ${prefix}
    OFFSET ${mostAlike} LIMIT 1`;
  if (many.length === 0) return sift(stream, prefix, whole, limit);
  // Compared so that the planner cannot think of starting from the many that begin alike.
  const begins = Prisma.sql`left(external_id, char_length(${prefix})) = ${prefix}`;
  return stream.filter.guardrail === undefined
    ? search(stream, streamIds(stream, mostSearched), begins, limit)
    : searchGuarded(stream, limit, begins);
}

/** The first `limit` ids of a stream that is narrowed to a guardrail. */
export async function searchGuarded(stream: ItemStream, limit: number, also = Prisma.sql`TRUE`): Promise<Found> {
  const fits = Prisma.sql`${matchesFacets(stream.filter)} AND ${also}`;
  return search(stream, streamGuardedIds(stream, mostSearched), fits, limit);
}

const directions = (stream: ItemStream) =>
  stream.direction === "ASC" ? [Prisma.sql`ASC`, Prisma.sql`DESC`] : [Prisma.sql`DESC`, Prisma.sql`ASC`];

/** Looks at every item that begins so. In two steps that the planner cannot merge: it might walk the whole list. */
async function sift(stream: ItemStream, prefix: string, whole: IdRange, limit: number): Promise<Found> {
  const [row] = await database.$queryRaw<{ ids: string[]; count: number }[]>`
    WITH begun AS MATERIALIZED (
      SELECT id, ${matchesFacets(stream.filter)} AS fits
      FROM item WHERE use_case_id = ${stream.useCaseId}::uuid AND external_id ^@ ${prefix} LIMIT ${mostAlike}
    )
    SELECT ARRAY(SELECT id FROM begun WHERE fits AND ${inRange(stream.range)}
                 ORDER BY id ${directions(stream)[0]} LIMIT ${limit + 1}) AS ids,
           (SELECT count(*)::int FROM begun WHERE fits AND ${inRange(whole)}) AS count`;
  const { ids, count } = row ?? { ids: [], count: 0 };
  return { ids: ids.slice(0, limit), next: ids.length > limit ? (ids[limit - 1] ?? null) : null, cut: false, count };
}

/** Looks through a stretch of at most `mostSearched` ids, and says how far it came. */
async function search(stream: ItemStream, stretch: Prisma.Sql, fits: Prisma.Sql, limit: number): Promise<Found> {
  const [onwards, backwards] = directions(stream);
  const [row] = await database.$queryRaw<{ ids: string[]; looked: number; last: string | null }[]>`
    WITH looked AS MATERIALIZED (${stretch})
    SELECT ARRAY(SELECT id FROM looked JOIN item USING (id) WHERE ${fits} ORDER BY id ${onwards} LIMIT ${limit + 1}) AS ids,
           (SELECT count(*)::int FROM looked) AS looked,
           (SELECT id FROM looked ORDER BY id ${backwards} LIMIT 1) AS last`;
  const { ids, looked, last } = row ?? { ids: [], looked: 0, last: null };
  if (ids.length > limit) return { ids: ids.slice(0, limit), next: ids[limit - 1] ?? null, cut: false, count: null };
  const cut = looked === mostSearched;
  return { ids, next: cut ? last : null, cut, count: null };
}
