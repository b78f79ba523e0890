"use client";
import { Button, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { ChangeEffect } from "@/components/policies/change-effect";
import { ChangeList } from "@/components/policies/change-list";
import classes from "@/components/policies/change-policy-form.module.css";
import { ProblemNote } from "@/components/ui/problem-note";
import type { SettingChange } from "@/lib/engine/settings-changes";

interface ChangeSummaryProps {
  /** The version that the change is made on. */
  version: number;
  /** Something differs from it. */
  changed: boolean;
  changes: readonly SettingChange[];
  /** Null while something that is typed is not valid. */
  effect: ChangeEffect | null;
  /** The version that took force meanwhile, and what it changed; null: none did. */
  overtakenBy: { version: number; changes: readonly SettingChange[] } | null;
  /** Puts what was changed here on the version that took force meanwhile. */
  onCarryOver: () => void;
  onStartAgain: () => void;
  preview: ReactNode;
  reason: string;
  reasonProblem: string | undefined;
  onReason: (reason: string) => void;
  /** How many inputs say that something is wrong. */
  wrong: number;
  problem: ReactNode;
  busy: boolean;
}

/** What a change does, in words and figures, with its reason and the button that makes it. */
export function ChangeSummary(props: ChangeSummaryProps) {
  const { version, changed, changes, effect, overtakenBy, wrong } = props;
  return (
    <section className={classes.panel} id="what-changes" aria-labelledby="what-changes-title">
      <div className={classes.scrolled}>
        <Stack gap="sm">
          <Title order={2} id="what-changes-title">
            What changes
          </Title>
          {overtakenBy !== null && (
            <ProblemNote>
              Policy {overtakenBy.version} took force while you were here. Look at what it changed, then decide again.
              <ChangeList changes={overtakenBy.changes} />
              <Group gap="xs" mt="xs">
                <Button variant="default" size="xs" onClick={props.onCarryOver}>
                  Put my changes on policy {overtakenBy.version}
                </Button>
                <Button variant="default" size="xs" onClick={props.onStartAgain}>
                  Drop them
                </Button>
              </Group>
            </ProblemNote>
          )}
          {changed ? (
            <>
              <ChangeList changes={changes} />
              {effect !== null && (
                <div className={classes.effect} aria-live="polite">
                  {effect.sentences.map((sentence) => (
                    <Text key={sentence} size="sm">
                      {sentence}
                    </Text>
                  ))}
                  {effect.blocked !== null && (
                    <Text size="sm" fw={600}>
                      {effect.blocked}
                    </Text>
                  )}
                </div>
              )}
            </>
          ) : (
            <Text size="sm" c="dimmed">
              Nothing yet. Policy {version} stays as it is.
            </Text>
          )}
          {props.preview}
        </Stack>
      </div>
      {changed && (
        <div className={classes.confirm}>
          <Textarea
            label="Reason"
            placeholder="For those who read the history"
            autosize
            minRows={1}
            maxRows={5}
            value={props.reason}
            error={props.reasonProblem}
            onChange={(event) => props.onReason(event.currentTarget.value)}
          />
          {wrong > 0 && (
            <Text size="sm" role="alert">
              {wrong === 1 ? "One thing is" : `${wrong} things are`} not right yet. It is marked at its field.
            </Text>
          )}
          {props.problem}
          <Button
            type="submit"
            loading={props.busy}
            disabled={(effect !== null && effect.blocked !== null) || overtakenBy !== null}
          >
            {effect?.proposes ? "Propose" : "Put in force"}
          </Button>
        </div>
      )}
    </section>
  );
}
