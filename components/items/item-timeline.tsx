import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import classes from "@/components/items/item-timeline.module.css";
import { ScoreBars } from "@/components/items/score-bars";
import { ExactTime } from "@/components/ui/exact-time";
import { numberText } from "@/components/ui/figure-text";
import { TextLink } from "@/components/ui/text-link";
import type { PredictionView, StoryEntry } from "@/lib/items/story-entries";

interface ItemTimelineProps {
  entries: readonly StoryEntry[];
  names: AnswerNames;
  /** What the counting prediction was held against. */
  threshold: number | null;
}

/** Everything that happened to an item, the first event first, each with its place in the audit log. */
export function ItemTimeline({ entries, names, threshold }: ItemTimelineProps) {
  return (
    <ol className={classes.timeline}>
      {entries.map((entry) => (
        <li key={entry.key} data-tone={entry.tone}>
          <div className={classes.head}>
            <h3 className={classes.title}>
              {entry.title}
              {entry.answer !== null && (
                <>
                  : <AnswerChip answer={entry.answer} names={names} />
                </>
              )}
            </h3>
            <span className={classes.at}>
              <ExactTime at={entry.at} />
            </span>
          </div>
          {entry.lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
          {entry.prediction !== null && (
            <Prediction prediction={entry.prediction} names={names} threshold={threshold} />
          )}
          {entry.note !== null && <blockquote className={classes.note}>{entry.note}</blockquote>}
          {entry.event !== null && (
            <p className={classes.proof}>
              <TextLink href={`/audit/${entry.event.id}`} size="xs" c="dimmed" underline="hover">
                Audit event <span className={classes.hash}>{entry.event.leafHash.slice(0, 12)}</span>
              </TextLink>
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

function Prediction(props: { prediction: PredictionView; names: AnswerNames; threshold: number | null }) {
  const { prediction, names, threshold } = props;
  const { model, supplied, scores, spread, latencyMs, runtime, counts } = prediction;
  const held = counts && spread === null ? threshold : null;
  return (
    <div className={classes.prediction}>
      {scores.length > 0 && <ScoreBars scores={scores} names={names} threshold={held} />}
      {spread !== null && (
        <p>
          Spread {numberText(spread)} {names.unit}
          {counts && threshold !== null && `, allowed up to ${numberText(threshold)}`}.
        </p>
      )}
      <p className={classes.aside}>
        {model}
        {supplied ? ", sent by the caller" : `, in ${latencyMs.toFixed(1)} ms by ${runtime}`}
        {!counts && ", a challenger that counts for nothing"}.
      </p>
    </div>
  );
}
