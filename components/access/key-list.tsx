"use client";
import { Badge, Button, Group, Modal, Stack, Table, Text, VisuallyHidden } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { KeyActions } from "@/components/access/key-actions";
import classes from "@/components/access/key-list.module.css";
import { FormProblem } from "@/components/ui/form-problem";
import { RelativeTime } from "@/components/ui/relative-time";
import { useAction } from "@/components/ui/use-action";
import type { KeyView } from "@/lib/access/key-query";

interface KeyListProps {
  keys: readonly KeyView[];
  revokeKey: KeyActions["revokeKey"];
}

/** API keys with what they may do and when they were last used; each can be revoked. */
export function KeyList({ keys, revokeKey }: KeyListProps) {
  const [asked, setAsked] = useState<KeyView | null>(null);
  return (
    <>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Key</Table.Th>
            <Table.Th visibleFrom="sm">May</Table.Th>
            <Table.Th visibleFrom="md">Created</Table.Th>
            <Table.Th visibleFrom="sm">Last used</Table.Th>
            <Table.Th>
              <VisuallyHidden>Revoke</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <Table.Tr key={key.id}>
              <Table.Td className={classes.key}>
                <Group gap="xs">
                  <Text fw={550}>{key.name}</Text>
                  {key.state !== "active" && (
                    <Badge color="gray" variant="outline">
                      {key.state === "revoked" ? "Revoked" : "Expired"}
                    </Badge>
                  )}
                </Group>
                <Text size="xs" c="dimmed" className={classes.prefix}>
                  {key.prefix}…
                </Text>
                <Text size="xs" mt={4} component="div" hiddenFrom="sm">
                  {key.scopes.join(", ")}
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="sm">
                {key.scopes.join(", ")}
                {key.requestsPerMinute !== null && (
                  <Text size="xs" c="dimmed" className="numbers">
                    {key.requestsPerMinute.toLocaleString("en-GB")} requests a minute
                  </Text>
                )}
              </Table.Td>
              <Table.Td visibleFrom="md">
                <RelativeTime at={key.createdAt} />
                <Text size="xs" c="dimmed">
                  {key.createdBy === null ? "by the installation" : `by ${key.createdBy}`}
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="sm">
                {key.lastUsedAt === null ? "Never" : <RelativeTime at={key.lastUsedAt} />}
                <Ending keyView={key} />
              </Table.Td>
              <Table.Td className={classes.action}>
                {key.state === "active" && (
                  <Button variant="default" size="xs" aria-label={`Revoke ${key.name}`} onClick={() => setAsked(key)}>
                    Revoke
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Modal
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={`Revoke ${asked?.name ?? "the key"}?`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {asked !== null && <Confirmation keyView={asked} revokeKey={revokeKey} onDone={() => setAsked(null)} />}
      </Modal>
    </>
  );
}

function Ending({ keyView: { expiresAt, state } }: { keyView: KeyView }) {
  if (expiresAt === null || state !== "active") return null;
  return (
    <Text size="xs" c="dimmed">
      Ends on {new Date(expiresAt).toLocaleDateString("en-GB", { dateStyle: "medium", timeZone: "UTC" })}
    </Text>
  );
}

interface ConfirmationProps {
  keyView: KeyView;
  revokeKey: KeyActions["revokeKey"];
  onDone: () => void;
}

function Confirmation({ keyView, revokeKey, onDone }: ConfirmationProps) {
  const { run, busy, error } = useAction(revokeKey);

  async function revoke() {
    if (!(await run({ keyId: keyView.id })).ok) return;
    notifications.show({ message: `${keyView.name} is revoked. Requests with it are refused from now on.` });
    onDone();
  }

  return (
    <Stack gap="md">
      <FormProblem error={error} />
      <Text>
        Programs that use this key are refused from their next request on. It cannot be taken back; a new key can be
        created at any time.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone} data-autofocus>
          Keep it
        </Button>
        <Button onClick={revoke} loading={busy}>
          Revoke the key
        </Button>
      </Group>
    </Stack>
  );
}
