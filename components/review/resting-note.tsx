"use client";
import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { stepText } from "@/components/review/answer-text";
import type { Step } from "@/components/review/desk-state";
import classes from "@/components/review/prompt-form.module.css";
import type { DeskHandle } from "@/components/review/use-desk";
import { KeyHint } from "@/components/ui/key-hint";
import type { Desk } from "@/lib/review/desk-view";

/** The verdict that was just given, for those who want to look at it before the next item comes. */
export function RestingNote({
  desk,
  step,
  handle,
  undoKey,
}: {
  desk: Desk;
  step: Step;
  handle: DeskHandle;
  undoKey: string;
}) {
  const root = useRef<HTMLElement>(null);
  useEffect(() => root.current?.focus({ preventScroll: true }), []);
  return (
    <section className={classes.prompt} ref={root} tabIndex={-1} aria-label="Your verdict">
      <p className={classes.title}>
        {step.state === "refused" ? "Not counted" : "You answered"}: {stepText(desk, step)}
      </p>
      <div className={classes.buttons}>
        <Button
          size="md"
          className={classes.enter}
          onClick={(event) => event.detail < 2 && handle.confirm()}
          rightSection={<KeyHint>Enter</KeyHint>}
        >
          Next item
        </Button>
        <Button
          variant="default"
          size="md"
          disabled={step.state === "undoing" || step.undoWanted || step.state === "refused"}
          onClick={() => handle.undo(step)}
          rightSection={<KeyHint>{undoKey.toUpperCase()}</KeyHint>}
        >
          Undo
        </Button>
      </div>
    </section>
  );
}
