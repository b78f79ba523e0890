import classes from "@/components/disagreements/answer-board.module.css";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import { durationText, numberText, shareText } from "@/components/ui/figure-text";
import type { CaseAnswer } from "@/lib/disagreements/disagreement-view";

const roleText: Record<CaseAnswer["by"], string> = {
  model: "Model",
  challenger: "Challenger",
  person: "Person",
  fallback: "Fallback",
};

/** All answers on an item, side by side. */
export function AnswerBoard({ answers, names }: { answers: readonly CaseAnswer[]; names: AnswerNames }) {
  return (
    <ul className={classes.board}>
      {answers.map((answer) => (
        <li key={answer.key} className={classes.card} data-by={answer.by}>
          <span className={classes.role}>{roleText[answer.by]}</span>
          <div className={classes.answer}>
            <What answer={answer} names={names} />
            {answer.confidence !== null && <span className={classes.aside}>{shareText(answer.confidence)}</span>}
            {answer.spread !== null && <span className={classes.aside}>± {numberText(answer.spread)}</span>}
          </div>
          <div className={classes.who}>{answer.who}</div>
          {answer.knew !== null && <div className={classes.aside}>{answer.knew}</div>}
          {answer.seconds !== null && <div className={classes.aside}>Took {durationText(answer.seconds)}</div>}
          {answer.note !== null && <blockquote className={classes.note}>{answer.note}</blockquote>}
        </li>
      ))}
    </ul>
  );
}

function What({ answer, names }: { answer: CaseAnswer; names: AnswerNames }) {
  if (answer.answer !== null) return <AnswerChip answer={answer.answer} names={names} />;
  if (answer.unusable) return <span>Unusable input</span>;
  return <span className={classes.aside}>No answer{answer.failure === null ? "" : `: ${answer.failure}`}</span>;
}
