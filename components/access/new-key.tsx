"use client";
import { Button, Checkbox, Drawer, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import type { KeyActions } from "@/components/access/key-actions";
import { CodeBlock } from "@/components/ui/code-block";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import type { Scope } from "@/lib/access/actor";
import { scopeDescriptions } from "@/lib/access/key-schema";

const empty = { name: "", scopes: [] as Scope[], days: "", requests: "" as number | string };

const lifetimes = [
  { value: "", label: "Never" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
];

const allScopes = Object.keys(scopeDescriptions) as Scope[];
const isScope = (value: string): value is Scope => allScopes.some((scope) => scope === value);

/** The button, the form that creates a key, and the one sight of the key. */
export function NewKey({ defaultLimit, createKey }: { defaultLimit: number; createKey: KeyActions["createKey"] }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [made, setMade] = useState<{ name: string; key: string } | null>(null);

  function leave() {
    close();
    setMade(null);
  }

  return (
    <>
      <Button onClick={open}>New key</Button>
      <Drawer
        opened={opened}
        onClose={leave}
        size="md"
        title={made === null ? "New API key" : made.name}
        // A click beside the drawer must not lose a key that is shown only once.
        closeOnClickOutside={made === null}
        closeOnEscape={made === null}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {made === null ? (
          <KeyForm defaultLimit={defaultLimit} createKey={createKey} onMade={setMade} onCancel={leave} />
        ) : (
          <Stack gap="md">
            <Text>Copy the key now and put it where your program finds it. It is shown only this once.</Text>
            <CodeBlock text={made.key} what="the key" wrap />
            <Text size="sm" c="dimmed">
              Programs send it as the header Authorization: Bearer, followed by the key.
            </Text>
            <Group justify="flex-end">
              <Button onClick={leave}>I have copied it</Button>
            </Group>
          </Stack>
        )}
      </Drawer>
    </>
  );
}

interface KeyFormProps {
  defaultLimit: number;
  createKey: KeyActions["createKey"];
  onMade: (made: { name: string; key: string }) => void;
  onCancel: () => void;
}

function KeyForm({ defaultLimit, createKey, onMade, onCancel }: KeyFormProps) {
  const [values, setValues] = useState(empty);
  const { run, busy, error, problemAt } = useAction(createKey);
  const change = (part: Partial<typeof empty>) => setValues((before) => ({ ...before, ...part }));

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { name, scopes, days, requests } = values;
    const answer = await run({
      name,
      scopes,
      ...(requests !== "" && { requestsPerMinute: Number(requests) }),
      ...(days !== "" && { expiresAt: new Date(Date.now() + Number(days) * 86_400_000) }),
    });
    if (answer.ok) onMade(answer.result);
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <FormProblem error={error} shown={["name", "scopes", "requestsPerMinute"]} />
        <TextInput
          label="Name"
          description="What it is for, so that you know which one to revoke."
          required
          withAsterisk={false}
          autoComplete="off"
          data-autofocus
          value={values.name}
          error={problemAt("name")}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Checkbox.Group
          label="It may"
          description="Whoever reads items sees decisions before reviewers have checked them: give such keys to programs, not to reviewers."
          value={values.scopes}
          error={problemAt("scopes")}
          onChange={(scopes) => change({ scopes: scopes.filter(isScope) })}
        >
          <Stack gap="xs" mt="xs">
            {allScopes.map((scope) => (
              <Checkbox key={scope} value={scope} label={scopeDescriptions[scope]} description={scope} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Select
          label="Ends"
          data={lifetimes}
          allowDeselect={false}
          value={values.days}
          onChange={(days) => change({ days: days ?? "" })}
        />
        <NumberInput
          label="Requests a minute, at most"
          placeholder={`${defaultLimit.toLocaleString("en-GB")}, as for all keys`}
          min={1}
          allowDecimal={false}
          thousandSeparator=","
          value={values.requests}
          error={problemAt("requestsPerMinute")}
          onChange={(requests) => change({ requests })}
        />
        <Group justify="flex-end" mt="sm">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Create key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
