import type { AuditEvent } from "@/lib/audit/audit-event";
import { commitValue } from "@/lib/audit/commit-value";
import { type RoutedDecision, type RoutedItem, routedDecision } from "@/lib/items/routed-item";
import type { ModelVersionRecord } from "@/lib/models/model-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/**
 * What the audit log says about a submitted item: how it was routed, by which guardrails it was stopped, and the decision
 * if the engine made one. `fallbackModel`: the version that stands in for the champion, where one was asked. Members stand
 * in the order of their names: an envelope of such is written quickest.
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
    policy: { id: policy.id, sha256: policy.sha256, version: policy.version },
    ...(champion !== null && prediction !== null
      ? {
          model: { id: champion.id, runtime: prediction.runtime, sha256: champion.sha256, version: champion.version },
          latencyMs: prediction.latencyMs,
        }
      : {}),
  } satisfies Partial<AuditEvent>;
  const answer: Partial<Answer> =
    prediction?.ok !== true
      ? {}
      : "value" in prediction
        ? { value: prediction.value }
        : { outcome: prediction.outcome, score: prediction.confidence };
  const found = route.findings ?? [];
  const stopped = found.filter(({ acts }) => acts).map(({ guardrail }) => guardrail);
  const watched = found.filter(({ acts }) => !acts).map(({ guardrail }) => guardrail);
  const outputOf = ({
    outcome = null,
    value = null,
    score = null,
  }: Partial<Answer>): NonNullable<AuditEvent["output"]> => ({
    ...(stopped.length > 0 && { guardrails: stopped }),
    ...(outcome !== null && { outcome }),
    reasons: route.reasons,
    ...(score !== null && { score }),
    threshold: route.threshold,
    ...(value !== null && { value }),
  });
  const failure = prediction?.ok === false ? { failure: prediction.failure.code } : {};
  const submitted: AuditEvent = {
    ...shared,
    type: "item.submitted",
    mode: route.effectiveMode,
    buckets: { ...route.buckets },
    inputCommitment: commitValue(salt, "input", parsed.input),
    output: outputOf(answer),
    detail: {
      decides: route.decides,
      external_id: parsed.externalId,
      ...failure,
      reveal: route.reveal,
      review: route.review,
      ...(watched.length > 0 && { watched }),
    },
  };
  const decision = routedDecision(item);
  if (decision === null) return [submitted];
  const { decidedBy, predictionId } = decision;
  const standIn = decidedBy === "fallback" ? standInModel(item, fallbackModel) : {};
  return [
    submitted,
    {
      ...shared,
      ...standIn,
      type: "decision.made",
      mode: route.effectiveMode,
      output: outputOf(decision),
      priorDecision: null,
      detail: { decided_by: decidedBy, ...(predictionId === null && { fixed: true }), seq: 1 },
    },
  ];
}

type Answer = Pick<RoutedDecision, "outcome" | "value" | "score">;

/** A decision that the champion did not make names the version that did; a fixed one names none. */
function standInModel({ fallbackPrediction }: RoutedItem, model: ModelVersionRecord | null): Partial<AuditEvent> {
  if (model === null || fallbackPrediction === null) return { model: null };
  const { id, version, sha256 } = model;
  return {
    model: { id, runtime: fallbackPrediction.runtime, sha256, version },
    latencyMs: fallbackPrediction.latencyMs,
  };
}
