import "server-only";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";
import { type HaltFacts, type HaltOutlook, haltOutlook, mostWaiting } from "@/lib/reports/halt-outlook";

const windowMs = 3 * 3_600_000;
/** A rate is not taken of less time than this, unless there are more items in it than are looked at. */
const shortestSpanSeconds = 15 * 60;
const mostItems = 5_000;
const dutyMs = 30 * 60_000;
const timedMs = 30 * 86_400_000;

/**
 * What a halt means for people, by use case id: the items of the hours before it, what waits, and who is on duty. Bounded
 * work for each. Use cases that are not halted are left out.
 */
export async function findHaltOutlooks(useCaseIds: readonly string[]): Promise<Map<string, HaltOutlook>> {
  const now = clock.now();
  const halts = await database.useCase.findMany({
    where: { id: { in: [...useCaseIds] }, haltedAt: { not: null } },
    select: { id: true, haltedAt: true },
  });
  const moments = halts.map(({ haltedAt }) => haltedAt ?? now);
  const rows = await database.$queryRaw<(Omit<HaltFacts, "spanSeconds"> & { id: string; first: Date | null })[]>`
    SELECT h.id, items.arrived, items.automated, items.first, queue.waiting, duty.reviewers,
           timed.median AS "medianSeconds", timed.verdicts,
           coalesce((p.settings->>'reviewsPerItem')::int, 1) AS "reviewsPerItem"
    FROM unnest(${halts.map(({ id }) => id)}::uuid[],
                ${moments.map((at) => firstIdOf(new Date(at.getTime() - windowMs)))}::uuid[],
                ${moments.map((at) => firstIdOf(at))}::uuid[]) AS h(id, least, below)
    JOIN use_case u ON u.id = h.id JOIN policy p ON p.id = u.policy_id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS arrived, (count(*) FILTER (WHERE by_model))::int AS automated, min(created_at) AS first
      FROM (SELECT created_at, route->>'decides' <> 'human' AS by_model FROM item
            WHERE use_case_id = h.id AND id >= h.least AND id < h.below
            ORDER BY id DESC LIMIT ${mostItems}) AS latest) AS items
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS waiting
      FROM (SELECT FROM review WHERE use_case_id = h.id AND status = 'open' LIMIT ${mostWaiting}) AS open) AS queue
    CROSS JOIN LATERAL (
      SELECT count(DISTINCT m.user_id)::int AS reviewers FROM membership m
      WHERE m.use_case_id = h.id AND (
        EXISTS (SELECT FROM review r WHERE r.reviewer_id = m.user_id AND r.use_case_id = h.id
                  AND r.answered_at >= ${new Date(now.getTime() - dutyMs)})
        OR EXISTS (SELECT FROM review r WHERE r.reviewer_id = m.user_id AND r.use_case_id = h.id
                  AND r.status = 'open' AND r.lease_until >= ${new Date(now.getTime() - dutyMs)}))) AS duty
    CROSS JOIN LATERAL (
      SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds_spent) AS median, count(*)::int AS verdicts
      FROM (SELECT seconds_spent FROM review
            WHERE use_case_id = h.id AND status = 'settled' AND seconds_spent IS NOT NULL
              AND settled_at >= ${new Date(now.getTime() - timedMs)}
            ORDER BY settled_at DESC LIMIT 200) AS latest) AS timed`;
  return new Map(
    rows.map(({ id, first, ...facts }) => {
      const until = halts.find((halt) => halt.id === id)?.haltedAt ?? now;
      const seen = first === null ? 0 : (until.getTime() - first.getTime()) / 1000;
      // A burst of a moment is not told as though it went on for an hour.
      const least = first === null ? 0 : facts.arrived === mostItems ? 1 : shortestSpanSeconds;
      return [id, haltOutlook({ ...facts, spanSeconds: Math.max(seen, least) })];
    }),
  );
}
