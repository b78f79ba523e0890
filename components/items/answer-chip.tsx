import { OutcomeChip } from "@/components/engine/outcome-chip";
import { numberText } from "@/components/ui/figure-text";
import type { ShownAnswer } from "@/lib/items/item-list-view";

/** What is needed to name an answer: the use case's outcomes, and the unit of its numbers. */
export interface AnswerNames {
  outcomes: readonly { key: string; label: string; colour: string }[];
  unit: string;
}

/** An answer by its name: an outcome's chip, or a number with its unit. */
export function AnswerChip({ answer, names }: { answer: ShownAnswer; names: AnswerNames }) {
  if ("value" in answer) {
    return (
      <span className="numbers">
        {numberText(answer.value)} {names.unit}
      </span>
    );
  }
  const outcome = names.outcomes.find((known) => known.key === answer.outcome);
  return <OutcomeChip label={outcome?.label ?? answer.outcome} colour={outcome?.colour ?? "gray"} />;
}
