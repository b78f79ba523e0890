import type { Step } from "@/components/review/desk-state";
import type { Desk } from "@/lib/review/desk-view";
import type { Answer } from "@/lib/review/review-schema";

const numbers = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 6, useGrouping: "min2" });

/** A number as people read it: 12,500 and 3.25, but 1998. */
export function numberText(value: number): string {
  return numbers.format(value);
}

/**
 * A model's number in the words of its use case, without digits that say nothing: down to a hundredth of what counts as
 * agreement.
 */
export function suggestedText({ unit, tolerance }: NonNullable<Desk["target"]>, value: number): string {
  const decimals = tolerance > 0 ? Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(tolerance)))) : 6;
  return [numberText(Number(value.toFixed(decimals))), unit].filter(Boolean).join(" ");
}

/** An answer in the words of its use case. An outcome that no longer exists keeps its key. */
export function answerText(desk: Pick<Desk, "outcomes" | "target">, answer: Answer): string {
  if ("outcome" in answer) {
    return desk.outcomes.find((outcome) => outcome.key === answer.outcome)?.label ?? answer.outcome;
  }
  return [numberText(answer.value), desk.target?.unit].filter(Boolean).join(" ");
}

/** What was done with an item, in the words of its use case. */
export function stepText(desk: Pick<Desk, "outcomes" | "target">, step: Step): string {
  switch (step.kind) {
    case "verdict":
      return answerText(desk, step.answer);
    case "unusable":
      return "Unusable input";
    case "skip":
      return "Skipped";
    case "defer":
      return "Put off";
    case "escalate":
      return "Escalated";
  }
}

/** Whether two answers are the same. */
export function sameAnswer(one: Answer | null, other: Answer | null): boolean {
  if (one === null || other === null) return one === other;
  if ("outcome" in one) return "outcome" in other && one.outcome === other.outcome;
  return "value" in other && one.value === other.value;
}

/** How sure the model is. Never "100%", unless it says so exactly. */
export function confidenceText(confidence: number): string {
  if (confidence === 1) return "100%";
  return `${Math.min(99.9, Math.round(confidence * 1000) / 10)}%`;
}
