import type { AuditEvent } from "@/lib/audit/audit-event";
import { commitValue } from "@/lib/audit/commit-value";
import { type RoutedItem, routedDecision } from "@/lib/items/routed-item";
import type { ModelVersionRecord } from "@/lib/models/model-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/**
 * What the audit log says about a submitted item: how it was routed, by which guardrails it was stopped, and the decision
 * if the engine made one. `fallbackModel`: the version that stands in for the champion, where one was asked.
 */
export function submissionEvents(
  useCase: UseCaseRecord,
  item: RoutedItem,
  fallbackModel: ModelVersionRecord | null,
): AuditEvent[] {
  const { id, parsed, route, prediction, salt } = item;
  const { policy, champion } = useCase;
  const shared = {
    useCase: { id: useCase.id, slug: useCase.slug },
    subject: { type: "item", id },
    newSubject: true,
    policy: { id: policy.id, version: policy.version, sha256: policy.sha256 },
    ...(champion !== null && prediction !== null
      ? {
          model: { id: champion.id, version: champion.version, sha256: champion.sha256, runtime: prediction.runtime },
          latencyMs: prediction.latencyMs,
        }
      : {}),
  } satisfies Partial<AuditEvent>;
  const answer =
    prediction?.ok !== true
      ? {}
      : "value" in prediction
        ? { value: prediction.value }
        : { outcome: prediction.outcome, score: prediction.confidence };
  const found = route.findings ?? [];
  const stopped = found.filter(({ acts }) => acts).map(({ guardrail }) => guardrail);
  const watched = found.filter(({ acts }) => !acts).map(({ guardrail }) => guardrail);
  const output = {
    threshold: route.threshold,
    reasons: route.reasons,
    ...(stopped.length > 0 && { guardrails: stopped }),
  };
  const failure = prediction?.ok === false ? { failure: prediction.failure.code } : {};
  const submitted: AuditEvent = {
    ...shared,
    type: "item.submitted",
    mode: route.effectiveMode,
    buckets: { ...route.buckets },
    inputCommitment: commitValue(salt, "input", parsed.input),
    output: { ...answer, ...output },
    detail: {
      external_id: parsed.externalId,
      decides: route.decides,
      review: route.review,
      reveal: route.reveal,
      ...(watched.length > 0 && { watched }),
      ...failure,
    },
  };
  const decision = routedDecision(item);
  if (decision === null) return [submitted];
  const { decidedBy, outcome, value, score, predictionId } = decision;
  const standIn = decidedBy === "fallback" ? standInModel(item, fallbackModel) : {};
  return [
    submitted,
    {
      ...shared,
      ...standIn,
      type: "decision.made",
      mode: route.effectiveMode,
      output: {
        ...(outcome !== null && { outcome }),
        ...(value !== null && { value }),
        ...(score !== null && { score }),
        ...output,
      },
      priorDecision: null,
      detail: { seq: 1, decided_by: decidedBy, ...(predictionId === null && { fixed: true }) },
    },
  ];
}

/** A decision that the champion did not make names the version that did; a fixed one names none. */
function standInModel({ fallbackPrediction }: RoutedItem, model: ModelVersionRecord | null): Partial<AuditEvent> {
  if (model === null || fallbackPrediction === null) return { model: null };
  const { id, version, sha256 } = model;
  return {
    model: { id, version, sha256, runtime: fallbackPrediction.runtime },
    latencyMs: fallbackPrediction.latencyMs,
  };
}
