import { DecidedByBadge } from "@/components/engine/decided-by-badge";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import classes from "@/components/items/decision-strip.module.css";
import { durationText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ItemStory } from "@/lib/items/item-story-view";

interface DecisionStripProps {
  told: NonNullable<ItemStory["told"]>;
  /** The item's input is gone. */
  erased: boolean;
  names: AnswerNames;
}

/** What is in force for an item now, who decided it, and what is still under way. */
export function DecisionStrip({ told, erased, names }: DecisionStripProps) {
  const { decisions, secondsToDecision, waiting, unusable } = told;
  const none = erased ? "Erased: nobody can decide on it" : "Unusable input: nobody can decide on it";
  const inForce = unusable ? undefined : decisions.at(-1);
  return (
    <section className={classes.strip} aria-label="Decision in force">
      {inForce === undefined ? (
        <strong>{unusable ? none : "Not decided yet"}</strong>
      ) : (
        <>
          <AnswerChip answer={inForce.answer} names={names} />
          <DecidedByBadge by={inForce.by} />
          <span>
            {inForce.reviewer !== null && `${inForce.reviewer}, `}
            <RelativeTime at={inForce.at} />
            {secondsToDecision !== null && (
              <span className={classes.aside}>
                {secondsToDecision < 1 ? ", at once" : `, ${durationText(secondsToDecision)} after it came in`}
              </span>
            )}
          </span>
          {decisions.length > 1 && (
            <span className={classes.aside}>
              Supersedes{" "}
              {decisions.length - 1 === 1 ? "one earlier decision" : `${decisions.length - 1} earlier decisions`}
            </span>
          )}
        </>
      )}
      {waiting.map((text) => (
        <span key={text} className={classes.aside}>
          {text}
        </span>
      ))}
    </section>
  );
}
