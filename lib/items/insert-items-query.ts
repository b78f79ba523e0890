import "server-only";
import type { Route } from "@/lib/engine/route-item";
import type { Prediction } from "@/lib/inference/prediction";
import type { ParsedItem } from "@/lib/items/parse-item";
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

interface InsertContext {
  useCaseId: string;
  policyId: string;
  /** The champion that counts for these items' routes; null where none does. */
  modelVersionId: string | null;
  simulated: boolean;
  now: Date;
}

/** Stores items in one statement; answers with the ids that were new. A missing one lost a race for its external id. */
export async function insertItems(
  tx: Transaction,
  items: readonly RoutedItem[],
  context: InsertContext,
): Promise<Set<string>> {
  const at = context.now.toISOString();
  const rows = items
    .map(({ id, parsed, salt, route, prediction }) => {
      const decided = route.decides === "model" && prediction?.ok === true;
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
        model: route.effectiveMode === "human_only" ? null : context.modelVersionId,
        status: decided ? "decided" : "in_review",
        outcome: decided && "outcome" in prediction ? prediction.outcome : null,
        value: decided && "value" in prediction ? prediction.value : null,
        by: decided ? "model" : null,
        decidedAt: decided ? at : null,
      };
    })
    // One order for all, so that two batches with the same external ids do not wait for each other in a circle.
    .sort((one, other) => (one.ext < other.ext ? -1 : 1));
  const inserted = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO item (id, use_case_id, external_id, input, unlisted, body_sha256, input_salt, entity_key, tags, simulated,
                      created_at, route, mode, policy_id, model_version_id, status, outcome, value, decided_by, decided_at)
    SELECT id, ${context.useCaseId}::uuid, ext, input, ARRAY(SELECT json_array_elements_text(unlisted)), decode(sha, 'hex'),
           decode(salt, 'hex'), entity, ARRAY(SELECT json_array_elements_text(tags)), ${context.simulated}, ${at}::timestamptz,
           route, mode, ${context.policyId}::uuid, model, status, outcome, value, by, "decidedAt"
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(
      id uuid, ext text, input jsonb, unlisted json, sha text, salt text, entity text, tags json, route jsonb, mode mode,
      model uuid, status item_status, outcome text, value float8, by decided_by, "decidedAt" timestamptz)
    ON CONFLICT (use_case_id, external_id) DO NOTHING
    RETURNING id`;
  return new Set(inserted.map((row) => row.id));
}

/** Stores the model's decisions: the first of their items. */
export async function insertModelDecisions(
  tx: Transaction,
  items: readonly RoutedItem[],
  policyId: string,
  now: Date,
): Promise<void> {
  const rows = items.flatMap(({ id, route, prediction, predictionId }) =>
    route.decides === "model" && prediction?.ok === true
      ? [
          {
            id: newId(now),
            item: id,
            outcome: "outcome" in prediction ? prediction.outcome : null,
            value: "value" in prediction ? prediction.value : null,
            prediction: predictionId,
          },
        ]
      : [],
  );
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO decision (id, item_id, seq, outcome, value, decided_by, policy_id, prediction_id, decided_at)
    SELECT id, item, 1, outcome, value, 'model', ${policyId}::uuid, prediction, ${now.toISOString()}::timestamptz
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(
      id uuid, item uuid, outcome text, value float8, prediction uuid)`;
}

/** Opens the reviews that the routes ask for. */
export async function insertReviews(
  tx: Transaction,
  items: readonly RoutedItem[],
  useCaseId: string,
  now: Date,
): Promise<void> {
  const rows = items.flatMap(({ id, route }) =>
    route.review === null ? [] : [{ id: newId(now), item: id, purpose: route.review, reveal: route.reveal }],
  );
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO review (id, item_id, use_case_id, purpose, status, reveal, priority, created_at)
    SELECT id, item, ${useCaseId}::uuid, purpose, 'open', reveal, 0, ${now.toISOString()}::timestamptz
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(id uuid, item uuid, purpose review_purpose, reveal reveal)`;
}
