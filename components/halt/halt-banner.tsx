"use client";
import { Button, Collapse, Group, Stack, Text, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import classes from "@/components/halt/halt-banner.module.css";
import { FormProblem } from "@/components/ui/form-problem";
import { RelativeTime } from "@/components/ui/relative-time";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";
import type { LiftResult } from "@/lib/policies/lift-halt";
import type { HaltView } from "@/lib/reports/halt-view-query";

/** What can be done about a halt; the pages hand it down. */
interface HaltActions {
  lift: (input: { useCaseId: string; reason: string }) => Promise<ActionResult<LiftResult>>;
  settle: (input: {
    proposalId: string;
    action: "approve" | "decline" | "withdraw";
    note: string;
  }) => Promise<ActionResult<unknown>>;
}

interface HaltBannerProps {
  halt: HaltView;
  actions: HaltActions;
  /** Among others: it has a frame of its own, and names the use case. */
  listed?: boolean;
}

/** Above everything while a use case is halted: who, when, why, what it means for people, and the way back. */
export function HaltBanner({ halt, actions, listed = false }: HaltBannerProps) {
  const { useCase, at, by, reason, outlook, mayLift, proposal } = halt;
  const [opened, { toggle }] = useDisclosure(false);
  return (
    <section className={classes.banner} data-listed={listed || undefined} aria-label={`${useCase.name} is halted`}>
      <div className={classes.row}>
        <div className={classes.text}>
          <p className={classes.title}>
            {listed ? `${useCase.name} is halted` : "Halted"}: nothing is automated, people decide everything.
          </p>
          <p>
            By {by}, <RelativeTime at={at} />. {reason === "" ? "No reason was given." : `“${reason}”`}
          </p>
          {outlook.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
        {mayLift && proposal === null && (
          <Button variant="default" onClick={toggle} aria-expanded={opened}>
            Lift the halt
          </Button>
        )}
      </div>
      {mayLift && proposal === null && (
        <Collapse expanded={opened}>
          <LiftForm useCaseId={useCase.id} lift={actions.lift} close={toggle} />
        </Collapse>
      )}
      {proposal !== null && <LiftProposal key={proposal.id} proposal={proposal} settle={actions.settle} />}
    </section>
  );
}

function LiftForm({ useCaseId, lift, close }: { useCaseId: string; close: () => void } & Pick<HaltActions, "lift">) {
  const [reason, setReason] = useState("");
  const { run, busy, error, problemAt } = useAction(lift);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const answer = await run({ useCaseId, reason });
    if (!answer.ok) return;
    const message =
      "lifted" in answer.result
        ? "The halt is lifted. The policy in force counts again."
        : "Proposed. It stays halted until another manager approves it.";
    notifications.show({ message });
    close();
  }

  return (
    <form onSubmit={submit} className={classes.form}>
      <Textarea
        label="Why it can go on"
        description="For those who read the history. Where this use case wants a second person, another manager has to approve it."
        autosize
        minRows={1}
        maxRows={5}
        value={reason}
        error={problemAt("reason")}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <FormProblem error={error} shown={["reason"]} />
      <Group gap="xs">
        <Button type="submit" loading={busy}>
          Lift the halt
        </Button>
        <Button variant="default" onClick={close}>
          Leave it halted
        </Button>
      </Group>
    </form>
  );
}

const settled = {
  approve: "Approved. The halt is lifted, the policy in force counts again.",
  decline: "Declined. It stays halted.",
  withdraw: "Withdrawn. It stays halted.",
};

function LiftProposal(props: { proposal: NonNullable<HaltView["proposal"]> } & Pick<HaltActions, "settle">) {
  const { proposal, settle } = props;
  const [note, setNote] = useState("");
  const { run, busy, error, problemAt } = useAction(settle);

  async function act(action: keyof typeof settled) {
    const answer = await run({ proposalId: proposal.id, action, note });
    if (answer.ok) notifications.show({ message: settled[action] });
  }

  return (
    <Stack gap="xs" className={classes.form}>
      <Text size="sm">
        {proposal.role === "author" ? "You want" : `${proposal.author} wants`} to lift it (
        <RelativeTime at={proposal.at} />
        ): “{proposal.reason}”{proposal.role === "second" ? "" : " It waits for another manager."}
      </Text>
      {proposal.role === "second" && (
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
      )}
      <FormProblem error={error} shown={["note"]} />
      {proposal.role === "second" && (
        <Group gap="xs">
          <Button loading={busy} onClick={() => act("approve")}>
            Approve and lift the halt
          </Button>
          <Button variant="default" disabled={busy} onClick={() => act("decline")}>
            Decline
          </Button>
        </Group>
      )}
      {proposal.role === "author" && (
        <Group>
          <Button variant="default" loading={busy} onClick={() => act("withdraw")}>
            Withdraw
          </Button>
        </Group>
      )}
    </Stack>
  );
}
