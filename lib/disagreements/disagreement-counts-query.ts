import "server-only";
import {
  type Facet,
  type FilterCounts,
  filterCounts,
  type ValueCount,
} from "@/lib/disagreements/disagreement-counts-view";
import {
  type ConfidenceBand,
  confidenceBands,
  type DisagreementFilter,
  disagreementStatuses,
} from "@/lib/disagreements/disagreement-filter-schema";
import { inBand, placesOf, rangeOfAge, rowsPerPlace } from "@/lib/disagreements/disagreement-scan-query";
import { inRange } from "@/lib/items/item-stream-query";
import { database, Prisma } from "@/lib/platform/database";

/** So many disagreements are counted at most: what is shown stops at 1,000. */
const mostCounted = 5_000;

/** Of each list of values, so many of the most frequent. */
const mostValues = 30;

interface CountScope {
  useCaseIds: readonly string[];
  /** The one that the list is narrowed to. */
  useCaseId: string | null;
  /** Those whose confidence and cost this person must not learn. */
  sealedIds: readonly string[];
}

/**
 * How many disagreements each value of each filter would leave, all other filters as they are. Counted in the newest
 * stretch of each use case and state, bounded whatever the volume; where a stretch does not hold everything, the counts
 * are lower bounds, and say so.
 */
export async function countByFilter(scope: CountScope, filter: DisagreementFilter, now: Date): Promise<FilterCounts> {
  const places = { useCaseIds: scope.useCaseIds, statuses: disagreementStatuses };
  if (places.useCaseIds.length === 0) return filterCounts([], [], scope.useCaseId, filter.status);
  const rows = rowsPerPlace(places, mostCounted, 1);
  const range = inRange(rangeOfAge(filter.age, now));
  const facets = facetsOf(scope, filter);
  const counted = facets.map(({ facet, value, telling }) => {
    const others = facets.filter((other) => other.facet !== facet).map((other) => other.column);
    const from = facet === "slice" ? Prisma.sql`seen CROSS JOIN unnest(slices) AS one` : Prisma.sql`seen`;
    const open = telling ? Prisma.sql`AND NOT sealed` : Prisma.empty;
    return Prisma.sql`(
      SELECT ${facet} AS facet, ${value} AS value, count(*)::int AS n FROM ${from}
      WHERE ${Prisma.join(others, " AND ")} ${open} AND ${value} IS NOT NULL
      GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT ${mostValues})`;
  });
  const sealed = [...scope.sealedIds];
  // Under a filter by what is sealed, sealed rows would tell by being there.
  const hidden = filter.confidence !== undefined || filter.cost !== undefined;
  const [row] = await database.$queryRaw<{ counts: ValueCount[]; cut: { useCaseId: string; status: string }[] }[]>`
    WITH seen AS MATERIALIZED (
      SELECT u, s, d.kind, d.model_version_id, d.policy_id, d.confidence, d.cost, d.slices,
             u = ANY(${sealed}::uuid[]) AS sealed,
             ${Prisma.join(facets.map(({ wanted, column }) => Prisma.sql`coalesce(${wanted}, FALSE) AS ${column}`))}
      FROM ${placesOf(places)} CROSS JOIN LATERAL (
        SELECT kind, model_version_id, policy_id, confidence, cost, slices FROM disagreement
        WHERE use_case_id = u AND status = s AND ${range}
        ORDER BY id DESC LIMIT ${rows}
      ) d
      WHERE NOT (${hidden} AND u = ANY(${sealed}::uuid[]))
    )
    SELECT (SELECT coalesce(json_agg(counted), '[]') FROM (${Prisma.join(counted, " UNION ALL ")}) AS counted) AS counts,
           (SELECT coalesce(json_agg(json_build_object('useCaseId', u, 'status', s)), '[]') FROM (
              SELECT u, s FROM seen GROUP BY u, s HAVING count(*) >= ${rows}) AS full_places) AS cut`;
  return filterCounts(row?.counts ?? [], row?.cut ?? [], scope.useCaseId, filter.status);
}

interface CountedFacet {
  facet: Facet;
  /** A row's value. */
  value: Prisma.Sql;
  /** Whether the row has the value that the list is narrowed to. */
  wanted: Prisma.Sql;
  column: Prisma.Sql;
  /** It would tell what somebody is to answer without. */
  telling?: true;
}

function facetsOf({ useCaseId }: CountScope, filter: DisagreementFilter): CountedFacet[] {
  const { sql } = Prisma;
  const is = (condition: Prisma.Sql | undefined) => condition ?? sql`TRUE`;
  return [
    {
      facet: "useCase",
      value: sql`u::text`,
      wanted: is(useCaseId === null ? undefined : sql`u = ${useCaseId}::uuid`),
      column: sql`is_use_case`,
    },
    {
      facet: "status",
      value: sql`s::text`,
      wanted: is(filter.status === "any" ? undefined : sql`s = ${filter.status}::disagreement_status`),
      column: sql`is_status`,
    },
    {
      facet: "kind",
      value: sql`kind::text`,
      wanted: is(filter.kind && sql`kind = ${filter.kind}::disagreement_kind`),
      column: sql`is_kind`,
    },
    {
      facet: "model",
      value: sql`model_version_id::text`,
      wanted: is(filter.model === undefined ? undefined : sql`model_version_id = ${filter.model}::uuid`),
      column: sql`is_model`,
    },
    {
      facet: "policy",
      value: sql`policy_id::text`,
      wanted: is(filter.policy === undefined ? undefined : sql`policy_id = ${filter.policy}::uuid`),
      column: sql`is_policy`,
    },
    {
      facet: "slice",
      value: sql`one`,
      wanted: is(filter.slice === undefined ? undefined : sql`${filter.slice} = ANY(slices)`),
      column: sql`is_slice`,
    },
    {
      facet: "confidence",
      value: bandOf(),
      wanted: is(filter.confidence && inBand(filter.confidence)),
      column: sql`is_band`,
      telling: true,
    },
    {
      facet: "cost",
      value: sql`cost::text`,
      wanted: is(filter.cost === undefined ? undefined : sql`cost = ${filter.cost}::float8`),
      column: sql`is_cost`,
      telling: true,
    },
  ];
}

/** SQL: the name of the band that the confidence lies in; null without one. */
function bandOf(): Prisma.Sql {
  const bands = Object.keys(confidenceBands) as ConfidenceBand[];
  const cases = bands.map((band) => Prisma.sql`WHEN ${inBand(band)} THEN ${band}`);
  return Prisma.sql`CASE ${Prisma.join(cases, " ")} END`;
}
