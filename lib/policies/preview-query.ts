import "server-only";
import type { RoutablePrediction } from "@/lib/engine/routable-prediction";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";
import type { ItemInput } from "@/lib/use-cases/parse-input";

/** A stored item with what model versions said about it. */
export interface StoredItem {
  externalId: string;
  entityKey: string | null;
  tags: string[];
  /** An image is there as the word "image" only. */
  input: ItemInput;
  unlisted: string[];
  createdAt: Date;
  /** By version number; a version that was never asked is not there. */
  predictions: ReadonlyMap<number, RoutablePrediction>;
}

interface StoredPrediction {
  version: number;
  outcome: string | null;
  confidence: number | null;
  scores: Record<string, number> | null;
  value: number | null;
  spread: number | null;
  failed: boolean;
}

interface StoredRow extends Omit<StoredItem, "predictions"> {
  predictions: StoredPrediction[];
  /** Image fields that have a value. */
  pictures: string[];
}

function routable({ failed, outcome, confidence, scores, value, spread }: StoredPrediction): RoutablePrediction {
  if (failed) return { ok: false };
  if (value !== null) return { ok: true, value, spread };
  if (outcome === null || confidence === null) return { ok: false };
  return { ok: true, outcome, confidence, ...(scores !== null && { scores }) };
}

/** The last items that arrived and still have their input, the oldest of them first, with the stored predictions of these model versions. */
export async function listLastItems(
  useCaseId: string,
  versions: readonly number[],
  images: readonly string[],
  limit: number,
): Promise<StoredItem[]> {
  const rows = await database.$queryRaw<StoredRow[]>`
    SELECT i.external_id AS "externalId", i.entity_key AS "entityKey", i.tags, i.input - ${[...images]}::text[] AS input,
           ARRAY(SELECT key FROM unnest(${[...images]}::text[]) AS key WHERE i.input ? key) AS pictures, i.unlisted, i.created_at AS "createdAt", coalesce(said.predictions, '[]') AS predictions
    FROM (
      SELECT * FROM item WHERE use_case_id = ${useCaseId}::uuid AND erased_at IS NULL ORDER BY id DESC LIMIT ${limit}
    ) AS i
    LEFT JOIN LATERAL (
      SELECT json_agg(json_build_object('version', m.version, 'outcome', p.outcome, 'confidence', p.confidence,
               'scores', p.scores, 'value', p.value, 'spread', p.spread, 'failed', p.failure IS NOT NULL)) AS predictions
      FROM model_version m JOIN prediction p ON p.item_id = i.id AND p.model_version_id = m.id
      WHERE m.use_case_id = ${useCaseId}::uuid AND m.version = ANY(${[...versions]}::int[])
    ) AS said ON true
    ORDER BY i.id`;
  return rows.map(({ pictures, ...row }) => ({
    ...row,
    input: { ...row.input, ...Object.fromEntries(pictures.map((key) => [key, "image"])) },
    predictions: new Map(row.predictions.map((prediction) => [prediction.version, routable(prediction)])),
  }));
}

const dayMs = 86_400_000;
const weekDays = 7;
const mostVerdicts = 500;

/** How much comes in and how long people take. */
export interface Workload {
  /** Mean of the last seven days, or of the days since the first item (one at least). */
  itemsPerDay: number;
  /** Of the latest 500 verdicts; null without any. */
  secondsPerVerdict: number | null;
  verdicts: number;
}

export async function findWorkload(useCaseId: string): Promise<Workload> {
  const now = clock.now();
  const weekAgo = firstIdOf(new Date(now.getTime() - weekDays * dayMs));
  const [row] = await database.$queryRaw<
    { items: number; first: Date | null; seconds: number | null; verdicts: number }[]
  >`
    SELECT (SELECT count(*)::int FROM item WHERE use_case_id = ${useCaseId}::uuid AND id >= ${weekAgo}::uuid) AS items,
           (SELECT created_at FROM item WHERE use_case_id = ${useCaseId}::uuid ORDER BY id LIMIT 1) AS first,
           spent.seconds, spent.verdicts
    FROM (
      SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds_spent) AS seconds, count(*)::int AS verdicts
      FROM (
        SELECT seconds_spent FROM review
        WHERE use_case_id = ${useCaseId}::uuid AND status = 'settled' AND seconds_spent IS NOT NULL
        ORDER BY settled_at DESC LIMIT ${mostVerdicts}) AS latest) AS spent`;
  const age = row?.first ? (now.getTime() - row.first.getTime()) / dayMs : weekDays;
  const days = Math.min(weekDays, Math.max(1, age));
  return {
    itemsPerDay: (row?.items ?? 0) / days,
    secondsPerVerdict: row?.seconds ?? null,
    verdicts: row?.verdicts ?? 0,
  };
}
