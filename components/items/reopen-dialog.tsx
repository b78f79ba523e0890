"use client";
import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";

interface ReopenDialogProps {
  opened: boolean;
  close: () => void;
  item: { id: string; useCaseId: string };
  reopen: (input: { useCaseId: string; itemId: string; reason: string }) => Promise<ActionResult<unknown>>;
}

/** Has somebody else look at a decided item again. */
export function ReopenDialog(props: ReopenDialogProps) {
  const { opened, close } = props;
  return (
    <Modal opened={opened} onClose={close} title="Have it reviewed again" closeButtonProps={{ "aria-label": "Close" }}>
      <ReopenForm {...props} />
    </Modal>
  );
}

function ReopenForm({ close, item, reopen }: ReopenDialogProps) {
  const router = useRouter();
  const [reason, setReason] = useState("");
  const { run, busy, error, problemAt } = useAction(reopen);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const done = await run({ useCaseId: item.useCaseId, itemId: item.id, reason });
    if (!done.ok) return;
    router.refresh();
    close();
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm">
          It goes to a reviewer who has not answered it, and who is told neither the decision nor what the model said.
          The decision stays in force; if their verdict differs, that verdict takes its place and callers are told.
        </Text>
        <Textarea
          label="Why"
          description="Kept with the item. The reviewer does not see it."
          required
          data-autofocus
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={problemAt("reason")}
        />
        <FormProblem error={error} shown={["reason"]} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={reason.trim() === ""}>
            Ask for a new review
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
