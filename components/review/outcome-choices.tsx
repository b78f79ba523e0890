import type { CSSProperties } from "react";
import { confidenceText, sameAnswer } from "@/components/review/answer-text";
import { keyOfOutcome } from "@/components/review/desk-keys";
import classes from "@/components/review/outcome-choices.module.css";
import { KeyHint } from "@/components/ui/key-hint";
import type { Desk } from "@/lib/review/desk-view";
import type { Suggestion } from "@/lib/review/review-view";

/** Wide enough for the longest label: a few characters, some words, or a line. */
function widthFor(outcomes: Desk["outcomes"]): "tiny" | "short" | "line" {
  const longest = Math.max(...outcomes.map((outcome) => outcome.label.length));
  if (longest <= 3) return "tiny";
  return longest <= 16 && outcomes.length > 4 ? "short" : "line";
}

interface OutcomeChoicesProps {
  outcomes: Desk["outcomes"];
  chosen: string | null;
  /** Marked at its outcome, where it may be seen. */
  suggestion: Suggestion | undefined;
  disabled: boolean;
  onChoose: (outcome: string) => void;
}

/** The outcomes, each with its key. Choosing does not confirm. */
export function OutcomeChoices({ outcomes, chosen, suggestion, disabled, onChoose }: OutcomeChoicesProps) {
  return (
    <fieldset className={classes.choices} data-width={widthFor(outcomes)} disabled={disabled}>
      <legend className={classes.legend}>Your answer</legend>
      {outcomes.map((outcome, index) => {
        const hotkey = keyOfOutcome(outcomes, index);
        return (
          <label
            key={outcome.key}
            className={classes.choice}
            style={{ "--outcome-colour": `var(--mantine-color-${outcome.colour}-5)` } as CSSProperties}
          >
            <input
              type="radio"
              name="outcome"
              className={classes.radio}
              value={outcome.key}
              checked={chosen === outcome.key}
              aria-keyshortcuts={hotkey ?? undefined}
              onChange={() => onChoose(outcome.key)}
            />
            <span className={classes.mark} aria-hidden />
            <span className={classes.label}>{outcome.label}</span>
            {suggestion !== undefined && sameAnswer(suggestion.answer, { outcome: outcome.key }) && (
              <span className={classes.suggested}>
                <span aria-hidden />
                <span className={`${classes.suggestedText} numbers`}>
                  model{suggestion.confidence !== null && ` ${confidenceText(suggestion.confidence)}`}
                </span>
              </span>
            )}
            {hotkey !== null && hotkey !== outcome.label.toLowerCase() && (
              <span className={classes.hotkey} aria-hidden>
                <KeyHint>{hotkey.toUpperCase()}</KeyHint>
              </span>
            )}
          </label>
        );
      })}
    </fieldset>
  );
}
