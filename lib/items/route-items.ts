import "server-only";
import { drawBuckets } from "@/lib/engine/draw-buckets";
import { effectiveModeOf } from "@/lib/engine/effective-mode";
import type { GuardrailContext } from "@/lib/engine/guardrail-context";
import { automates, modelRuns } from "@/lib/engine/mode";
import { isUsable } from "@/lib/engine/routable-prediction";
import { type RouteInput, routeItem } from "@/lib/engine/route-item";
import type { Prediction } from "@/lib/inference/prediction";
import { askModel } from "@/lib/items/ask-model";
import type { ParsedItem } from "@/lib/items/parse-item";
import type { RoutedItem } from "@/lib/items/routed-item";
import { toRoutable } from "@/lib/items/to-routable";
import { findModelVersion, findReference, type ModelVersionRecord } from "@/lib/models/model-query";
import { guardedInput } from "@/lib/use-cases/guarded-input";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

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
  const drawnFor = { id: useCase.id, unit: definition.unit };
  const drawn = items.map((parsed) => {
    const buckets = drawBuckets(drawnFor, settings, parsed);
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
    const said = toRoutable(prediction);
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
      fallbackPrediction: toRoutable(fallbackPrediction),
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
