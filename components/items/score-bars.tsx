import type { AnswerNames } from "@/components/items/answer-chip";
import classes from "@/components/items/score-bars.module.css";
import { shareText } from "@/components/ui/figure-text";

interface ScoreBarsProps {
  /** The highest first. */
  scores: readonly { outcome: string; score: number }[];
  names: AnswerNames;
  /** What the highest one was held against; null: nothing. */
  threshold: number | null;
}

const mostBars = 5;

/** A model's scores as bars, the threshold marked on the outcome that it was held against. */
export function ScoreBars({ scores, names, threshold }: ScoreBarsProps) {
  const shown = scores.slice(0, mostBars);
  const rest = scores.slice(mostBars);
  const labelOf = (key: string) => names.outcomes.find((outcome) => outcome.key === key)?.label ?? key;
  return (
    <table className={classes.bars}>
      <tbody>
        {shown.map(({ outcome, score }, index) => (
          <tr key={outcome}>
            <th scope="row" title={labelOf(outcome)}>
              {labelOf(outcome)}
            </th>
            <td className={classes.track}>
              <div className={classes.bar} style={{ width: `${score * 100}%` }} data-best={index === 0 || undefined} />
              {index === 0 && threshold !== null && (
                <div className={classes.threshold} style={{ left: `${threshold * 100}%` }} />
              )}
            </td>
            <td className={classes.score}>
              {shareText(score)}
              {index === 0 && threshold !== null && <span> (threshold {shareText(threshold)})</span>}
            </td>
          </tr>
        ))}
        {rest.length > 0 && (
          <tr>
            <th scope="row">{rest.length} others</th>
            <td />
            <td className={classes.score}>{shareText(rest.reduce((sum, { score }) => sum + score, 0))} together</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
