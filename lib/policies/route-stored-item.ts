import { bucketOf } from "@/lib/engine/bucket";
import type { GuardrailContext } from "@/lib/engine/guardrail-context";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { type Route, routeItem } from "@/lib/engine/route-item";
import { isoMoment } from "@/lib/platform/iso-moment";
import type { StoredItem } from "@/lib/policies/preview-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

interface Ground {
  useCase: Pick<UseCaseRecord, "id" | "definition">;
  settings: PolicySettings;
  /** What the settings' champion was trained on. */
  reference: GuardrailContext["reference"];
  /** How many items the same settings automated in the hour before. */
  automated: GuardrailContext["automated"];
}

/**
 * Routes a stored item anew, as on its arrival: buckets by the settings' salt, predictions as they were stored. Null where
 * that is not known, because a model version whose answer matters was never asked about the item.
 */
export function routeStoredItem(item: StoredItem, { useCase, settings, reference, automated }: Ground): Route | null {
  const { externalId, entityKey, predictions } = item;
  const { definition } = useCase;
  const bucket = (purpose: "ramp" | "qc" | "blind" | "agreement-audit", unitKey: string) =>
    bucketOf(useCase.id, purpose, settings.saltVersion, unitKey);
  const { champion, fallback } = settings;
  const prediction = champion === null ? null : (predictions.get(champion) ?? null);
  const fallbackPrediction = fallback.to === "model" ? (predictions.get(fallback.version) ?? null) : null;
  const route = routeItem({
    settings,
    halted: false,
    buckets: {
      ramp: bucket("ramp", definition.unit === "entity" ? (entityKey ?? externalId) : externalId),
      qc: bucket("qc", externalId),
      blind: bucket("blind", externalId),
      ...(settings.agreementAuditShare > 0 && { agreementAudit: bucket("agreement-audit", externalId) }),
    },
    prediction,
    fallbackPrediction,
    unlisted: item.unlisted.length > 0,
    context: {
      fields: definition.fields,
      input: momentsAsNumbers(item, definition),
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

function momentsAsNumbers({ input }: StoredItem, { fields }: UseCaseRecord["definition"]): GuardrailContext["input"] {
  const seen = { ...input };
  for (const { key, kind } of fields) {
    const value = seen[key];
    if (kind !== "datetime" || typeof value !== "string") continue;
    const moment = isoMoment(value);
    if (moment === null) delete seen[key];
    else seen[key] = moment.getTime();
  }
  return seen;
}
