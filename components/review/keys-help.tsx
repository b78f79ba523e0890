"use client";
import { Modal } from "@mantine/core";
import { Fragment } from "react";
import { keyOfCommand, keyOfOutcome } from "@/components/review/desk-keys";
import classes from "@/components/review/keys-help.module.css";
import { KeyHint } from "@/components/ui/key-hint";
import { TextLink } from "@/components/ui/text-link";
import { commandNames, type DeskCommand, type DeskKeys, deskCommands } from "@/lib/access/preferences-schema";
import type { Desk } from "@/lib/review/desk-view";

interface KeyLine {
  keys: readonly string[];
  means: string;
}

/** Keys that stay beside those that people may choose. */
const also: Partial<Record<DeskCommand, string>> = { undo: "Backspace", note: "/" };

interface KeysHelpProps {
  outcomes: Desk["outcomes"];
  keys: DeskKeys;
  opened: boolean;
  onClose: () => void;
}

/** All keys of the desk, as this person has them. */
export function KeysHelp({ outcomes, keys, opened, onClose }: KeysHelpProps) {
  const ofOutcomes = outcomes.flatMap((outcome, index): KeyLine[] => {
    const key = keyOfOutcome(outcomes, index);
    return key === null ? [] : [{ keys: [key], means: outcome.label }];
  });
  const ofCommands = deskCommands.flatMap((command): KeyLine[] => {
    const names = [keyOfCommand(outcomes, keys, command), also[command]].filter((name) => name != null);
    return names.length === 0 ? [] : [{ keys: names, means: commandNames[command] }];
  });
  const lines: KeyLine[] = [
    ...ofOutcomes,
    { keys: ["Enter"], means: "Confirm the answer and go on" },
    ...ofCommands,
    { keys: ["Ctrl Enter"], means: "Confirm while writing a note" },
    { keys: ["Esc"], means: "Leave the note; close what is open" },
    { keys: ["?"], means: "Open or close this list" },
    { keys: ["Ctrl K"], means: "Go anywhere by its name" },
  ];
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" closeButtonProps={{ "aria-label": "Close the list of keys" }}>
      <dl className={classes.keys}>
        {lines.map(({ keys: names, means }) => (
          <Fragment key={means}>
            <dt>
              {names.map((name) => (
                <KeyHint key={name}>{name.length === 1 ? name.toUpperCase() : name}</KeyHint>
              ))}
            </dt>
            <dd>{means}</dd>
          </Fragment>
        ))}
      </dl>
      <p className={classes.change}>
        <TextLink href="/account#desk">Choose other keys</TextLink>
      </p>
    </Modal>
  );
}
