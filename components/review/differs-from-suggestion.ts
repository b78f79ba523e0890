import { type Answer as AnswerPair, answersAgree } from "@/lib/engine/answers-agree";
import type { Desk } from "@/lib/review/desk-view";
import type { Answer } from "@/lib/review/review-schema";
import type { DeskItem } from "@/lib/review/review-view";

const pairOf = (answer: Answer): AnswerPair => ({
  outcome: "outcome" in answer ? answer.outcome : null,
  value: "value" in answer ? answer.value : null,
});

/** Whether this answer overrides a suggestion that the reviewer sees. Numbers within the tolerance do not. */
export function differsFromSuggestion(desk: Desk, item: DeskItem, answer: Answer | null): boolean {
  if (item.suggestion === undefined || answer === null) return false;
  return !answersAgree(pairOf(answer), pairOf(item.suggestion.answer), desk.target?.tolerance ?? 0);
}
