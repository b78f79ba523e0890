import type { AuditEvent } from "@/lib/audit/audit-event";
import { commitValue } from "@/lib/audit/commit-value";
import type { RoutedItem } from "@/lib/items/store-items-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** What the audit log says about a submitted item: how it was routed, and the decision if the model made one. */
export function submissionEvents(useCase: UseCaseRecord, item: RoutedItem): AuditEvent[] {
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
  const failure = prediction?.ok === false ? { failure: prediction.failure.code } : {};
  const submitted: AuditEvent = {
    ...shared,
    type: "item.submitted",
    mode: route.effectiveMode,
    buckets: { ...route.buckets },
    inputCommitment: commitValue(salt, "input", parsed.input),
    output: { ...answer, threshold: route.threshold, reasons: route.reasons },
    detail: {
      external_id: parsed.externalId,
      decides: route.decides,
      review: route.review,
      reveal: route.reveal,
      ...failure,
    },
  };
  if (route.decides !== "model") return [submitted];
  return [
    submitted,
    {
      ...shared,
      type: "decision.made",
      mode: route.effectiveMode,
      output: { ...answer, threshold: route.threshold, reasons: route.reasons },
      priorDecision: null,
      detail: { seq: 1, decided_by: "model" },
    },
  ];
}
