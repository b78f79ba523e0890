import { drawBuckets } from "@/lib/engine/draw-buckets";
import type { GuardrailContext } from "@/lib/engine/guardrail-context";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { type Route, routeItem } from "@/lib/engine/route-item";
import type { StoredItem } from "@/lib/policies/preview-query";
import { guardedInput } from "@/lib/use-cases/guarded-input";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

interface Ground {
  useCase: Pick<UseCaseRecord, "id" | "definition">;
  settings: PolicySettings;
  /** Automation was halted when the item arrived; left out: a halt is left out of it. */
  halted?: boolean;
  /** What the settings' champion was trained on. */
  reference: GuardrailContext["reference"];
  /** How many items the same settings automated in the hour before. */
  automated: GuardrailContext["automated"];
}

/**
 * Routes a stored item anew, as on its arrival: buckets by the settings' salt, predictions as they were stored. Null where
 * that is not known, because a model version whose answer matters was never asked about the item.
 */
export function routeStoredItem(
  item: StoredItem,
  { useCase, settings, halted = false, reference, automated }: Ground,
): Route | null {
  const { entityKey, predictions } = item;
  const { definition } = useCase;
  const { champion, fallback } = settings;
  const prediction = champion === null ? null : (predictions.get(champion) ?? null);
  const fallbackPrediction = fallback.to === "model" ? (predictions.get(fallback.version) ?? null) : null;
  const route = routeItem({
    settings,
    halted,
    buckets: drawBuckets({ id: useCase.id, unit: definition.unit }, settings, item),
    prediction,
    fallbackPrediction,
    unlisted: item.unlisted.length > 0,
    context: {
      fields: definition.fields,
      input: guardedInput(definition, item.input),
      entityKey,
      tags: item.tags,
      now: item.createdAt.getTime(),
      reference,
      automated,
    },
  });
  const guessed =
    (prediction === null && route.fallback) ||
    (fallbackPrediction === null && route.reasons.includes("fallback_model_failed"));
  return guessed ? null : route;
}
