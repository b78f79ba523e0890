"use client";
import { Button, Group, Text } from "@mantine/core";
import classes from "@/components/models/draft/draft.module.css";
import type { EditorQuestion } from "@/components/models/mapping-editor/editor-state";
import { goToNextQuestion } from "@/components/models/mapping-editor/question-notes";

const things = (count: number) => (count === 1 ? "1 thing" : `${count} things`);

function openText(choose: number, confirm: number): string {
  if (choose === 0) return `${things(confirm)} to confirm.`;
  return `${things(choose)} to choose${confirm === 0 ? "" : `, ${confirm} to confirm`}.`;
}

/** How much of the proposal is still to be looked at, with the way there. */
export function OpenLine({ open }: { open: readonly EditorQuestion[] }) {
  const choose = open.filter(({ kind }) => kind === "choose").length;
  const confirm = open.length - choose;
  return (
    <Group className={classes.openLine} gap="sm" data-open={open.length > 0 || undefined}>
      <Text size="sm" fw={open.length > 0 ? 550 : 400} aria-live="polite">
        {open.length === 0
          ? "Nothing is left to confirm. Look at what the model says of your items, then add it."
          : openText(choose, confirm)}
      </Text>
      {open.length > 0 && (
        <Button size="compact-sm" variant="default" onClick={goToNextQuestion}>
          Go to the first
        </Button>
      )}
    </Group>
  );
}
