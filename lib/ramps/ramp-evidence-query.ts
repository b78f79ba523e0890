import "server-only";
import type { RampEvidence } from "@/lib/engine/ramp-conditions";
import { database, Prisma } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";
import { logger } from "@/lib/platform/logger";

/** The newest this many verdicts, and this many items, are counted. */
const mostCounted = 20_000;

interface Asked {
  useCaseId: string;
  /** The model version whose answers count. */
  championId: string;
  /** Regression: the largest difference that counts as agreement. */
  tolerance: number;
  /** Evidence that came later than this: what made a step is no evidence for the next. */
  from: Date;
  /** Only reviews that came later than this count as waiting; null: all. */
  queueFrom: Date | null;
  now: Date;
}

interface Counted {
  verdicts: number;
  agreed: number;
  verdictAt: Date | null;
  checked: number;
  checkedAgreed: number;
  checkedAt: Date | null;
  blind: number;
  blindAgreed: number;
  blindAt: Date | null;
}

/**
 * What is known about a use case since a moment: final verdicts beside the champion's answer, its predictions, and the
 * reviews that wait. One verdict an item counts, the first: several on one item are no independent ones, and second opinions
 * are asked for where an item is hard. Where a reviewer answered before the suggestion was shown, that first answer counts, as blind. The
 * newest 20,000 of each at most. An error is evidence too: of nothing.
 */
export async function gatherRampEvidence(asked: Asked): Promise<RampEvidence> {
  const gatheredAt = asked.now;
  try {
    const [counted, predictions, queue] = await Promise.all([
      countVerdicts(asked),
      countPredictions(asked),
      findQueue(asked),
    ]);
    return {
      ok: true,
      gatheredAt,
      from: asked.from,
      verdicts: { n: counted.verdicts, hits: counted.agreed, latestAt: counted.verdictAt },
      checked: { n: counted.checked, hits: counted.checkedAgreed, latestAt: counted.checkedAt },
      blind: { n: counted.blind, hits: counted.blindAgreed, latestAt: counted.blindAt },
      predictions,
      queue,
    };
  } catch (error) {
    logger.error({ err: error, useCaseId: asked.useCaseId }, "the evidence for a ramp could not be gathered");
    return { ok: false, gatheredAt, problem: "The database did not answer" };
  }
}

/** SQL: the review answers an item as it was drawn, here or, on one that was left to people, elsewhere. */
const isDrawn = (review: Prisma.Sql) => Prisma.sql`NOT ${review}.unusable
  AND (${review}.purpose IN ('decide', 'quality_control') OR (${review}.purpose = 'external' AND EXISTS (
    SELECT FROM review left_to_people
    WHERE left_to_people.item_id = ${review}.item_id AND left_to_people.purpose = 'decide')))`;

async function countVerdicts({ useCaseId, championId, tolerance, from, now }: Asked): Promise<Counted> {
  const [row] = await database.$queryRaw<Counted[]>`
    SELECT count(*)::int AS verdicts, (count(*) FILTER (WHERE agrees))::int AS agreed, max(settled_at) AS "verdictAt",
           (count(*) FILTER (WHERE checked))::int AS checked,
           (count(*) FILTER (WHERE checked AND agrees))::int AS "checkedAgreed",
           max(settled_at) FILTER (WHERE checked) AS "checkedAt",
           (count(*) FILTER (WHERE NOT checked AND blind))::int AS blind,
           (count(*) FILTER (WHERE NOT checked AND blind AND agrees))::int AS "blindAgreed",
           max(settled_at) FILTER (WHERE NOT checked AND blind) AS "blindAt"
    FROM (
      SELECT v.settled_at, v.purpose = 'quality_control' AS checked, v.blind,
             CASE WHEN a.value IS NULL THEN a.outcome = v.outcome ELSE abs(a.value - v.value) <= ${tolerance} END AS agrees
      FROM (
        SELECT r.item_id, r.settled_at, r.purpose,
               r.suggestion_shown_at IS NULL OR r.first_answered_at IS NOT NULL AS blind,
               coalesce(r.first_outcome, r.outcome) AS outcome, coalesce(r.first_value, r.value) AS value
        FROM review r
        WHERE r.use_case_id = ${useCaseId}::uuid AND r.status = 'settled' AND ${isDrawn(Prisma.sql`r`)} AND NOT EXISTS (
            SELECT FROM review earlier
            WHERE earlier.item_id = r.item_id AND earlier.id < r.id AND earlier.status = 'settled'
              AND ${isDrawn(Prisma.sql`earlier`)})
          AND r.settled_at > ${from.toISOString()}::timestamptz AND r.settled_at <= ${now.toISOString()}::timestamptz
        ORDER BY r.settled_at DESC LIMIT ${mostCounted}
      ) AS v
      JOIN prediction a ON a.item_id = v.item_id AND a.model_version_id = ${championId}::uuid
      WHERE a.failure IS NULL
    ) AS compared`;
  if (row === undefined) throw new Error("Nothing was counted.");
  return row;
}

/** Those on items that arrived since then. */
async function countPredictions({ useCaseId, championId, from }: Asked) {
  const after = new Date(from.getTime() + 1);
  const [row] = await database.$queryRaw<{ n: number; hits: number; latestAt: Date | null }[]>`
    SELECT count(*)::int AS n, (count(*) FILTER (WHERE p.failure IS NOT NULL))::int AS hits,
           max(p.created_at) AS "latestAt"
    FROM (
      SELECT id FROM item WHERE use_case_id = ${useCaseId}::uuid AND id >= ${firstIdOf(after)}::uuid
      ORDER BY id DESC LIMIT ${mostCounted}
    ) AS i
    JOIN prediction p ON p.item_id = i.id AND p.model_version_id = ${championId}::uuid AND p.role = 'champion'`;
  if (row === undefined) throw new Error("Nothing was counted.");
  return row;
}

async function findQueue({ useCaseId, queueFrom }: Asked): Promise<{ waiting: number; oldest: Date | null }> {
  const since = queueFrom?.toISOString() ?? "-infinity";
  const [row] = await database.$queryRaw<{ waiting: number; oldest: Date | null }[]>`
    SELECT count(*)::int AS waiting, min(created_at) AS oldest FROM review
    WHERE use_case_id = ${useCaseId}::uuid AND status = 'open' AND created_at > ${since}::timestamptz`;
  if (row === undefined) throw new Error("Nothing was counted.");
  return row;
}
