"use client";
import { OutcomeChip } from "@/components/engine/outcome-chip";
import { answerText } from "@/components/review/answer-text";
import { isUndoable, latestUndoable, type Step } from "@/components/review/desk-state";
import classes from "@/components/review/recent-steps.module.css";
import type { DeskHandle } from "@/components/review/use-desk";
import { useNow } from "@/components/review/use-now";
import { KeyHint } from "@/components/ui/key-hint";
import type { Desk } from "@/lib/review/desk-view";

/** The latest verdicts, each with the time in which it can still be taken back. */
export function RecentSteps({ desk, handle }: { desk: Desk; handle: DeskHandle }) {
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
            <StepRow desk={desk} step={step} now={now} hasKey={step === next} onUndo={() => handle.undo(step)} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The latest step, as long as it can be taken back. */
export function LatestStep({ desk, handle }: { desk: Desk; handle: DeskHandle }) {
  const now = useStepClock(handle.state.steps);
  const step = latestUndoable(handle.state, now);
  if (step === null) return null;
  return <StepRow desk={desk} step={step} now={now} hasKey onUndo={() => handle.undo(step)} />;
}

/** The time, kept fresh while an undo window is open. */
function useStepClock(steps: readonly Step[]): number {
  const last = Math.max(0, ...steps.map((step) => step.undoUntil).filter(Number.isFinite));
  return useNow(last);
}

interface StepRowProps {
  desk: Desk;
  step: Step;
  now: number;
  /** It is what the key undoes. */
  hasKey: boolean;
  onUndo: () => void;
}

function StepRow({ desk, step, now, hasKey, onUndo }: StepRowProps) {
  const undoable = isUndoable(step, now);
  return (
    <div className={classes.step} data-undoable={undoable || undefined}>
      <span className={classes.answer}>
        <StepAnswer desk={desk} step={step} />
      </span>
      <span className={classes.item}>{step.externalId}</span>
      {undoable ? (
        <button type="button" className={classes.undo} onClick={onUndo}>
          {hasKey && (
            <span aria-hidden>
              <KeyHint>U</KeyHint>
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

function StepAnswer({ desk, step }: { desk: Desk; step: Step }) {
  if (step.kind === "skip") return <span className={classes.skipped}>Skipped</span>;
  const { answer } = step;
  const outcome = "outcome" in answer && desk.outcomes.find((one) => one.key === answer.outcome);
  return outcome ? (
    <OutcomeChip label={outcome.label} colour={outcome.colour} />
  ) : (
    <span className="numbers">{answerText(desk, answer)}</span>
  );
}

function stateText(step: Step): string {
  if (step.state === "refused") return "not counted";
  if (step.state === "undoing" || step.undoWanted) return "taking back…";
  return step.kind === "skip" ? "gone to others" : "final";
}
