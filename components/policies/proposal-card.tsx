"use client";
import { Button, Group, List, Stack, Text, Textarea, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ModeBadge } from "@/components/engine/mode-badge";
import { ChangeList } from "@/components/policies/change-list";
import type { PolicyActions } from "@/components/policies/policy-actions";
import classes from "@/components/policies/proposal-card.module.css";
import { ProposalEvidence } from "@/components/policies/proposal-evidence";
import { RampStair } from "@/components/ramps/ramp-stair";
import { ExactTime } from "@/components/ui/exact-time";
import { FormProblem } from "@/components/ui/form-problem";
import { ProblemNote } from "@/components/ui/problem-note";
import { RelativeTime } from "@/components/ui/relative-time";
import { useAction } from "@/components/ui/use-action";
import type { ActionError } from "@/lib/access/server-action";
import type { Mode } from "@/lib/engine/mode";
import { conditionText } from "@/lib/engine/ramp-conditions";
import type { RampSchedule } from "@/lib/engine/ramp-schema";
import type { SettingChange } from "@/lib/engine/settings-changes";
import type { ProposalEvidence as Evidence } from "@/lib/policies/proposal-evidence";

interface WaitingProposal {
  id: string;
  author: string;
  reason: string;
  at: Date;
  /** From then on it can no longer be approved. */
  until: Date;
  mode: Mode;
  changes: SettingChange[];
  /** The ramp that starts when it is approved; null: the settings take force as they are. */
  schedule: RampSchedule | null;
  /** The ramp share in force, from which a schedule starts. */
  startShare: number;
  /** Null: nothing was kept with it. */
  evidence: Evidence | null;
  guardrailNames: Readonly<Record<string, string>>;
  /** Why only an admin may approve it; null: another manager may. */
  adminNeeded: string | null;
}

interface ProposalCardProps {
  /** Null: none waits. The card stays for as long as it has something to say about one that did. */
  proposal: WaitingProposal | null;
  /** What this person may do about it. */
  role: "author" | "second" | "none";
  isAdmin: boolean;
  settle: PolicyActions["settle"];
}

const done = {
  approve: "Approved. It is in force.",
  decline: "Declined. The policy in force stays as it is.",
  withdraw: "Withdrawn. The policy in force stays as it is.",
};

/** A raise that waits for a second person. Where it was overtaken meanwhile, that stays until it was read. */
export function ProposalCard({ proposal, ...props }: ProposalCardProps) {
  const [overtaken, setOvertaken] = useState<ActionError | null>(null);
  return (
    <>
      {overtaken !== null && (
        <ProblemNote>
          {overtaken.message}
          {overtaken.problems.length > 0 && (
            <List size="sm" mt={4}>
              {overtaken.problems.map(({ path, message }) => (
                <List.Item key={path}>{message}</List.Item>
              ))}
            </List>
          )}
          <Button variant="default" size="xs" mt="xs" display="block" onClick={() => setOvertaken(null)}>
            I have read it
          </Button>
        </ProblemNote>
      )}
      {proposal !== null && <Waiting key={proposal.id} proposal={proposal} onOvertaken={setOvertaken} {...props} />}
    </>
  );
}

interface WaitingProps extends Omit<ProposalCardProps, "proposal"> {
  proposal: WaitingProposal;
  onOvertaken: (error: ActionError) => void;
}

/** What it changes, why, what was known, and the buttons of whoever may settle it. */
function Waiting({ proposal, role, isAdmin, settle, onOvertaken }: WaitingProps) {
  const router = useRouter();
  const [note, setNote] = useState("");
  const [settled, setSettled] = useState(false);
  const { run, busy, error, problemAt } = useAction(settle);
  const { schedule, evidence, adminNeeded } = proposal;
  const mayApprove = adminNeeded === null || isAdmin;
  const approver = adminNeeded === null ? "Another manager has" : `An admin has, ${adminNeeded},`;

  async function act(action: keyof typeof done) {
    const answer = await run({ proposalId: proposal.id, action, note });
    if (answer.ok) {
      // The card goes with the page's next state; until then it must not be settled twice.
      setSettled(true);
      notifications.show({ message: done[action] });
    } else if (answer.error.code === "conflict") {
      onOvertaken(answer.error);
      router.refresh();
    }
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
            <Text size="sm" className={classes.reason ?? ""}>
              {proposal.reason}
            </Text>
            <Text size="xs" c="dimmed">
              proposed by {proposal.author}, <RelativeTime at={proposal.at} />
            </Text>
            <Text size="sm" mt={6}>
              {approver} to approve it before <ExactTime at={proposal.until} />; then it expires.
            </Text>
          </div>
          <ChangeList changes={proposal.changes} />
        </div>
        {schedule !== null && (
          <div>
            <Title order={3}>By a schedule</Title>
            <RampStair mode={proposal.mode} startShare={proposal.startShare} steps={schedule.steps} step={null} />
            <Text size="xs" c="dimmed" mt={4}>
              Each step waits for {schedule.conditions.map(conditionText).join("; ")}.
              {schedule.guards.length > 0 &&
                ` A step down at once unless ${schedule.guards.map(conditionText).join("; ")}.`}
            </Text>
          </div>
        )}
        {evidence !== null && <ProposalEvidence evidence={evidence} guardrailNames={proposal.guardrailNames} />}
        {error?.code !== "conflict" && <FormProblem error={error} shown={["note"]} />}
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
              {mayApprove && (
                <Button loading={busy || settled} onClick={() => act("approve")}>
                  {schedule === null ? "Approve and put in force" : "Approve and start the ramp"}
                </Button>
              )}
              <Button variant="default" disabled={busy || settled} onClick={() => act("decline")}>
                Decline
              </Button>
            </Group>
          </>
        )}
        {role === "author" && (
          <Group gap="xs" justify="space-between">
            <Text size="sm" c="dimmed">
              You proposed this, so another person has to approve it.
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
