import "server-only";
import { database, Prisma } from "@/lib/platform/database";
import type { RootCause } from "@/lib/platform/generated/prisma/enums";
import type { CellKind, Influence } from "@/lib/reports/agreement-cells";
import type { AgreementFilter, Measure } from "@/lib/reports/agreement-filter-schema";

type Period = Pick<AgreementFilter, "from" | "to">;

/** SQL: the counts of one kind in a period. */
const cellsOf = (useCaseId: string, kind: CellKind, { from, to }: Period) => Prisma.sql`
  FROM agreement_cell c
  WHERE c.use_case_id = ${useCaseId}::uuid AND c.kind = ${kind}::agreement_kind
    AND c.day >= coalesce(${from ?? null}::date, '-infinity') AND c.day <= coalesce(${to ?? null}::date, 'infinity')`;

/** How often the model said `predicted`, a person `answered` (before seeing that, where they answered first) and `final` at last. */
export interface ModelCount {
  measure: Measure;
  /** Tenths of confidence; -1 without one. */
  band: number;
  /** Outcomes; of numbers `answered` and `final` are "within" or "outside" the tolerance, and `predicted` is empty. */
  predicted: string;
  answered: string;
  final: string;
  n: number;
}

export function findModelCounts(
  useCaseId: string,
  period: Period,
  modelVersionId: string | null,
): Promise<ModelCount[]> {
  return database.$queryRaw<ModelCount[]>`
    SELECT c.measure, c.band, c.one AS predicted, c.two AS answered, c.three AS final, sum(c.n)::int AS n
    ${cellsOf(useCaseId, "model", period)}
      AND (${modelVersionId}::uuid IS NULL OR c.subject_id = ${modelVersionId}::uuid)
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(c.n) > 0`;
}

/** How many items got which answers of people, each outcome with how often. */
export interface PeopleCount {
  answers: [string, number][];
  n: number;
}

export async function findPeopleCounts(useCaseId: string, period: Period): Promise<PeopleCount[]> {
  const rows = await database.$queryRaw<{ one: string; n: number }[]>`
    SELECT c.one, sum(c.n)::int AS n ${cellsOf(useCaseId, "people", period)} GROUP BY 1 HAVING sum(c.n) > 0`;
  return rows.map(({ one, n }) => ({ answers: JSON.parse(one) as [string, number][], n }));
}

/** A regression's latest comparisons, at most `most`: what the model said and what a person said before seeing it. */
export interface NumberPair {
  measure: Measure;
  predicted: number;
  answered: number;
}

export function findNumberPairs(
  useCaseId: string,
  period: Period,
  modelVersionId: string | null,
  most: number,
): Promise<NumberPair[]> {
  return database.$queryRaw<NumberPair[]>`
    SELECT a.measure, a.predicted_value AS predicted, a.answered_value AS answered
    FROM item i JOIN agreement_item a ON a.item_id = i.id
    WHERE i.use_case_id = ${useCaseId}::uuid AND ${arrivedIn(period)}
      AND a.predicted_value IS NOT NULL AND a.answered_value IS NOT NULL
      AND (${modelVersionId}::uuid IS NULL OR a.model_version_id = ${modelVersionId}::uuid)
    ORDER BY i.id DESC LIMIT ${most}`;
}

/** A regression's latest items with several people's numbers, at most `most`. */
export async function findNumberGroups(useCaseId: string, period: Period, most: number): Promise<number[][]> {
  const rows = await database.$queryRaw<{ values: number[] }[]>`
    SELECT a."values" FROM item i JOIN agreement_item a ON a.item_id = i.id
    WHERE i.use_case_id = ${useCaseId}::uuid AND ${arrivedIn(period)} AND cardinality(a."values") >= 2
    ORDER BY i.id DESC LIMIT ${most}`;
  return rows.map(({ values }) => values);
}

const arrivedIn = ({ from, to }: Period) => Prisma.sql`
  i.created_at >= coalesce(${from ?? null}::date::timestamp AT TIME ZONE 'UTC', '-infinity')
  AND i.created_at < coalesce((${to ?? null}::date + 1)::timestamp AT TIME ZONE 'UTC', 'infinity')`;

/** What adjudicators found to be the causes of disagreements, by the day on which they settled them. */
export interface CauseCount {
  day: string;
  cause: RootCause;
  n: number;
}

export function findCauseCounts(useCaseId: string, { from, to }: Period): Promise<CauseCount[]> {
  return database.$queryRaw<CauseCount[]>`
    SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, root_cause::text AS cause, count(*)::int AS n
    FROM adjudication
    WHERE use_case_id = ${useCaseId}::uuid AND root_cause IS NOT NULL
      AND created_at >= coalesce(${from ?? null}::date::timestamp AT TIME ZONE 'UTC', '-infinity')
      AND created_at < coalesce((${to ?? null}::date + 1)::timestamp AT TIME ZONE 'UTC', 'infinity')
    GROUP BY 1, 2 ORDER BY 1, 2`;
}

/** How a reviewer's verdicts on items with a settled truth went. */
export interface TruthCount {
  reviewerId: string;
  measure: Measure;
  verdict: "right" | "wrong";
  model: "right" | "wrong" | "";
  influence: Influence;
  n: number;
}

export function findTruthCounts(useCaseId: string, period: Period, only: string | null): Promise<TruthCount[]> {
  return database.$queryRaw<TruthCount[]>`
    SELECT c.subject_id AS "reviewerId", c.measure, c.one AS verdict, c.two AS model, c.three AS influence,
           sum(c.n)::int AS n
    ${cellsOf(useCaseId, "truth", period)} AND (${only}::uuid IS NULL OR c.subject_id = ${only}::uuid)
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(c.n) > 0`;
}

/** How many verdicts of a reviewer took how long: `bucket` as lib/statistics/pace-buckets.ts says, -1: not known. */
export interface PaceCount {
  reviewerId: string;
  bucket: number;
  n: number;
}

export function findPaceCounts(useCaseId: string, period: Period, only: string | null): Promise<PaceCount[]> {
  return database.$queryRaw<PaceCount[]>`
    SELECT c.subject_id AS "reviewerId", c.band AS bucket, sum(c.n)::int AS n
    ${cellsOf(useCaseId, "pace", period)} AND (${only}::uuid IS NULL OR c.subject_id = ${only}::uuid)
    GROUP BY 1, 2 HAVING sum(c.n) > 0`;
}

/** Who the reviewers are: people who sign in, and those who work in another system. */
export function findReviewerNames(ids: readonly string[]): Promise<{ id: string; name: string; external: boolean }[]> {
  return database.$queryRaw<{ id: string; name: string; external: boolean }[]>`
    SELECT id, name, false AS external FROM "user" WHERE id = ANY(${ids}::uuid[])
    UNION ALL SELECT id, name, true FROM external_reviewer WHERE id = ANY(${ids}::uuid[])`;
}

/** Whether some verdicts wait to be counted. */
export async function hasUncounted(): Promise<boolean> {
  const [row] = await database.$queryRaw<{ some: boolean }[]>`SELECT EXISTS (SELECT FROM agreement_pending) AS some`;
  return row?.some ?? false;
}
