"use client";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import classes from "@/components/items/pending-override.module.css";
import { UndoButton } from "@/components/items/undo-button";
import { useSecondsLeft } from "@/components/items/use-seconds-left";
import type { ActionResult } from "@/lib/access/server-action";
import type { ItemStory } from "@/lib/items/item-story-view";

interface PendingOverrideProps {
  useCaseId: string;
  pending: NonNullable<NonNullable<ItemStory["told"]>["pending"]>;
  /** Milliseconds left when the server made the page. */
  undoMs: number;
  names: AnswerNames;
  /** Null for those who may not. */
  undo: ((input: { useCaseId: string; reviewId: string }) => Promise<ActionResult<unknown>>) | null;
}

/** An override that has been made and is not in force yet, with the way back. */
export function PendingOverride({ useCaseId, pending, undoMs, names, undo }: PendingOverrideProps) {
  const left = useSecondsLeft(undoMs);
  return (
    <div className={classes.banner} role="status">
      <span>
        {pending.who} overrides it: <AnswerChip answer={pending.answer} names={names} />.{" "}
        {left > 0 ? "Callers are told when the time to undo is over." : "Callers are being told."}
      </span>
      {left > 0 && undo !== null && (
        <UndoButton undo={undo} input={{ useCaseId, reviewId: pending.reviewId }} left={left} />
      )}
    </div>
  );
}
