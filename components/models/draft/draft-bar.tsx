"use client";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import classes from "@/components/models/draft/draft.module.css";
import type { DraftActions } from "@/components/models/draft/draft-actions";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import type { ActionError } from "@/lib/access/server-action";

interface DraftBarProps {
  draftId: string;
  slug: string;
  version: number;
  /** Things that are still to be confirmed or chosen. */
  open: number;
  /** Things that are not right. */
  wrong: number;
  json: boolean;
  error: ActionError | null;
  busy: boolean;
  discard: DraftActions["discard"];
  onAdd: () => void;
  onDiscarded: () => void;
  /** The model's name. */
  children: ReactNode;
}

/** What can be done with an uploaded model: add it, or give it up. */
export function DraftBar(props: DraftBarProps) {
  const { draftId, slug, version, open, wrong, json, error, busy, discard, onAdd, onDiscarded, children } = props;
  const router = useRouter();
  const [asking, { open: ask, close }] = useDisclosure(false);
  const giveUp = useAction(discard);

  async function discardNow() {
    const answer = await giveUp.run({ draftId });
    if (!answer.ok) return;
    onDiscarded();
    router.push(`/use-cases/${slug}/models`);
  }

  return (
    <div className={classes.bar}>
      {children}
      <div className={classes.barNote} role="status" data-plain={error === null || undefined}>
        {error === null ? (
          <Text size="sm" c="dimmed">
            {barText({ open, wrong, json })}
          </Text>
        ) : (
          <Text size="sm" fw={550}>
            {error.message}
          </Text>
        )}
      </div>
      <Group gap="xs" wrap="nowrap">
        <Button variant="default" onClick={ask}>
          Discard
        </Button>
        <Button loading={busy} disabled={json || wrong > 0} onClick={onAdd} data-add>
          Add as version {version}
        </Button>
      </Group>
      <Modal opened={asking} onClose={close} title="Discard this upload?" closeButtonProps={{ "aria-label": "Close" }}>
        <Stack gap="md">
          <Text size="sm">The file and all that you did here are given up. To add the model, upload it again.</Text>
          <FormProblem error={giveUp.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Keep it
            </Button>
            <Button loading={giveUp.busy} onClick={discardNow}>
              Discard
            </Button>
          </Group>
        </Stack>
      </Modal>
    </div>
  );
}

function barText({ open, wrong, json }: Pick<DraftBarProps, "open" | "wrong" | "json">): string {
  if (json) return "Take or drop the JSON first.";
  if (wrong > 0) return wrong === 1 ? "One thing is not right yet." : `${wrong} things are not right yet.`;
  if (open > 0) return open === 1 ? "One thing is left to look at." : `${open} things are left to look at.`;
  return "";
}
