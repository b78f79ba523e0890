"use client";
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { ModeBadge } from "@/components/engine/mode-badge";
import { ChangeList } from "@/components/policies/change-list";
import type { PolicyActions } from "@/components/policies/policy-actions";
import classes from "@/components/policies/proposal-card.module.css";
import { FormProblem } from "@/components/ui/form-problem";
import { RelativeTime } from "@/components/ui/relative-time";
import { useAction } from "@/components/ui/use-action";
import type { Mode } from "@/lib/engine/mode";
import type { SettingChange } from "@/lib/engine/settings-changes";

interface ProposalCardProps {
  proposal: { id: string; author: string; reason: string; at: Date; mode: Mode; changes: SettingChange[] };
  /** What this person may do about it. */
  role: "author" | "second" | "none";
  settle: PolicyActions["settle"];
}

const done = {
  approve: "Approved. It is in force.",
  decline: "Declined. The policy in force stays as it is.",
  withdraw: "Withdrawn. The policy in force stays as it is.",
};

/** A raise that waits for a second person: what it changes, why, and the buttons of whoever may settle it. */
export function ProposalCard({ proposal, role, settle }: ProposalCardProps) {
  const [note, setNote] = useState("");
  const [settled, setSettled] = useState(false);
  const { run, busy, error, problemAt } = useAction(settle);

  async function act(action: keyof typeof done) {
    const answer = await run({ proposalId: proposal.id, action, note });
    if (!answer.ok) return;
    // The card goes with the page's next state; until then it must not be settled twice.
    setSettled(true);
    notifications.show({ message: done[action] });
  }

  return (
    <section className={classes.card} aria-label="Proposal that waits for a second person">
      <Stack gap="sm">
        <Group gap="xs">
          <Text fw={600}>Waits for a second person</Text>
          <ModeBadge mode={proposal.mode} />
        </Group>
        <div className={classes.columns}>
          <div>
            <Text size="sm" className={classes.reason}>
              {proposal.reason}
            </Text>
            <Text size="xs" c="dimmed">
              proposed by {proposal.author}, <RelativeTime at={proposal.at} />
            </Text>
          </div>
          <ChangeList changes={proposal.changes} />
        </div>
        <FormProblem error={error} shown={["note"]} />
        {role === "second" && (
          <>
            <Textarea
              label="Note to the author"
              description="Needed to decline."
              autosize
              minRows={1}
              maxRows={5}
              value={note}
              error={problemAt("note")}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <Group gap="xs">
              <Button loading={busy || settled} onClick={() => act("approve")}>
                Approve and put in force
              </Button>
              <Button variant="default" disabled={busy || settled} onClick={() => act("decline")}>
                Decline
              </Button>
            </Group>
          </>
        )}
        {role === "author" && (
          <Group gap="xs" justify="space-between">
            <Text size="sm" c="dimmed">
              You proposed this, so another manager has to approve it.
            </Text>
            <Button variant="default" loading={busy || settled} onClick={() => act("withdraw")}>
              Withdraw
            </Button>
          </Group>
        )}
      </Stack>
    </section>
  );
}
