"use client";
import { Button, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import type { WebhookActions } from "@/components/webhooks/webhook-actions";

interface RemoveWebhookProps {
  webhookId: string;
  host: string;
  remove: WebhookActions["remove"];
  onDone: () => void;
}

/** Asks before a webhook is removed, and leads back to the others. */
export function RemoveWebhook({ webhookId, host, remove, onDone }: RemoveWebhookProps) {
  const router = useRouter();
  const { run, busy, error } = useAction(remove);

  async function confirm() {
    if (!(await run({ webhookId })).ok) return;
    notifications.show({ message: `${host} is removed. Nothing is sent to it any more.` });
    router.replace("/admin/webhooks");
  }

  return (
    <Stack gap="md">
      <FormProblem error={error} />
      <Text>
        Nothing is sent to this receiver any more. What waits for it, its secret and its log of deliveries are deleted;
        this cannot be taken back. To stop it for a while, pause it.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone} data-autofocus>
          Keep it
        </Button>
        <Button onClick={confirm} loading={busy}>
          Remove it
        </Button>
      </Group>
    </Stack>
  );
}
