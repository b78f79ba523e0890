"use client";
import { Button, Menu } from "@mantine/core";
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

/** What one does seldom, each with its key, which works without opening this. */
export function MoreMenu({ desk, handle, keys, opened, onToggle }: MoreMenuProps) {
  const opinion = opinionOf(handle.state);
  const hint = (command: DeskCommand) => {
    const key = keyOfCommand(desk.outcomes, keys, command);
    return key === null ? null : <KeyHint>{key.toUpperCase()}</KeyHint>;
  };
  return (
    <Menu opened={opened} onChange={onToggle} position="top-end" width={260} shadow="md">
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
      <Menu.Dropdown>
        <Menu.Item disabled={opinion !== "none"} rightSection={hint("opinion")} onClick={handle.askOpinion}>
          Ask for a second opinion
        </Menu.Item>
        <Menu.Item rightSection={hint("defer")} onClick={() => handle.ask("defer")}>
          Put off until later
        </Menu.Item>
        <Menu.Item rightSection={hint("escalate")} onClick={() => handle.ask("escalate")}>
          Escalate to an adjudicator
        </Menu.Item>
        <Menu.Item rightSection={hint("unusable")} onClick={() => handle.ask("unusable")}>
          Flag the input as unusable
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
