"use client";
import { Button, Group, Stack, Switch, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type KeyboardEvent, useState } from "react";
import classes from "@/components/review/desk-preferences.module.css";
import { FormProblem } from "@/components/ui/form-problem";
import { KeyHint } from "@/components/ui/key-hint";
import { useAction } from "@/components/ui/use-action";
import {
  commandNames,
  type DeskCommand,
  deskCommands,
  keysOf,
  originalKeys,
  originalPreferences,
  type Preferences,
  preferencesSchema,
} from "@/lib/access/preferences-schema";
import type { ActionResult } from "@/lib/access/server-action";

interface DeskPreferencesProps {
  stored: Preferences;
  save: (preferences: Preferences) => Promise<ActionResult<Preferences>>;
}

/** The keys without those that are as they were. */
function changedKeys(keys: Preferences["keys"]): Preferences["keys"] {
  return Object.fromEntries(
    deskCommands.flatMap((one) =>
      keys[one] === undefined || keys[one] === originalKeys[one] ? [] : [[one, keys[one]]],
    ),
  );
}

/** How one likes to work at the desk: its keys, and whether a verdict moves on. Every change is kept at once. */
export function DeskPreferences({ stored, save }: DeskPreferencesProps) {
  const [preferences, setPreferences] = useState(stored);
  const [listening, setListening] = useState<DeskCommand | null>(null);
  const [problem, setProblem] = useState<{ command: DeskCommand; text: string } | null>(null);
  const { run, busy, error } = useAction(save);
  const keys = keysOf(preferences);

  async function keep(next: Preferences) {
    const answer = await run(next);
    if (answer.ok) setPreferences(next);
    return answer.ok;
  }

  async function take(command: DeskCommand, event: KeyboardEvent) {
    if (["Tab", "Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Escape") return setListening(null);
    const next = { ...preferences, keys: changedKeys({ ...preferences.keys, [command]: event.key.toLowerCase() }) };
    const checked = preferencesSchema.safeParse(next);
    setProblem(checked.success ? null : { command, text: checked.error.issues[0]?.message ?? "Choose another key." });
    if (!checked.success) return;
    setListening(null);
    await keep(checked.data);
  }

  async function reset() {
    setProblem(null);
    setListening(null);
    if (await keep({ ...preferences, keys: originalPreferences.keys })) {
      notifications.show({ message: "All keys are the original ones again." });
    }
  }

  return (
    <Stack gap="md">
      <FormProblem error={error} />
      <Switch
        label="Show the next item as soon as a verdict is given"
        description="Otherwise the item stays on the screen with your verdict until you press Enter."
        checked={preferences.autoAdvance}
        disabled={busy}
        onChange={(event) => void keep({ ...preferences, autoAdvance: event.currentTarget.checked })}
      />
      <ul className={classes.keys} aria-label="Keys of the desk">
        {deskCommands.map((command) => (
          <li key={command}>
            <span className={classes.means}>{commandNames[command]}</span>
            <KeyHint>{keys[command].toUpperCase()}</KeyHint>
            <Button
              variant="default"
              size="compact-sm"
              className={classes.change}
              aria-label={`Change the key: ${commandNames[command]}`}
              onClick={() => {
                setProblem(null);
                setListening(listening === command ? null : command);
              }}
              onKeyDown={(event) => {
                if (listening === command) void take(command, event);
              }}
              onBlur={() => setListening((now) => (now === command ? null : now))}
            >
              {listening === command ? "Press a key…" : "Change"}
            </Button>
            {problem?.command === command && (
              <Text size="sm" role="alert" className={classes.problem}>
                {problem.text}
              </Text>
            )}
          </li>
        ))}
      </ul>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          Digits choose an answer, Enter confirms; these stay. Where an outcome has one of your keys, the outcome has
          it.
        </Text>
        <Button variant="default" disabled={busy || Object.keys(preferences.keys).length === 0} onClick={reset}>
          Back to the original keys
        </Button>
      </Group>
    </Stack>
  );
}
