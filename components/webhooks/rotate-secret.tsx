"use client";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import { SecretOnce } from "@/components/webhooks/secret-once";
import type { WebhookActions } from "@/components/webhooks/webhook-actions";

interface RotateSecretProps {
  webhookId: string;
  rotate: WebhookActions["rotate"];
  onShown: () => void;
  onDone: () => void;
}

/** Asks first, then shows the new secret, once. */
export function RotateSecret({ webhookId, rotate, onShown, onDone }: RotateSecretProps) {
  const [secret, setSecret] = useState<string | null>(null);
  const { run, busy, error } = useAction(rotate);

  async function confirm() {
    const answer = await run({ webhookId });
    if (!answer.ok) return;
    setSecret(answer.result.secret);
    onShown();
  }

  if (secret !== null) {
    return (
      <SecretOnce secret={secret} onDone={onDone}>
        For 24 hours every message carries two signatures, one by each secret. Change the receiver over in that time.
      </SecretOnce>
    );
  }
  return (
    <Stack gap="md">
      <FormProblem error={error} />
      <Text>
        The webhook gets a new signing secret. For 24 hours every message is signed with both, the new one and the one
        in use now, so that the receiver misses nothing while it changes over.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone} data-autofocus>
          Cancel
        </Button>
        <Button onClick={confirm} loading={busy}>
          Make a new secret
        </Button>
      </Group>
    </Stack>
  );
}
