import "server-only";
import { failureText } from "@/lib/inference/failure-text";
import type { PredictionFailureCode } from "@/lib/inference/prediction";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";

/** Counts stop here, which then means "or more". */
const mostCounted = 10_000;

/** How a model version did lately, as all processes together know it. */
export interface ModelHealth {
  /** Of the last hour, the most frequent first; at most 10,000 are counted. */
  failuresLastHour: {
    code: PredictionFailureCode;
    /** What this kind of failure means. */
    sentence: string;
    count: number;
    /** What the latest of them said. */
    latest: string;
  }[];
  /** The latest failure, however long ago. */
  lastFailureAt: Date | null;
  /** Answers on the use case's latest items of the last hour, 10,000 at most. */
  answeredLastHour: number;
  /** Milliseconds of these answers, each item's way to the model and back included; null where there are none. */
  latency: { p50: number; p95: number } | null;
}

/** Bounded work, however many items come. */
export async function findModelHealth(modelVersionId: string): Promise<ModelHealth> {
  const since = firstIdOf(new Date(clock.now().getTime() - 3_600_000));
  const [failures, [last], [answers]] = await Promise.all([
    database.$queryRaw<{ code: PredictionFailureCode; count: number; latest: string }[]>`
      SELECT failure ->> 'code' AS code, count(*)::int AS count,
             (array_agg(failure ->> 'message' ORDER BY id DESC))[1] AS latest
      FROM (SELECT id, failure FROM prediction
            WHERE model_version_id = ${modelVersionId}::uuid AND failure IS NOT NULL AND id >= ${since}::uuid
            ORDER BY id DESC LIMIT ${mostCounted}) AS failed
      GROUP BY failure ->> 'code' ORDER BY count(*) DESC, code`,
    database.$queryRaw<{ at: Date }[]>`
      SELECT created_at AS at FROM prediction
      WHERE model_version_id = ${modelVersionId}::uuid AND failure IS NOT NULL
      ORDER BY id DESC LIMIT 1`,
    database.$queryRaw<{ count: number; p50: number | null; p95: number | null }[]>`
      SELECT count(*)::int AS count, percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms) AS p50,
             percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) AS p95
      FROM (SELECT i.id FROM item i JOIN model_version v ON v.use_case_id = i.use_case_id
            WHERE v.id = ${modelVersionId}::uuid AND i.id >= ${since}::uuid
            ORDER BY i.id DESC LIMIT ${mostCounted}) AS lately
      JOIN prediction p ON p.item_id = lately.id AND p.model_version_id = ${modelVersionId}::uuid
      WHERE p.failure IS NULL AND NOT p.supplied`,
  ]);
  return {
    failuresLastHour: failures.map((failure) => ({ ...failure, sentence: failureText[failure.code] })),
    lastFailureAt: last?.at ?? null,
    answeredLastHour: answers?.count ?? 0,
    latency: answers?.p50 == null || answers.p95 == null ? null : { p50: answers.p50, p95: answers.p95 },
  };
}
