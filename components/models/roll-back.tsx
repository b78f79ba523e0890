"use client";
import { Button, type ButtonProps, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import type { ModelActions } from "@/components/models/model-actions";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";

interface RollBackProps extends ButtonProps {
  useCaseId: string;
  version: number;
  name: string;
  /** The champion in force; null: none. */
  champion: { version: number; name: string } | null;
  rollBack: ModelActions["rollBack"];
}

/** The button that makes an earlier champion the champion again, with the reason that it asks for. */
export function RollBack({ useCaseId, version, name, champion, rollBack, ...button }: RollBackProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const [reason, setReason] = useState("");
  const { run, busy, error, problemAt, clear } = useAction(rollBack);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const answer = await run({ useCaseId, version, reason });
    if (!answer.ok) return;
    notifications.show({
      message: `Version ${version} is the champion again, by policy ${answer.result.policyVersion}.`,
    });
    setReason("");
    close();
  }

  return (
    <>
      <Button
        {...button}
        onClick={() => {
          clear();
          open();
        }}
      >
        Roll back to version {version}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={`Roll back to version ${version}?`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <form onSubmit={submit}>
          <Stack gap="md">
            <Text size="sm">
              {champion === null ? "" : `${champion.name} (version ${champion.version}) decides nothing from then on. `}
              {name} (version {version}) answers the next item. Nothing else in the policy changes, and nobody has to
              approve it.
            </Text>
            <Textarea
              label="Reason"
              description="For those who read the history."
              data-autofocus
              autosize
              minRows={2}
              maxRows={6}
              value={reason}
              error={problemAt("reason")}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <FormProblem error={error} shown={["reason"]} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Keep the champion
              </Button>
              <Button type="submit" loading={busy}>
                Roll back
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
