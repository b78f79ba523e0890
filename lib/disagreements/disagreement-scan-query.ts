import "server-only";
import { ages, confidenceBands, type DisagreementFilter } from "@/lib/disagreements/disagreement-filter-schema";
import { type IdRange, inRange } from "@/lib/items/item-stream-query";
import { Prisma } from "@/lib/platform/database";
import type { DisagreementStatus } from "@/lib/platform/generated/prisma/enums";
import { firstIdOf } from "@/lib/platform/id-range";

/** A page looks through so many disagreements at most. */
const mostRead = 10_000;

/** Where to look: these use cases, these states, this stretch of ids. */
export interface Scan {
  useCaseIds: readonly string[];
  statuses: readonly DisagreementStatus[];
  filter: DisagreementFilter;
  range: IdRange;
  direction: "ASC" | "DESC";
}

/** The stretch of ids that an age means now. */
export function rangeOfAge(age: DisagreementFilter["age"], now: Date): IdRange {
  const limits: { atMost?: number; atLeast?: number } = age === undefined ? {} : ages[age];
  const ago = (hours: number | undefined) =>
    hours === undefined ? null : firstIdOf(new Date(now.getTime() - hours * 3_600_000));
  return { least: ago(limits.atMost), above: null, below: ago(limits.atLeast) };
}

/** SQL: whether the model's confidence lies in the band. */
export function inBand(band: keyof typeof confidenceBands): Prisma.Sql {
  const { from, to } = confidenceBands[band];
  return to === null
    ? Prisma.sql`confidence >= ${from}::float8`
    : Prisma.sql`confidence >= ${from}::float8 AND confidence < ${to}::float8`;
}

/**
 * The one filter that an index leads through, in the order of ids: the most telling of those that are set. All others
 * are looked at row by row.
 */
function leading({ policy, model, kind }: DisagreementFilter): Prisma.Sql {
  if (policy !== undefined) return Prisma.sql`policy_id = ${policy}::uuid`;
  if (model !== undefined) return Prisma.sql`model_version_id = ${model}::uuid`;
  if (kind !== undefined) return Prisma.sql`kind = ${kind}::disagreement_kind`;
  return Prisma.sql`TRUE`;
}

/** SQL: every part of the filter that is a row's own, for `status` and use case lead to the rows. */
function matches({ policy, model, kind, slice, confidence, cost }: DisagreementFilter): Prisma.Sql {
  return Prisma.join(
    [
      Prisma.sql`TRUE`,
      ...(policy === undefined ? [] : [Prisma.sql`policy_id = ${policy}::uuid`]),
      ...(model === undefined ? [] : [Prisma.sql`model_version_id = ${model}::uuid`]),
      ...(kind === undefined ? [] : [Prisma.sql`kind = ${kind}::disagreement_kind`]),
      ...(slice === undefined ? [] : [Prisma.sql`${slice} = ANY(slices)`]),
      ...(confidence === undefined ? [] : [inBand(confidence)]),
      ...(cost === undefined ? [] : [Prisma.sql`cost = ${cost}::float8`]),
    ],
    " AND ",
  );
}

/** SQL: every use case with every state, `u` and `s`. */
export function placesOf({ useCaseIds, statuses }: Pick<Scan, "useCaseIds" | "statuses">): Prisma.Sql {
  return Prisma.sql`unnest(${[...useCaseIds]}::uuid[]) AS u CROSS JOIN unnest(${[...statuses]}::disagreement_status[]) AS s`;
}

/** How many rows of each place are looked at, so that all places together stay below `most`; at least `least`. */
export function rowsPerPlace(
  { useCaseIds, statuses }: Pick<Scan, "useCaseIds" | "statuses">,
  most: number,
  least: number,
): number {
  return Math.max(least, Math.floor(most / Math.max(1, useCaseIds.length * statuses.length)));
}

const sortDirection = (direction: Scan["direction"]) => (direction === "ASC" ? Prisma.sql`ASC` : Prisma.sql`DESC`);

/**
 * SQL of the id up to which a page looks, in the scan's direction; no row: to the end. Where a place has more rows than
 * its share, the page ends where that share does; so what it shows is in order whatever the place.
 */
export function scanEnd(scan: Scan, least: number): Prisma.Sql {
  const direction = sortDirection(scan.direction);
  return Prisma.sql`
    SELECT last.id FROM ${placesOf(scan)} CROSS JOIN LATERAL (
      SELECT id FROM disagreement
      WHERE use_case_id = u AND status = s AND ${leading(scan.filter)} AND ${inRange(scan.range)}
      ORDER BY id ${direction} OFFSET ${rowsPerPlace(scan, mostRead, least) - 1} LIMIT 1
    ) last
    ORDER BY last.id ${direction} LIMIT 1`;
}

/** SQL of the first `limit` ids that match, in the scan's direction, not past `end`. */
export function scanIds(scan: Scan, end: string | null, limit: number): Prisma.Sql {
  const direction = sortDirection(scan.direction);
  const before =
    end === null
      ? Prisma.sql`TRUE`
      : scan.direction === "DESC"
        ? Prisma.sql`id >= ${end}::uuid`
        : Prisma.sql`id <= ${end}::uuid`;
  return Prisma.sql`
    SELECT hit.id FROM ${placesOf(scan)} CROSS JOIN LATERAL (
      SELECT id FROM disagreement
      WHERE use_case_id = u AND status = s AND ${matches(scan.filter)} AND ${inRange(scan.range)} AND ${before}
      ORDER BY id ${direction} LIMIT ${limit}
    ) hit
    ORDER BY hit.id ${direction} LIMIT ${limit}`;
}
