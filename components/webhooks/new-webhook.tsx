"use client";
import { Button, Drawer, Group, Select, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import { SecretOnce } from "@/components/webhooks/secret-once";
import type { WebhookActions } from "@/components/webhooks/webhook-actions";
import { type WebhookDraft, WebhookFields } from "@/components/webhooks/webhook-fields";

interface NewWebhookProps {
  /** Those in which this person may add one. */
  useCases: readonly { id: string; name: string }[];
  /** May add one for every use case. */
  forAll: boolean;
  create: WebhookActions["create"];
}

const every = "all";

/** The button, the form that adds a receiver, and the one sight of its secret. */
export function NewWebhook({ useCases, forAll, create }: NewWebhookProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const [secret, setSecret] = useState<string | null>(null);

  function leave() {
    close();
    setSecret(null);
  }

  return (
    <>
      <Button onClick={open}>New webhook</Button>
      <Drawer
        opened={opened}
        onClose={leave}
        size="md"
        title={secret === null ? "New webhook" : "The webhook's secret"}
        // A click beside the drawer must not lose a secret that is shown only once.
        closeOnClickOutside={secret === null}
        closeOnEscape={secret === null}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {secret === null ? (
          <WebhookForm useCases={useCases} forAll={forAll} create={create} onMade={setSecret} onCancel={leave} />
        ) : (
          <SecretOnce secret={secret} onDone={leave} />
        )}
      </Drawer>
    </>
  );
}

interface WebhookFormProps extends NewWebhookProps {
  onMade: (secret: string) => void;
  onCancel: () => void;
}

function WebhookForm({ useCases, forAll, create, onMade, onCancel }: WebhookFormProps) {
  const [draft, setDraft] = useState<WebhookDraft>({ url: "", events: ["item.decided", "item.decision_changed"] });
  const [useCaseId, setUseCaseId] = useState(forAll ? every : (useCases[0]?.id ?? every));
  const { run, busy, error, problemAt } = useAction(create);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const answer = await run({ ...draft, useCaseId: useCaseId === every ? null : useCaseId });
    if (answer.ok) onMade(answer.result.secret);
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
        <Select
          label="Use case"
          data={[
            ...(forAll ? [{ value: every, label: "All use cases" }] : []),
            ...useCases.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          allowDeselect={false}
          value={useCaseId}
          onChange={(value) => setUseCaseId(value ?? every)}
        />
        <Group justify="flex-end" mt="sm">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Add webhook
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
