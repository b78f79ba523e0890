import "server-only";
import { type BucketPurpose, bucketOf } from "@/lib/engine/bucket";
import { effectiveModeOf } from "@/lib/engine/effective-mode";
import type { GuardrailContext } from "@/lib/engine/guardrail-context";
import { automates, modelRuns } from "@/lib/engine/mode";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { isUsable, type RoutablePrediction } from "@/lib/engine/routable-prediction";
import { type Buckets, type RouteInput, routeItem } from "@/lib/engine/route-item";
import type { Prediction } from "@/lib/inference/prediction";
import { askModel } from "@/lib/items/ask-model";
import type { ParsedItem } from "@/lib/items/parse-item";
import type { RoutedItem } from "@/lib/items/routed-item";
import { findModelVersion, findReference, type ModelVersionRecord } from "@/lib/models/model-query";
import { guardedInput } from "@/lib/use-cases/guarded-input";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

function routable(prediction: Prediction | null): RoutablePrediction | null {
  if (prediction === null) return null;
  if (!prediction.ok) return { ok: false };
  if ("value" in prediction) return { ok: true, value: prediction.value, spread: prediction.spread ?? null };
  const { outcome, confidence, scores } = prediction;
  return { ok: true, outcome, confidence, scores };
}

type Routed = Pick<RoutedItem, "parsed" | "route" | "ground" | "prediction" | "fallbackPrediction">;

/**
 * Draws buckets, lets the champion answer where the rung asks for it before routing, and the version that the policy
 * falls back to where the champion could not; then routes. In the items' order. Rate guardrails are held against nothing
 * automated so far: the transaction holds them against what was (`limit-rate.ts`).
 */
export async function routeItems(
  useCase: UseCaseRecord,
  items: readonly ParsedItem[],
  now: Date,
): Promise<{ items: Routed[]; fallbackModel: ModelVersionRecord | null }> {
  const { champion, policy, definition } = useCase;
  const { settings } = policy;
  const halted = useCase.haltedAt !== null;
  const drawn = items.map((parsed) => {
    const buckets = drawBuckets(useCase, settings, parsed);
    const mode = effectiveModeOf(settings, halted, buckets.ramp);
    return { parsed, buckets, mode, runs: champion === null ? "never" : modelRuns(mode) };
  });
  const answerOf = await askAbout(
    champion?.id,
    drawn.filter(({ parsed, runs }) => runs === "before" && parsed.prediction === null).map(({ parsed }) => parsed),
  );
  const answered = drawn.map(({ parsed, buckets, mode, runs }) => {
    // A caller's own answer is there already, so a shadow need not wait for it.
    const prediction = runs === "never" ? null : (parsed.prediction ?? answerOf.get(parsed) ?? null);
    const said = routable(prediction);
    return { parsed, buckets, prediction, said, lost: automates(mode) && !(isUsable(said) && isListed(parsed)) };
  });
  const lost = answered.filter((item) => item.lost).map(({ parsed }) => parsed);
  const { fallback } = settings;
  const fallbackModel =
    fallback.to === "model" && lost.length > 0 ? await findModelVersion(useCase.id, fallback.version) : null;
  const fallbackOf = await askAbout(fallbackModel?.id, fallbackModel === null ? [] : lost);
  const reference = await referenceOf(useCase);
  const routed = answered.map(({ parsed, buckets, prediction, said }) => {
    const fallbackPrediction = fallbackOf.get(parsed) ?? null;
    const context: GuardrailContext = {
      fields: definition.fields,
      input: guardedInput(definition, parsed.input),
      entityKey: parsed.entityKey,
      tags: parsed.tags,
      now: now.getTime(),
      reference,
      automated: { useCase: 0, entity: 0 },
    };
    const ground: RouteInput = {
      settings,
      halted,
      buckets,
      prediction: said,
      fallbackPrediction: routable(fallbackPrediction),
      unlisted: !isListed(parsed),
      context,
    };
    return { parsed, route: routeItem(ground), ground, prediction, fallbackPrediction };
  });
  return { items: routed, fallbackModel };
}

function isListed({ unlisted }: ParsedItem): boolean {
  return unlisted.length === 0;
}

function drawBuckets(useCase: UseCaseRecord, settings: PolicySettings, parsed: ParsedItem): Buckets {
  const { externalId, entityKey } = parsed;
  const bucket = (purpose: BucketPurpose, unitKey: string) =>
    bucketOf(useCase.id, purpose, settings.saltVersion, unitKey);
  return {
    ramp: bucket("ramp", useCase.definition.unit === "entity" ? (entityKey ?? externalId) : externalId),
    qc: bucket("qc", externalId),
    blind: bucket("blind", externalId),
    ...(settings.agreementAuditShare > 0 && { agreementAudit: bucket("agreement-audit", externalId) }),
  };
}

async function askAbout(
  modelVersionId: string | undefined,
  items: readonly ParsedItem[],
): Promise<Map<ParsedItem, Prediction>> {
  if (modelVersionId === undefined || items.length === 0) return new Map();
  const inputs = items.map(({ input }) => input);
  const answers = await askModel(modelVersionId, inputs);
  return new Map(items.flatMap((parsed, place) => (answers[place] === undefined ? [] : [[parsed, answers[place]]])));
}

/** What model versions were trained on, by id. That never changes, so a process asks once. */
const references = new Map<string, GuardrailContext["reference"]>();
const mostReferences = 100;

async function referenceOf({ champion, policy }: UseCaseRecord): Promise<GuardrailContext["reference"]> {
  if (champion === null || !policy.settings.guardrails.some(({ kind }) => kind === "outside_reference")) return null;
  const known = references.get(champion.id);
  if (known !== undefined) return known;
  const reference = (await findReference(champion.id))?.statistics ?? null;
  if (references.size >= mostReferences) references.clear();
  references.set(champion.id, reference);
  return reference;
}
