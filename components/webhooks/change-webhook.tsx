"use client";
import { Button, Group, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import type { WebhookActions } from "@/components/webhooks/webhook-actions";
import { type WebhookDraft, WebhookFields } from "@/components/webhooks/webhook-fields";

interface ChangeWebhookProps {
  webhook: WebhookDraft & { id: string };
  change: WebhookActions["change"];
  onDone: () => void;
}

/** The form that changes a receiver's address and events. */
export function ChangeWebhook({ webhook, change, onDone }: ChangeWebhookProps) {
  const [draft, setDraft] = useState<WebhookDraft>({ url: webhook.url, events: webhook.events });
  const { run, busy, error, problemAt } = useAction(change);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if ((await run({ ...draft, webhookId: webhook.id })).ok) onDone();
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <FormProblem error={error} shown={["url", "events"]} />
        <WebhookFields
          draft={draft}
          problemAt={problemAt}
          onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        />
        <Group justify="flex-end" mt="sm">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
