import "server-only";
import { bucketOf } from "@/lib/engine/bucket";
import { effectiveModeOf } from "@/lib/engine/effective-mode";
import { modelRuns } from "@/lib/engine/mode";
import type { RoutablePrediction } from "@/lib/engine/routable-prediction";
import { type Buckets, type Route, routeItem } from "@/lib/engine/route-item";
import type { Prediction } from "@/lib/inference/prediction";
import { askModel } from "@/lib/items/ask-model";
import type { ParsedItem } from "@/lib/items/parse-item";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

function routable(prediction: Prediction | null): RoutablePrediction | null {
  if (prediction === null) return null;
  if (!prediction.ok) return { ok: false };
  return "value" in prediction
    ? { ok: true, value: prediction.value, spread: prediction.spread ?? null }
    : { ok: true, outcome: prediction.outcome, confidence: prediction.confidence };
}

/** Draws buckets, lets the champion answer where the rung asks for it before routing, and routes. In the items' order. */
export async function routeItems(
  useCase: UseCaseRecord,
  items: readonly ParsedItem[],
): Promise<{ parsed: ParsedItem; route: Route; prediction: Prediction | null }[]> {
  const { champion, policy } = useCase;
  const { settings } = policy;
  const halted = useCase.haltedAt !== null;
  const drawn = items.map((parsed) => {
    const bucket = (purpose: "ramp" | "qc" | "blind", unitKey: string) =>
      bucketOf(useCase.id, purpose, settings.saltVersion, unitKey);
    const unitKey = useCase.definition.unit === "entity" ? (parsed.entityKey ?? parsed.externalId) : parsed.externalId;
    const buckets: Buckets = {
      ramp: bucket("ramp", unitKey),
      qc: bucket("qc", parsed.externalId),
      blind: bucket("blind", parsed.externalId),
    };
    const runs = champion === null ? "never" : modelRuns(effectiveModeOf(settings, halted, buckets.ramp));
    return { parsed, buckets, runs };
  });
  const unanswered = drawn
    .filter(({ parsed, runs }) => runs === "before" && parsed.prediction === null)
    .map(({ parsed }) => parsed);
  const inputs = unanswered.map(({ input }) => input);
  const answers = champion === null ? [] : await askModel(champion.id, inputs);
  const answerOf = new Map(unanswered.map((parsed, index) => [parsed, answers[index] ?? null]));
  return drawn.map(({ parsed, buckets, runs }) => {
    // A caller's own answer is there already, so a shadow need not wait for it.
    const prediction = runs === "never" ? null : (parsed.prediction ?? answerOf.get(parsed) ?? null);
    const unlisted = parsed.unlisted.length > 0;
    const route = routeItem({ settings, halted, buckets, prediction: routable(prediction), unlisted });
    return { parsed, route, prediction };
  });
}
