"use client";
import { Button, Stack, Text, Title } from "@mantine/core";

/** Where a page or a part of it failed: what happened, and what to do. `digest` is the number that the log knows it by. */
export function ErrorState({ digest, retry }: { digest: string | undefined; retry: () => void }) {
  return (
    <Stack align="center" gap={4} px="md" py={64} ta="center" role="alert">
      <Title order={1}>This page could not be shown</Title>
      <Text c="dimmed" maw={460}>
        Something failed on our side. Nothing that you saved is lost. Try again; if it stays like this, tell an admin
        {digest === undefined ? "." : ` and give them this number: ${digest}`}
      </Text>
      <Button mt="sm" onClick={retry}>
        Try again
      </Button>
    </Stack>
  );
}
