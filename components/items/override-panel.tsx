"use client";
import { Button } from "@mantine/core";
import { useState } from "react";
import type { AnswerNames } from "@/components/items/answer-chip";
import { OverrideDialog, type OverrideInput } from "@/components/items/override-dialog";
import { ReopenDialog } from "@/components/items/reopen-dialog";
import type { ActionResult } from "@/lib/access/server-action";
import type { ItemStory } from "@/lib/items/item-story-view";
import type { OverrideChoices } from "@/lib/items/override-effect-view";

interface OverridePanelProps {
  item: { id: string; useCaseId: string };
  told: Pick<NonNullable<ItemStory["told"]>, "decisions" | "waiting" | "pending">;
  choices: OverrideChoices;
  names: AnswerNames;
  actions: {
    override: (input: OverrideInput) => Promise<ActionResult<unknown>>;
    reopen: (input: { useCaseId: string; itemId: string; reason: string }) => Promise<ActionResult<unknown>>;
  };
}

/** What those may do about an item's decision who may override it. */
export function OverridePanel({ item, told, choices, names, actions }: OverridePanelProps) {
  const [open, setOpen] = useState<"override" | "reopen" | null>(null);
  const inForce = told.decisions.at(-1) ?? null;
  const waiting = told.waiting.length > 0;
  const close = () => setOpen(null);
  if (told.pending !== null) return null;
  return (
    <>
      {inForce !== null && !waiting && (
        <Button variant="default" onClick={() => setOpen("reopen")}>
          Have it reviewed again
        </Button>
      )}
      <Button onClick={() => setOpen("override")}>{inForce === null ? "Decide it now" : "Override"}</Button>
      <OverrideDialog
        opened={open === "override"}
        override={actions.override}
        {...{ close, item, inForce, waiting, choices, names }}
      />
      <ReopenDialog opened={open === "reopen"} reopen={actions.reopen} close={close} item={item} />
    </>
  );
}
