import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** Where there is nothing to show: why, and what to do next. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <Stack align="center" gap={4} px="md" py={48} ta="center">
      <Title order={2}>{title}</Title>
      {children !== undefined && (
        <Text c="dimmed" maw={460}>
          {children}
        </Text>
      )}
      {action !== undefined && (
        <Group mt="sm" justify="center">
          {action}
        </Group>
      )}
    </Stack>
  );
}
