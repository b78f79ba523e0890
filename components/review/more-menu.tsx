"use client";
import { Button, Menu } from "@mantine/core";
import type { KeyboardEvent } from "react";
import classes from "@/components/review/answer-form.module.css";
import { keyOfCommand } from "@/components/review/desk-keys";
import { opinionOf } from "@/components/review/desk-state";
import type { DeskHandle } from "@/components/review/use-desk";
import { KeyHint } from "@/components/ui/key-hint";
import type { DeskCommand, DeskKeys } from "@/lib/access/preferences-schema";
import type { Desk } from "@/lib/review/desk-view";

interface MoreMenuProps {
  desk: Desk;
  handle: DeskHandle;
  keys: DeskKeys;
  opened: boolean;
  onToggle: (opened: boolean) => void;
}

/** What one does seldom, each with its key, which works without opening this, too. */
export function MoreMenu({ desk, handle, keys, opened, onToggle }: MoreMenuProps) {
  const asked = opinionOf(handle.state) !== "none";
  const entries: { command: DeskCommand; label: string; act: () => void; disabled?: boolean }[] = [
    { command: "opinion", label: "Ask for a second opinion", act: handle.askOpinion, disabled: asked },
    { command: "defer", label: "Put off until later", act: () => handle.ask("defer") },
    { command: "escalate", label: "Escalate to an adjudicator", act: () => handle.ask("escalate") },
    { command: "unusable", label: "Flag the input as unusable", act: () => handle.ask("unusable") },
  ];
  const keyOf = (command: DeskCommand) => keyOfCommand(desk.outcomes, keys, command);
  const hint = (command: DeskCommand) => {
    const key = keyOf(command);
    return key === null ? null : <KeyHint>{key.toUpperCase()}</KeyHint>;
  };
  // Before the menu looks for an entry that begins with the letter.
  function press(event: KeyboardEvent) {
    const key = event.key.toLowerCase();
    const entry = entries.find(({ command, disabled }) => disabled !== true && keyOf(command) === key);
    if (key !== keyOf("more") && entry === undefined) return;
    event.preventDefault();
    onToggle(false);
    entry?.act();
  }
  return (
    <Menu
      opened={opened}
      onChange={onToggle}
      position="top-end"
      width={260}
      shadow="md"
      // Where its button is, also for a screen reader; not cut off by what scrolls around it.
      withinPortal={false}
      floatingStrategy="fixed"
      // A menu holds nothing but its entries; the first one has the focus.
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button
          variant="default"
          size="md"
          disabled={handle.state.revealing}
          className={classes.more}
          rightSection={hint("more")}
        >
          More
        </Button>
      </Menu.Target>
      <Menu.Dropdown onKeyDown={press} className={classes.menu}>
        {entries.map(({ command, label, act, disabled = false }) => (
          <Menu.Item key={command} disabled={disabled} rightSection={hint(command)} onClick={act}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
