"use client";
import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { ErasureActions } from "@/components/erasures/erasure-actions";
import classes from "@/components/erasures/erasures.module.css";
import { FormProblem } from "@/components/ui/form-problem";
import { Section } from "@/components/ui/section";
import { useAction } from "@/components/ui/use-action";
import type { ErasureView } from "@/lib/erasure/erasure-view";

interface SettleErasureProps {
  erasure: Pick<ErasureView, "id" | "what" | "mayApprove" | "mayWithdraw" | "blockedBy" | "author">;
  /** What approving sets going, in a sentence: how many items, or whom. */
  effect: string;
  actions: ErasureActions;
}

/** Where a second person approves or declines, and the author takes the request back. */
export function SettleErasure({ erasure, effect, actions }: SettleErasureProps) {
  const { mayApprove, mayWithdraw, blockedBy, author } = erasure;
  return (
    <Section title="Waits for a second person">
      <Stack gap="sm">
        {blockedBy !== null && <Text className={classes.blocked ?? ""}>{blockedBy}</Text>}
        {mayApprove && <Settle erasure={erasure} effect={effect} settle={actions.settle} />}
        {mayWithdraw && <Withdraw id={erasure.id} withdraw={actions.withdraw} />}
        {!mayApprove && !mayWithdraw && (
          <Text>
            {author.name} asked for it. Somebody else who may approve it looks at the legal basis and the reference
            first.
          </Text>
        )}
      </Stack>
    </Section>
  );
}

function Settle({ erasure, effect, settle }: Omit<SettleErasureProps, "actions"> & Pick<ErasureActions, "settle">) {
  const { id, what, blockedBy, author } = erasure;
  const [note, setNote] = useState("");
  const [confirming, setConfirming] = useState(false);
  const [settled, setSettled] = useState(false);
  const { run, busy, error, problemAt } = useAction(settle);

  async function answer(approve: boolean) {
    const answered = await run({ erasureId: id, approve, note });
    setConfirming(false);
    if (!answered.ok) return;
    setSettled(true);
    notifications.show({ message: approve ? "Approved. The worker erases it now." : "Declined. Nothing is erased." });
  }

  return (
    <>
      <FormProblem error={error} shown={["note"]} />
      <Text size="sm">
        {author.name} asked for it. {effect} Approve it only if the legal basis holds.
      </Text>
      <Textarea
        label="Note"
        description="Needed to decline. No names: it stays on record."
        autosize
        minRows={1}
        maxRows={5}
        maw={560}
        value={note}
        error={problemAt("note")}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button disabled={blockedBy !== null || busy || settled} onClick={() => setConfirming(true)}>
          Approve
        </Button>
        <Button variant="default" disabled={settled} loading={busy && !confirming} onClick={() => answer(false)}>
          Decline
        </Button>
      </Group>
      <Modal
        opened={confirming}
        onClose={() => setConfirming(false)}
        title="Erase it for good?"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Stack gap="md">
          <Text fw={550} style={{ overflowWrap: "anywhere" }}>
            {what}
          </Text>
          <Text>{effect}</Text>
          <Text>
            This cannot be taken back: nobody can restore it from here, not from the audit log either. Copies in backups
            and in other systems are not reached.
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" data-autofocus onClick={() => setConfirming(false)}>
              Not yet
            </Button>
            <Button loading={busy} onClick={() => answer(true)}>
              Erase it
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

function Withdraw({ id, withdraw }: { id: string } & Pick<ErasureActions, "withdraw">) {
  const [done, setDone] = useState(false);
  const { run, busy, error } = useAction(withdraw);

  async function takeBack() {
    if (!(await run({ erasureId: id })).ok) return;
    setDone(true);
    notifications.show({ message: "Withdrawn. Nothing is erased." });
  }

  return (
    <>
      <FormProblem error={error} />
      <Group gap="sm" justify="space-between">
        <Text>You asked for it, so another person has to approve it.</Text>
        <Button variant="default" loading={busy} disabled={done} onClick={takeBack}>
          Withdraw
        </Button>
      </Group>
    </>
  );
}
