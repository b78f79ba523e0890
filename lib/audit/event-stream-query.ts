import "server-only";
import { term } from "@/lib/audit/terms";
import { Prisma } from "@/lib/platform/database";

/** A stretch of event ids: at least `least`, above `above`, below `below`; null: open. */
export interface EventRange {
  least: string | null;
  above: string | null;
  below: string | null;
}

export type Direction = "ASC" | "DESC";

/** Ids of events along one index, in their order: SQL of the first `limit` in a range. */
type EventStream = (range: EventRange, direction: Direction, limit: number) => Prisma.Sql;

/** One thing that a search asks for. */
export interface Criterion {
  /** Leads through an index to every event that meets it, and to no other. */
  stream: EventStream;
  /** SQL: whether the event `e` meets it; `looked.id` is its id. */
  meets: Prisma.Sql;
}

/** What a person may read of the log. */
export interface EventScope {
  useCaseIds: string[];
  /** Whether events of no use case (users, keys, sign-ins) belong to it. */
  general: boolean;
}

export const inOrder = (direction: Direction) => (direction === "ASC" ? Prisma.sql`ASC` : Prisma.sql`DESC`);

function within(column: Prisma.Sql, range: EventRange): Prisma.Sql {
  return Prisma.join(
    [
      Prisma.sql`TRUE`,
      ...(range.least === null ? [] : [Prisma.sql`${column} >= ${range.least}::uuid`]),
      ...(range.above === null ? [] : [Prisma.sql`${column} > ${range.above}::uuid`]),
      ...(range.below === null ? [] : [Prisma.sql`${column} < ${range.below}::uuid`]),
    ],
    " AND ",
  );
}

const termIds =
  (terms: readonly string[]): EventStream =>
  (range, direction, limit) =>
    Prisma.sql`
    SELECT DISTINCT hit.id FROM unnest(${terms}::text[]) AS wanted (term)
    CROSS JOIN LATERAL (
      SELECT t.event_id AS id FROM audit_term t WHERE t.term = wanted.term AND ${within(Prisma.sql`t.event_id`, range)}
      ORDER BY t.event_id ${inOrder(direction)} LIMIT ${limit}
    ) AS hit ORDER BY hit.id ${inOrder(direction)} LIMIT ${limit}`;

/** "OFFSET 0" keeps the planner from making a join of it: a look by key for each event that comes along. */
const hasTerm = (terms: readonly string[]) => Prisma.sql`EXISTS (
  SELECT FROM audit_term t WHERE t.event_id = looked.id AND t.term = ANY(${terms}::text[]) OFFSET 0)`;

/** Events that can be found by any of these terms. */
export function withTerm(terms: readonly string[]): Criterion {
  return { stream: termIds(terms), meets: hasTerm(terms) };
}

/** What a person or a key did, or what was done about them; `system`: what nobody did in person. */
export function byOrAbout(actor: string): Criterion {
  const about = [term("person", actor)];
  // "IS NULL" fixes no sort key for the planner; naming both columns makes the index's own order fit.
  const by = actor === "system" ? Prisma.sql`e.actor_id IS NULL` : Prisma.sql`e.actor_id = ${actor}`;
  return {
    stream: (range, direction, limit) => Prisma.sql`
      SELECT DISTINCT hit.id FROM (
        (SELECT e.id FROM audit_event e WHERE ${by} AND ${within(Prisma.sql`e.id`, range)}
         ORDER BY e.actor_id ${inOrder(direction)}, e.id ${inOrder(direction)} LIMIT ${limit})
        UNION ALL
        (${termIds(about)(range, direction, limit)})
      ) AS hit ORDER BY hit.id ${inOrder(direction)} LIMIT ${limit}`,
    meets: Prisma.sql`(${by} OR ${hasTerm(about)})`,
  };
}

/** Events of these use cases, and those of none (users, keys, sign-ins) where they belong to it; perhaps of one type. */
export function inScope({ useCaseIds, general }: EventScope, type: string | undefined): Criterion {
  const ofType = type === undefined ? Prisma.sql`TRUE` : Prisma.sql`e.type = ${type}`;
  return {
    stream: (range, direction, limit) => {
      const order = inOrder(direction);
      const sortedType = type === undefined ? Prisma.empty : Prisma.sql`e.type ${order},`;
      const ofNone = Prisma.sql`
        UNION ALL (
          SELECT e.id FROM audit_event e
          WHERE e.use_case_id IS NULL AND ${ofType} AND ${within(Prisma.sql`e.id`, range)}
          ORDER BY e.use_case_id ${order}, ${sortedType} e.id ${order} LIMIT ${limit})`;
      return Prisma.sql`
        SELECT hits.id FROM (
          SELECT hit.id FROM unnest(${useCaseIds}::uuid[]) AS u
          CROSS JOIN LATERAL (
            SELECT e.id FROM audit_event e WHERE e.use_case_id = u AND ${ofType} AND ${within(Prisma.sql`e.id`, range)}
            ORDER BY e.id ${order} LIMIT ${limit}
          ) AS hit
          ${general ? ofNone : Prisma.empty}
        ) AS hits ORDER BY hits.id ${order} LIMIT ${limit}`;
    },
    meets: Prisma.sql`(e.use_case_id = ANY(${useCaseIds}::uuid[]) OR (${general} AND e.use_case_id IS NULL)) AND ${ofType}`,
  };
}

/** Everything that is on record about these items. */
export function aboutItems(itemIds: readonly string[]): Criterion {
  return {
    stream: (range, direction, limit) => Prisma.sql`
      SELECT hit.id FROM unnest(${itemIds}::text[]) AS wanted (id)
      CROSS JOIN LATERAL (
        SELECT e.id FROM audit_event e
        WHERE e.subject_type = 'item' AND e.subject_id = wanted.id AND ${within(Prisma.sql`e.id`, range)} OFFSET 0
      ) AS hit ORDER BY hit.id ${inOrder(direction)} LIMIT ${limit}`,
    meets: Prisma.sql`e.subject_type = 'item' AND e.subject_id = ANY(${itemIds}::text[])`,
  };
}
