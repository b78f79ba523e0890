"use client";
import { Checkbox, Stack, TextInput } from "@mantine/core";
import { type WebhookEvent, webhookEventNames, webhookEvents } from "@/lib/webhooks/webhook-schema";

export interface WebhookDraft {
  url: string;
  events: WebhookEvent[];
}

interface WebhookFieldsProps {
  draft: WebhookDraft;
  problemAt: (path: string) => string | undefined;
  onChange: (part: Partial<WebhookDraft>) => void;
}

/** A receiver's address and what it wants to hear. */
export function WebhookFields({ draft, problemAt, onChange }: WebhookFieldsProps) {
  return (
    <>
      <TextInput
        label="Address"
        description="Where the messages are posted to. It must be reachable from this installation."
        placeholder="https://example.com/webhooks"
        required
        withAsterisk={false}
        autoComplete="off"
        inputMode="url"
        data-autofocus
        value={draft.url}
        error={problemAt("url")}
        onChange={(event) => onChange({ url: event.currentTarget.value })}
      />
      <Checkbox.Group
        label="It hears of"
        value={draft.events}
        error={problemAt("events")}
        onChange={(chosen) => onChange({ events: webhookEventNames.filter((name) => chosen.includes(name)) })}
      >
        <Stack gap="xs" mt="xs">
          {webhookEventNames.map((name) => (
            <Checkbox key={name} value={name} label={name} description={webhookEvents[name]} />
          ))}
        </Stack>
      </Checkbox.Group>
    </>
  );
}
