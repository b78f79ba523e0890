import "server-only";
import { predictionInsert } from "@/lib/items/insert-predictions-query";
import { type RoutedItem, routedDecision } from "@/lib/items/routed-item";
import { announcing } from "@/lib/platform/announce";
import { newId } from "@/lib/platform/clock";
import { Prisma, type Transaction } from "@/lib/platform/database";

interface StoreContext {
  useCaseId: string;
  policyId: string;
  /** The champion that counts for these items' routes; null where none does. */
  modelVersionId: string | null;
  /** The model version that the policy falls back to, where it was asked. */
  fallbackModelId: string | null;
  simulated: boolean;
  /** Minutes within which items are to be answered; null: there is no service level. */
  slaMinutes: number | null;
  now: Date;
}

function itemRow(item: RoutedItem, { modelVersionId, now }: StoreContext) {
  const { id, parsed, salt, route } = item;
  const decision = routedDecision(item);
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
    status: decision === null ? "in_review" : "decided",
    outcome: decision?.outcome ?? null,
    value: decision?.value ?? null,
    by: decision?.decidedBy ?? null,
    decidedAt: decision === null ? null : now.toISOString(),
  };
}

/**
 * The reviews that an item's route asks for. Those that decide have the priority. Checks are due like any other work, so
 * that they have their turn in a queue that is never empty.
 */
function reviewRows({ id, route }: RoutedItem, { slaMinutes, now }: StoreContext) {
  const { review, reveal, reviews = 1, priority = 0 } = route;
  if (review === null) return [];
  const due = slaMinutes === null ? null : new Date(now.getTime() + slaMinutes * 60_000).toISOString();
  const number = review === "decide" ? reviews : 1;
  return Array.from({ length: number }, () => ({ id: newId(now), item: id, purpose: review, reveal, priority, due }));
}

/**
 * Stores items with the models' predictions, the engine's decisions and the reviews that their routes ask for, and
 * tells open pages: in one statement, because each costs a round trip of every item that arrives. Answers with the ids of
 * the items that were new; what belongs to one that lost a race for its external id is not stored either.
 */
export async function storeItems(
  tx: Transaction,
  items: readonly RoutedItem[],
  context: StoreContext,
): Promise<Set<string>> {
  const { useCaseId, policyId, modelVersionId, fallbackModelId, simulated, now } = context;
  const at = now.toISOString();
  // One order for all, so that two batches with the same external ids do not wait for each other in a circle.
  const ordered = items.toSorted((one, other) => (one.parsed.externalId < other.parsed.externalId ? -1 : 1));
  const rows = ordered.map((item) => itemRow(item, context));
  const predictions = ordered.flatMap(({ id, predictionId, prediction, parsed }) =>
    prediction === null || predictionId === null || modelVersionId === null
      ? []
      : [{ id: predictionId, itemId: id, prediction, supplied: parsed.prediction !== null }],
  );
  const fallbackPredictions = ordered.flatMap(({ id, fallbackPredictionId, fallbackPrediction }) =>
    fallbackPrediction === null || fallbackPredictionId === null
      ? []
      : [{ id: fallbackPredictionId, itemId: id, prediction: fallbackPrediction, supplied: false }],
  );
  const decisions = ordered.flatMap((item) => {
    const decision = routedDecision(item);
    if (decision === null) return [];
    const { decidedBy: by, outcome, value, predictionId: prediction } = decision;
    return [{ id: newId(now), item: item.id, by, outcome, value, prediction }];
  });
  // In the order of arrival, which is the order at the desk.
  const reviews = items.flatMap((item) => reviewRows(item, context));
  // Not the champion's, so it has the role of one that ran beside it; the decision names it where it counted.
  const fallbackInsert =
    fallbackPredictions.length === 0
      ? Prisma.empty
      : Prisma.sql`, stood_in AS (
          ${predictionInsert({ modelVersionId: fallbackModelId, role: "challenger" }, fallbackPredictions, now)}
          WHERE item IN (SELECT id FROM stored)
        )`;
  const inserted = await tx.$queryRaw<{ id: string }[]>`/* prepared */
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
    )${fallbackInsert}, decided AS (
      INSERT INTO decision (id, item_id, seq, outcome, value, decided_by, policy_id, prediction_id, decided_at)
      SELECT id, item, 1, outcome, value, by, ${policyId}::uuid, prediction, ${at}::timestamptz
      FROM json_to_recordset(${JSON.stringify(decisions)}::json) AS r(
        id uuid, item uuid, outcome text, value float8, by decided_by, prediction uuid)
      WHERE item IN (SELECT id FROM stored)
    ), opened AS (
      INSERT INTO review (id, item_id, use_case_id, purpose, status, reveal, priority, created_at, due_at)
      SELECT id, item, ${useCaseId}::uuid, purpose, 'open', reveal, priority, ${at}::timestamptz, due
      FROM json_to_recordset(${JSON.stringify(reviews)}::json) AS r(
        id uuid, item uuid, purpose review_purpose, reveal reveal, priority int, due timestamptz)
      WHERE item IN (SELECT id FROM stored)
    )
    SELECT stored.id FROM stored, (${announcing({ kind: "queue", useCaseId })}) told`;
  return new Set(inserted.map((row) => row.id));
}
