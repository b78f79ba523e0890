"use client";
import { Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import type { RemoteDraft } from "@/components/models/remote-model-draft";
import classes from "@/components/models/remote-model-form.module.css";

interface RemoteSecretHeadersProps {
  headers: RemoteDraft["headers"];
  problemAt: (path: string) => string | undefined;
  onChange: (headers: RemoteDraft["headers"]) => void;
}

/** Headers that go with each request. Their values are typed once and never shown again. */
export function RemoteSecretHeaders({ headers, problemAt, onChange }: RemoteSecretHeadersProps) {
  const change = (id: number, part: object) =>
    onChange(headers.map((header) => (header.id === id ? { ...header, ...part } : header)));
  const add = () => {
    const id = Math.max(0, ...headers.map((header) => header.id)) + 1;
    onChange([...headers, { id, name: headers.length === 0 ? "Authorization" : "", value: "" }]);
  };
  return (
    <Stack gap="sm">
      {headers.length === 0 && (
        <Text size="sm" c="dimmed">
          None. Add one where the server asks for a token or a key.
        </Text>
      )}
      {headers.map(({ id, name, value }, index) => (
        <div key={id} className={classes.header}>
          <TextInput
            label="Header"
            autoComplete="off"
            spellCheck={false}
            value={name}
            error={problemAt(`endpoint.headers.${index}`)}
            onChange={(event) => change(id, { name: event.currentTarget.value })}
          />
          <PasswordInput
            label="Secret value"
            autoComplete="off"
            placeholder="Bearer …"
            value={value}
            error={problemAt(`secrets.${name.trim()}`)}
            onChange={(event) => change(id, { value: event.currentTarget.value })}
          />
          <Button
            variant="default"
            mt={{ sm: "1.45rem" }}
            aria-label={`Remove the header ${name}`}
            onClick={() => onChange(headers.filter((header) => header.id !== id))}
          >
            Remove
          </Button>
        </div>
      ))}
      <Group>
        <Button variant="default" size="xs" disabled={headers.length === 10} onClick={add}>
          Add a header
        </Button>
      </Group>
    </Stack>
  );
}
