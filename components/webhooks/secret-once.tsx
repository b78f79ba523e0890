"use client";
import { Button, Group, Stack, Text } from "@mantine/core";
import { CodeBlock } from "@/components/ui/code-block";

/** The one sight of a signing secret. `children` say what follows from it. */
export function SecretOnce(props: { secret: string; onDone: () => void; children?: string }) {
  const { secret, onDone, children } = props;
  return (
    <Stack gap="md">
      <Text>Copy the signing secret now and put it where the receiver finds it. It is shown only this once.</Text>
      <CodeBlock text={secret} what="the signing secret" wrap />
      {children !== undefined && <Text size="sm">{children}</Text>}
      <Text size="sm" c="dimmed">
        Messages are signed as Standard Webhooks (standardwebhooks.com) asks for; there are libraries for most languages
        that verify them with this secret.
      </Text>
      <Group justify="flex-end">
        <Button onClick={onDone}>I have copied it</Button>
      </Group>
    </Stack>
  );
}
