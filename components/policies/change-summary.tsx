"use client";
import { Button, Stack, Text, Textarea, Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { ChangeEffect } from "@/components/policies/change-effect";
import { ChangeList } from "@/components/policies/change-list";
import classes from "@/components/policies/change-policy-form.module.css";
import { ProblemNote } from "@/components/ui/problem-note";
import { Section } from "@/components/ui/section";
import type { SettingChange } from "@/lib/engine/settings-changes";

interface ChangeSummaryProps {
  /** The version that the change is made on. */
  version: number;
  changes: readonly SettingChange[];
  effect: ChangeEffect;
  /** The version that took force meanwhile; null: none. */
  overtakenBy: number | null;
  onStartAgain: () => void;
  reason: string;
  reasonProblem: string | undefined;
  onReason: (reason: string) => void;
  problem: ReactNode;
  busy: boolean;
}

/** What a change does, in words, with its reason and the button that makes it. */
export function ChangeSummary(props: ChangeSummaryProps) {
  const { version, changes, effect, overtakenBy, onStartAgain } = props;
  return (
    <Section>
      <Stack gap="sm">
        <Title order={2}>What changes</Title>
        {overtakenBy !== null && (
          <ProblemNote>
            Policy {overtakenBy} took force while you were here. Look at it, then decide again.
            <Button variant="default" size="xs" mt="xs" display="block" onClick={onStartAgain}>
              Start again from policy {overtakenBy}
            </Button>
          </ProblemNote>
        )}
        {changes.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing yet. Policy {version} stays as it is.
          </Text>
        ) : (
          <>
            <ChangeList changes={changes} />
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
            <Textarea
              label="Reason"
              description="For those who read the history."
              autosize
              minRows={2}
              maxRows={8}
              value={props.reason}
              error={props.reasonProblem}
              onChange={(event) => props.onReason(event.currentTarget.value)}
            />
            {props.problem}
            <Button type="submit" loading={props.busy} disabled={effect.blocked !== null || overtakenBy !== null}>
              {effect.proposes ? "Propose this change" : `Put policy ${version + 1} in force`}
            </Button>
          </>
        )}
      </Stack>
    </Section>
  );
}
