import "server-only";
import { database, Prisma } from "@/lib/platform/database";
import { isFirstVerdict } from "@/lib/reports/first-verdict-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** How often people said one thing where the model said another, or the same. */
export interface ConfusionCell {
  predicted: string;
  answered: string;
  n: number;
}

/** Regression: how far the model's numbers and people's lie apart. */
export interface Distance {
  n: number;
  /** Of these, no further apart than the tolerance. */
  within: number;
  /** Mean and median of the absolute difference, in the target's unit; null without any. */
  mean: number | null;
  median: number | null;
}

interface Version {
  id: string;
  from: Date;
  until: Date | null;
}

const mostVerdicts = 5_000;

/**
 * The latest 5,000 final verdicts, the first one of each item, of a stretch of time that were given, or first given, without having seen any model's
 * answer, beside this version's answer on the same item.
 */
const comparedWith = (useCaseId: string, { id, from, until }: Version) => Prisma.sql`
  FROM (
    SELECT r.item_id, coalesce(r.first_outcome, r.outcome) AS outcome, coalesce(r.first_value, r.value) AS value
    FROM review r
    WHERE r.use_case_id = ${useCaseId}::uuid AND r.status = 'settled' AND r.settled_at >= ${from}
      AND r.settled_at <= coalesce(${until}::timestamptz, 'infinity') AND ${isFirstVerdict}
      AND (r.suggestion_shown_at IS NULL OR r.first_answered_at IS NOT NULL)
    ORDER BY r.settled_at DESC LIMIT ${mostVerdicts}
  ) AS v
  JOIN prediction a ON a.item_id = v.item_id AND a.model_version_id = ${id}::uuid AND a.failure IS NULL`;

export async function findConfusion(useCaseId: string, version: Version): Promise<ConfusionCell[]> {
  return database.$queryRaw<ConfusionCell[]>`
    SELECT a.outcome AS predicted, v.outcome AS answered, count(*)::int AS n
    ${comparedWith(useCaseId, version)}
    WHERE a.outcome IS NOT NULL AND v.outcome IS NOT NULL
    GROUP BY 1, 2`;
}

export async function findDistance(
  useCase: Pick<UseCaseRecord, "id" | "definition">,
  version: Version,
): Promise<Distance> {
  const tolerance = useCase.definition.target?.tolerance ?? 0;
  const [distance] = await database.$queryRaw<Distance[]>`
    SELECT count(*)::int AS n, (count(*) FILTER (WHERE abs(a.value - v.value) <= ${tolerance}))::int AS within,
           avg(abs(a.value - v.value)) AS mean,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(a.value - v.value)) AS median
    ${comparedWith(useCase.id, version)}
    WHERE a.value IS NOT NULL AND v.value IS NOT NULL`;
  return distance ?? { n: 0, within: 0, mean: null, median: null };
}
