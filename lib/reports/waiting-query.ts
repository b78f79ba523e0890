import "server-only";
import { modes } from "@/lib/engine/mode";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";

/** Counts stop here. */
const mostCounted = 10_000;

/** What waits in a use case, and what went wrong lately. */
export interface Waiting {
  /** Items with an open review, whoever holds it; at most `mostCounted`, which then means "or more". */
  items: number;
  /** When the oldest item arrived that is still undecided. */
  oldest: Date | null;
  /** Predictions of champions that failed in the last 24 hours; at most `mostCounted`. */
  failures: number;
}

/** By use case id. Bounded work for each. */
export async function findWaiting(useCaseIds: readonly string[]): Promise<Map<string, Waiting>> {
  const since = firstIdOf(new Date(clock.now().getTime() - 86_400_000));
  const rows = await database.$queryRaw<(Waiting & { id: string })[]>`
    SELECT u AS id,
      (SELECT count(*)::int FROM (
         SELECT FROM review r
         WHERE r.use_case_id = u AND r.status = 'open' AND NOT EXISTS (
           SELECT FROM review earlier WHERE earlier.item_id = r.item_id AND earlier.status = 'open' AND earlier.id < r.id)
         LIMIT ${mostCounted}) AS open) AS items,
      (SELECT min(head.created_at) FROM unnest(${[...modes]}::mode[]) AS m CROSS JOIN LATERAL (
         SELECT created_at FROM item
         WHERE use_case_id = u AND status = 'in_review' AND decided_by IS NULL AND outcome IS NULL AND mode = m
         ORDER BY decided_by, outcome, id LIMIT 1) AS head) AS oldest,
      (SELECT count(*)::int FROM (
         SELECT FROM model_version v JOIN prediction p ON p.model_version_id = v.id
         WHERE v.use_case_id = u AND p.role = 'champion' AND p.failure IS NOT NULL AND p.id >= ${since}::uuid LIMIT ${mostCounted}) AS failed
      ) AS failures
    FROM unnest(${[...useCaseIds]}::uuid[]) AS u`;
  return new Map(rows.map(({ id, ...waiting }) => [id, waiting]));
}
