import "server-only";
import type { PredictionFailureCode } from "@/lib/inference/prediction";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";

/** How many of a use case's latest items say how its champion does, and how old they may be. */
const itemsLookedAt = 20;
const hours = 24;
/** Failures that are the model's own, whatever the items are. */
const own: PredictionFailureCode[] = ["crash", "timeout", "unavailable", "overloaded"];
const fewest = 3;

/** A champion that fails on most of the latest items, for a reason of its own. */
export interface ModelTrouble {
  version: number;
  name: string;
  /** Of the latest items, how many the model was asked about, and how often it failed. */
  asked: number;
  failed: number;
  /** What the latest failure said. */
  reason: string;
  at: Date;
}

/**
 * By use case id; only those whose champion is in trouble. Told from stored predictions, so it is the same on every
 * process, and is over as soon as the model answers again.
 */
export async function findModelTrouble(useCaseIds: readonly string[]): Promise<Map<string, ModelTrouble>> {
  const since = firstIdOf(new Date(clock.now().getTime() - hours * 3_600_000));
  const rows = await database.$queryRaw<(ModelTrouble & { id: string })[]>`
    SELECT u AS id, v.version, v.name, latest.asked, latest.failed, latest.reason, latest.at
    FROM unnest(${[...useCaseIds]}::uuid[]) AS u
    CROSS JOIN LATERAL (
      SELECT p.model_version_id, count(*)::int AS asked, count(own)::int AS failed,
             (array_agg(own ->> 'message' ORDER BY p.id DESC) FILTER (WHERE own IS NOT NULL))[1] AS reason,
             max(p.created_at) FILTER (WHERE own IS NOT NULL) AS at
      FROM (SELECT id FROM item WHERE use_case_id = u AND id >= ${since}::uuid ORDER BY id DESC LIMIT ${itemsLookedAt}) AS i
      JOIN prediction p ON p.item_id = i.id AND p.role = 'champion'
      CROSS JOIN LATERAL (SELECT CASE WHEN p.failure ->> 'code' = ANY(${own}) THEN p.failure END AS own) AS failing
      GROUP BY p.model_version_id ORDER BY max(p.created_at) DESC LIMIT 1) AS latest
    JOIN model_version v ON v.id = latest.model_version_id
    WHERE latest.failed >= ${fewest} AND latest.failed * 2 >= latest.asked`;
  return new Map(rows.map(({ id, ...trouble }) => [id, trouble]));
}
