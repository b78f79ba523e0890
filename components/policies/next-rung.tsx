import { Group, Stack, Text } from "@mantine/core";
import { ModeBadge } from "@/components/engine/mode-badge";
import classes from "@/components/policies/next-rung.module.css";
import type { Mode } from "@/lib/engine/mode";

const marks = { done: "Done", missing: "Missing", judge: "Judge", after: "Then" } as const;

/** What it takes to go one rung up. */
export function NextRung({
  mode,
  steps,
}: {
  mode: Mode;
  steps: readonly { state: keyof typeof marks; text: string }[];
}) {
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <ModeBadge mode={mode} />
        <Text size="sm" c="dimmed">
          asks for
        </Text>
      </Group>
      <ul className={classes.steps}>
        {steps.map(({ state, text }) => (
          <li key={text} className={classes.step} data-state={state}>
            <span className={classes.mark}>{marks[state]}</span>
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
