"use client";
import { Modal } from "@mantine/core";
import { Fragment } from "react";
import { keyOfOutcome } from "@/components/review/desk-keys";
import classes from "@/components/review/keys-help.module.css";
import { KeyHint } from "@/components/ui/key-hint";
import type { Desk } from "@/lib/review/desk-view";

const always: readonly { keys: readonly string[]; means: string }[] = [
  { keys: ["Enter"], means: "Confirm the answer and go on" },
  { keys: ["S"], means: "Skip: leave the item to others" },
  { keys: ["O"], means: "Ask another person for a second opinion" },
  { keys: ["U", "Backspace"], means: "Undo the latest verdict, skip or request" },
  { keys: ["N", "/"], means: "Write a note" },
  { keys: ["Ctrl Enter"], means: "Confirm while writing a note" },
  { keys: ["Esc"], means: "Leave the note; close what is open" },
  { keys: ["G"], means: "Open or close the guideline" },
  { keys: ["?"], means: "Open or close this list" },
];

/** All keys of the desk. */
export function KeysHelp(props: { outcomes: Desk["outcomes"]; opened: boolean; onClose: () => void }) {
  const { outcomes, opened, onClose } = props;
  const own = outcomes.flatMap((outcome, index) => {
    const key = keyOfOutcome(outcomes, index);
    return key === null ? [] : [{ keys: [key.toUpperCase()], means: outcome.label }];
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" closeButtonProps={{ "aria-label": "Close the list of keys" }}>
      <dl className={classes.keys}>
        {[...own, ...always].map(({ keys, means }) => (
          <Fragment key={means}>
            <dt>
              {keys.map((key) => (
                <KeyHint key={key}>{key}</KeyHint>
              ))}
            </dt>
            <dd>{means}</dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  );
}
