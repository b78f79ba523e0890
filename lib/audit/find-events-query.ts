import "server-only";
import { type Criterion, type Direction, type EventRange, inOrder } from "@/lib/audit/event-stream-query";
import { database, Prisma } from "@/lib/platform/database";

/** Some ids of the log, in its order. */
export interface FoundEvents {
  ids: string[];
  /** Where the next page goes on: the last id found, or the last one that was looked at; null where nothing is left. */
  next: string | null;
  /** The search stopped although the log goes on. */
  cut: boolean;
}

/** How far ahead criteria are compared. */
const probed = 2_000;

/** Ids that one step of a search looks at: few first, since most searches find what they want there. */
const steps = [256, 1_024] as const;

/** A search that has looked for so long ends after its step, and says how far it came. */
const patienceMs = 40;

/**
 * The first `limit` events of a range, in its direction, that meet every criterion and `also` (SQL on the event `e`). The
 * rarest criterion leads; the events that it leads to are held against the others, for as long as patience lasts.
 */
export async function findEvents(
  search: { criteria: readonly [Criterion, ...Criterion[]]; also: Prisma.Sql },
  range: EventRange,
  direction: Direction,
  limit: number,
): Promise<FoundEvents> {
  const started = performance.now();
  const leader = await rarest(search.criteria, range, direction);
  const others = search.criteria.filter((criterion) => criterion !== leader).map(({ meets }) => meets);
  const meets = Prisma.join([...others, search.also], " AND ");
  const ids: string[] = [];
  let rest = range;
  for (let step = 0; ; step++) {
    const size = steps[Math.min(step, steps.length - 1)] ?? steps[0];
    const looked = await lookThrough(leader.stream(rest, direction, size), meets, direction, limit + 1 - ids.length);
    ids.push(...looked.ids);
    if (ids.length > limit) return { ids: ids.slice(0, limit), next: ids[limit - 1] ?? null, cut: false };
    if (looked.count < size || looked.last === null) return { ids, next: null, cut: false };
    rest = beyond(range, looked.last, direction);
    if (performance.now() - started > patienceMs) return { ids, next: looked.last, cut: true };
  }
}

/** The rest of a range beyond an id, in a direction. */
export function beyond(range: EventRange, id: string, direction: Direction): EventRange {
  if (direction === "ASC") return { ...range, above: id };
  return { ...range, below: range.below !== null && range.below < id ? range.below : id };
}

/** The criterion whose next events reach furthest: it has the fewest of them per stretch of time. */
async function rarest(
  [first, ...others]: readonly [Criterion, ...Criterion[]],
  range: EventRange,
  direction: Direction,
): Promise<Criterion> {
  if (others.length === 0) return first;
  let leader = first;
  let reach = await reachOf(first, range, direction);
  for (const criterion of others) {
    if (reach === null) break;
    const its = await reachOf(criterion, range, direction);
    if (its !== null && (direction === "ASC" ? its <= reach : its >= reach)) continue;
    leader = criterion;
    reach = its;
  }
  return leader;
}

/** The id that one comes to after `probed` events; null where there are fewer. */
async function reachOf({ stream }: Criterion, range: EventRange, direction: Direction): Promise<string | null> {
  const [row] = await database.$queryRaw<{ id: string }[]>`
    SELECT id FROM (${stream(range, direction, probed)}) AS ahead OFFSET ${probed - 1} LIMIT 1`;
  return row?.id ?? null;
}

/**
 * Which of a stretch of ids are wanted. They are taken one by one ("OFFSET 0" keeps the planner from merging the parts),
 * each looked up by its key: the work is bounded by the stretch, whatever the planner thinks of the rest.
 */
async function lookThrough(
  stretch: Prisma.Sql,
  meets: Prisma.Sql,
  direction: Direction,
  limit: number,
): Promise<{ ids: string[]; count: number; last: string | null }> {
  const onwards = inOrder(direction);
  const backwards = inOrder(direction === "ASC" ? "DESC" : "ASC");
  const [row] = await database.$queryRaw<{ ids: string[]; count: number; last: string | null }[]>`
    WITH looked AS MATERIALIZED (${stretch})
    SELECT ARRAY(
             SELECT looked.id FROM looked
             CROSS JOIN LATERAL (SELECT FROM audit_event e WHERE e.id = looked.id AND ${meets} OFFSET 0) AS fits
             ORDER BY looked.id ${onwards} LIMIT ${limit}) AS ids,
           (SELECT count(*)::int FROM looked) AS count,
           (SELECT id FROM looked ORDER BY id ${backwards} LIMIT 1) AS last`;
  return row ?? { ids: [], count: 0, last: null };
}
