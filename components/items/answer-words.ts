import type { AnswerNames } from "@/components/items/answer-chip";
import { numberText } from "@/components/ui/figure-text";
import type { ShownAnswer } from "@/lib/items/item-list-view";

/** An answer within a sentence: an outcome's label in quotes, or a number with its unit. */
export function answerWords(answer: ShownAnswer, { outcomes, unit }: AnswerNames): string {
  if ("value" in answer) return `${numberText(answer.value)} ${unit}`.trim();
  return `“${outcomes.find(({ key }) => key === answer.outcome)?.label ?? answer.outcome}”`;
}
