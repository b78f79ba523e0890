"use client";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import classes from "@/components/items/bulk-bar.module.css";
import { UndoButton } from "@/components/items/undo-button";
import { useSecondsLeft } from "@/components/items/use-seconds-left";
import { countText } from "@/components/ui/figure-text";
import type { ActionResult } from "@/lib/access/server-action";
import type { OpenBulk } from "@/lib/items/bulk-view";

interface OpenBulksProps {
  useCaseId: string;
  bulks: readonly OpenBulk[];
  names: AnswerNames;
  undo: (input: { useCaseId: string; bulkId: string }) => Promise<ActionResult<unknown>>;
}

/** What this person decided in one go a moment ago, with the way back. */
export function OpenBulks({ useCaseId, bulks, names, undo }: OpenBulksProps) {
  return bulks.map((bulk) => <Open key={bulk.bulkId} {...{ useCaseId, bulk, names, undo }} />);
}

function Open({ useCaseId, bulk, names, undo }: Omit<OpenBulksProps, "bulks"> & { bulk: OpenBulk }) {
  const left = useSecondsLeft(bulk.undoMs);
  if (left === 0) return null;
  return (
    <div className={classes.open} role="status">
      <span>
        You decided {bulk.items === 1 ? "1 item" : `${countText(bulk.items)} items`} as{" "}
        <AnswerChip answer={bulk.answer} names={names} />. Callers are told when the time to undo is over.
      </span>
      <UndoButton undo={undo} input={{ useCaseId, bulkId: bulk.bulkId }} left={left} />
    </div>
  );
}
