"use client";
import { Button } from "@mantine/core";
import { useState } from "react";
import type { AnswerNames } from "@/components/items/answer-chip";
import { type MadeOverride, OverrideDialog, type OverrideInput } from "@/components/items/override-dialog";
import { ReopenDialog } from "@/components/items/reopen-dialog";
import { UndoButton } from "@/components/items/undo-button";
import { useSecondsLeft } from "@/components/items/use-seconds-left";
import type { ActionResult } from "@/lib/access/server-action";
import type { ItemStory } from "@/lib/items/item-story-view";
import type { OverrideChoices } from "@/lib/items/override-effect-view";

type TakeBack = (input: { useCaseId: string; reviewId: string }) => Promise<ActionResult<unknown>>;

interface OverridePanelProps {
  item: { id: string; useCaseId: string };
  /** Nobody can review an item whose input is gone. */
  erased: boolean;
  told: Pick<NonNullable<ItemStory["told"]>, "decisions" | "waiting" | "pending">;
  choices: OverrideChoices;
  names: AnswerNames;
  actions: {
    override: (input: OverrideInput) => Promise<ActionResult<MadeOverride>>;
    takeBack: TakeBack;
    reopen: (input: { useCaseId: string; itemId: string; reason: string }) => Promise<ActionResult<unknown>>;
  };
}

/** What those may do about an item's decision who may override it. */
export function OverridePanel({ item, erased, told, choices, names, actions }: OverridePanelProps) {
  const [open, setOpen] = useState<"override" | "reopen" | null>(null);
  const [made, setMade] = useState<MadeOverride | null>(null);
  const inForce = told.decisions.at(-1) ?? null;
  const waiting = told.waiting.length > 0;
  const close = () => setOpen(null);
  if (told.pending !== null) return null;
  return (
    <>
      {made !== null && (
        <JustMade
          key={made.reviewId}
          made={made}
          useCaseId={item.useCaseId}
          takeBack={actions.takeBack}
          undone={() => setMade(null)}
        />
      )}
      {inForce !== null && !waiting && !erased && (
        <Button variant="default" onClick={() => setOpen("reopen")}>
          Have it reviewed again
        </Button>
      )}
      <Button onClick={() => setOpen("override")}>{inForce === null ? "Decide it now" : "Override"}</Button>
      <OverrideDialog
        opened={open === "override"}
        override={actions.override}
        made={setMade}
        {...{ close, item, inForce, waiting, choices, names }}
      />
      <ReopenDialog opened={open === "reopen"} reopen={actions.reopen} close={close} item={item} />
    </>
  );
}

/** The way back from an override at once, while the page is still being read again. */
function JustMade(props: { made: MadeOverride; useCaseId: string; takeBack: TakeBack; undone: () => void }) {
  const { made, useCaseId, takeBack, undone } = props;
  const left = useSecondsLeft(made.undoMs);
  if (left === 0) return null;
  return <UndoButton undo={takeBack} input={{ useCaseId, reviewId: made.reviewId }} left={left} undone={undone} />;
}
