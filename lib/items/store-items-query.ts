import "server-only";
import type { Route } from "@/lib/engine/route-item";
import type { Prediction } from "@/lib/inference/prediction";
import { predictionInsert } from "@/lib/items/insert-predictions-query";
import type { ParsedItem } from "@/lib/items/parse-item";
import { announcing } from "@/lib/platform/announce";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";

/** An item that was routed and is about to be stored. */
export interface RoutedItem {
  id: string;
  parsed: ParsedItem;
  salt: Uint8Array;
  route: Route;
  prediction: Prediction | null;
  predictionId: string | null;
}

interface StoreContext {
  useCaseId: string;
  policyId: string;
  /** The champion that counts for these items' routes; null where none does. */
  modelVersionId: string | null;
  simulated: boolean;
  now: Date;
}

/** The model's decision on an item, where it makes one. */
function modelAnswer({ route, prediction }: RoutedItem): { outcome: string | null; value: number | null } | null {
  if (route.decides !== "model" || prediction?.ok !== true) return null;
  return "value" in prediction
    ? { outcome: null, value: prediction.value }
    : { outcome: prediction.outcome, value: null };
}

function itemRow(item: RoutedItem, { modelVersionId, now }: StoreContext) {
  const { id, parsed, salt, route } = item;
  const answer = modelAnswer(item);
  return {
    id,
    ext: parsed.externalId,
    input: parsed.input,
    unlisted: parsed.unlisted,
    sha: parsed.bodySha256.toString("hex"),
    salt: Buffer.from(salt).toString("hex"),
    entity: parsed.entityKey,
    tags: parsed.tags,
    route,
    mode: route.effectiveMode,
    model: route.effectiveMode === "human_only" ? null : modelVersionId,
    status: answer === null ? "in_review" : "decided",
    outcome: answer?.outcome ?? null,
    value: answer?.value ?? null,
    by: answer === null ? null : "model",
    decidedAt: answer === null ? null : now.toISOString(),
  };
}

/**
 * Stores items with the champion's predictions, the model's decisions and the reviews that their routes ask for, and
 * tells open pages: in one statement, because each costs a round trip of every item that arrives. Answers with the ids of
 * the items that were new; what belongs to one that lost a race for its external id is not stored either.
 */
export async function storeItems(
  tx: Transaction,
  items: readonly RoutedItem[],
  context: StoreContext,
): Promise<Set<string>> {
  const { useCaseId, policyId, modelVersionId, simulated, now } = context;
  const at = now.toISOString();
  // One order for all, so that two batches with the same external ids do not wait for each other in a circle.
  const ordered = items.toSorted((one, other) => (one.parsed.externalId < other.parsed.externalId ? -1 : 1));
  const rows = ordered.map((item) => itemRow(item, context));
  const predictions = ordered.flatMap(({ id, predictionId, prediction, parsed }) =>
    prediction === null || predictionId === null || modelVersionId === null
      ? []
      : [{ id: predictionId, itemId: id, prediction, supplied: parsed.prediction !== null }],
  );
  const decisions = ordered.flatMap((item) => {
    const answer = modelAnswer(item);
    return answer === null ? [] : [{ id: newId(now), item: item.id, prediction: item.predictionId, ...answer }];
  });
  const reviews = ordered.flatMap(({ id, route }) =>
    route.review === null ? [] : [{ id: newId(now), item: id, purpose: route.review, reveal: route.reveal }],
  );
  const inserted = await tx.$queryRaw<{ id: string }[]>`
    WITH stored AS (
      INSERT INTO item (id, use_case_id, external_id, input, unlisted, body_sha256, input_salt, entity_key, tags, simulated,
                        created_at, route, mode, policy_id, model_version_id, status, outcome, value, decided_by, decided_at)
      SELECT id, ${useCaseId}::uuid, ext, input, ARRAY(SELECT json_array_elements_text(unlisted)), decode(sha, 'hex'),
             decode(salt, 'hex'), entity, ARRAY(SELECT json_array_elements_text(tags)), ${simulated}, ${at}::timestamptz,
             route, mode, ${policyId}::uuid, model, status, outcome, value, by, "decidedAt"
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(
        id uuid, ext text, input jsonb, unlisted json, sha text, salt text, entity text, tags json, route jsonb, mode mode,
        model uuid, status item_status, outcome text, value float8, by decided_by, "decidedAt" timestamptz)
      ON CONFLICT (use_case_id, external_id) DO NOTHING
      RETURNING id
    ), predicted AS (
      ${predictionInsert({ modelVersionId, role: "champion" }, predictions, now)}
      WHERE item IN (SELECT id FROM stored)
    ), decided AS (
      INSERT INTO decision (id, item_id, seq, outcome, value, decided_by, policy_id, prediction_id, decided_at)
      SELECT id, item, 1, outcome, value, 'model', ${policyId}::uuid, prediction, ${at}::timestamptz
      FROM json_to_recordset(${JSON.stringify(decisions)}::json) AS r(
        id uuid, item uuid, outcome text, value float8, prediction uuid)
      WHERE item IN (SELECT id FROM stored)
    ), opened AS (
      INSERT INTO review (id, item_id, use_case_id, purpose, status, reveal, priority, created_at)
      SELECT id, item, ${useCaseId}::uuid, purpose, 'open', reveal, 0, ${at}::timestamptz
      FROM json_to_recordset(${JSON.stringify(reviews)}::json) AS r(id uuid, item uuid, purpose review_purpose, reveal reveal)
      WHERE item IN (SELECT id FROM stored)
    )
    SELECT stored.id FROM stored, (${announcing({ kind: "queue", useCaseId })}) told`;
  return new Set(inserted.map((row) => row.id));
}
