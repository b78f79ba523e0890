import { Box, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "@/components/ui/page-frame.module.css";

/**
 * A page's body under its title. `lead` says in a sentence what the page is for; `actions` hold at most one primary
 * button. `narrow` is for forms and text.
 */
export function PageFrame(props: {
  title: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
}) {
  const { title, lead, actions, narrow = false, children } = props;
  return (
    <Stack className={classes.frame} data-narrow={narrow || undefined} gap="lg">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Box className={classes.heading}>
          <Title order={1}>{title}</Title>
          {lead !== undefined && (
            <Text c="dimmed" mt={2} className={classes.lead}>
              {lead}
            </Text>
          )}
        </Box>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
