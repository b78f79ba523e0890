"use client";
import { OutcomeChip } from "@/components/engine/outcome-chip";
import { stepText } from "@/components/review/answer-text";
import type { DeskPlace } from "@/components/review/desk-jobs";
import { isUndoable, latestUndoable, type Step } from "@/components/review/desk-state";
import classes from "@/components/review/recent-steps.module.css";
import type { DeskHandle } from "@/components/review/use-desk";
import { useNow } from "@/components/review/use-now";
import { KeyHint } from "@/components/ui/key-hint";
import type { Desk } from "@/lib/review/desk-view";

interface StepsProps {
  desks: DeskPlace["desks"];
  handle: DeskHandle;
  /** The key that takes the latest one back. */
  undoKey: string;
}

/** The latest verdicts, each with the time in which it can still be taken back. */
export function RecentSteps({ desks, handle, undoKey }: StepsProps) {
  const { steps } = handle.state;
  const now = useStepClock(steps);
  const next = latestUndoable(handle.state, now);
  if (steps.length === 0) return null;
  return (
    <section className={classes.recent} aria-label="Your latest verdicts">
      <h2 className={classes.title}>Latest</h2>
      <ol className={classes.list}>
        {steps.map((step) => (
          <li key={step.reviewId} data-next={step === next || undefined}>
            <StepRow
              desk={desks.get(step.useCaseId)}
              step={step}
              now={now}
              undoKey={step === next ? undoKey : null}
              onUndo={() => handle.undo(step)}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The latest step, as long as it can be taken back. */
export function LatestStep({ desks, handle, undoKey }: StepsProps) {
  const now = useStepClock(handle.state.steps);
  const step = latestUndoable(handle.state, now);
  if (step === null) return null;
  const desk = desks.get(step.useCaseId);
  return <StepRow desk={desk} step={step} now={now} undoKey={undoKey} onUndo={() => handle.undo(step)} />;
}

/** The time, kept fresh while an undo window is open. */
function useStepClock(steps: readonly Step[]): number {
  const last = Math.max(0, ...steps.map((step) => step.undoUntil).filter(Number.isFinite));
  return useNow(last);
}

interface StepRowProps {
  /** Of the step's use case; missing where the person does not review there any more. */
  desk: Desk | undefined;
  step: Step;
  now: number;
  /** It is what this key undoes. */
  undoKey: string | null;
  onUndo: () => void;
}

function StepRow({ desk, step, now, undoKey, onUndo }: StepRowProps) {
  const undoable = isUndoable(step, now);
  return (
    <div className={classes.step} data-undoable={undoable || undefined}>
      <span className={classes.answer}>
        <StepAnswer desk={desk} step={step} />
      </span>
      <span className={classes.item}>{step.externalId}</span>
      {undoable ? (
        <button type="button" className={classes.undo} onClick={onUndo} aria-label={`Undo ${step.externalId}`}>
          {undoKey !== null && (
            <span aria-hidden>
              <KeyHint>{undoKey.toUpperCase()}</KeyHint>
            </span>
          )}
          Undo
          {Number.isFinite(step.undoUntil) && (
            <span className={classes.seconds} aria-hidden>
              {Math.ceil((step.undoUntil - now) / 1000)} s
            </span>
          )}
        </button>
      ) : (
        <span className={classes.state}>{stateText(step)}</span>
      )}
    </div>
  );
}

function StepAnswer({ desk, step }: { desk: Desk | undefined; step: Step }) {
  const { answer } = step;
  if (step.kind === "verdict" && answer !== null && "outcome" in answer) {
    const outcome = desk?.outcomes.find((one) => one.key === answer.outcome);
    if (outcome !== undefined) return <OutcomeChip label={outcome.label} colour={outcome.colour} />;
  }
  const text = stepText(desk ?? { outcomes: [], target: null }, step);
  return <span className={step.kind === "verdict" ? "numbers" : classes.other}>{text}</span>;
}

function stateText(step: Step): string {
  if (step.state === "refused") return "not counted";
  if (step.state === "undoing" || step.undoWanted) return "taking back…";
  switch (step.kind) {
    case "skip":
      return "gone to others";
    case "defer":
      return "comes back";
    case "escalate":
      return "with an adjudicator";
    default:
      return "final";
  }
}
