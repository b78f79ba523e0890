import { answerText, confidenceText, sameAnswer, suggestedText } from "@/components/review/answer-text";
import classes from "@/components/review/suggestion-note.module.css";
import type { Desk } from "@/lib/review/desk-view";
import type { Answer } from "@/lib/review/review-schema";
import type { Suggestion } from "@/lib/review/review-view";

interface SuggestionNoteProps {
  desk: Desk;
  suggestion: Suggestion;
  /** The reviewer's own answer from before, where they answered first. */
  firstAnswer: Answer | undefined;
}

/** What the model says, and how sure it is. */
export function SuggestionNote({ desk, suggestion, firstAnswer }: SuggestionNoteProps) {
  const { answer, confidence, spread, model } = suggestion;
  const { target } = desk;
  const said = target !== null && "value" in answer ? suggestedText(target, answer.value) : answerText(desk, answer);
  const sure =
    confidence !== null
      ? `${confidenceText(confidence)} sure`
      : spread !== null && target !== null && `give or take ${suggestedText(target, spread)}`;
  return (
    <div className={classes.note} role="status">
      <span className={classes.mark} aria-hidden />
      <div>
        <p className={classes.says}>
          {firstAnswer === undefined ? "The model suggests " : "The model says "}
          <strong>{said}</strong>
          {sure !== false && <span className="numbers">, {sure}</span>}
        </p>
        {firstAnswer !== undefined && (
          <p className={classes.own}>
            {sameAnswer(firstAnswer, answer)
              ? "That is your answer too. Confirm it, or change it."
              : `You said ${answerText(desk, firstAnswer)}. Keep it, or change it.`}
          </p>
        )}
        <p className={classes.model}>
          {model.name}, version {model.version}
        </p>
      </div>
    </div>
  );
}
