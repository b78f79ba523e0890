import { Box, Group, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "@/components/ui/section.module.css";

/** A titled panel. `flush` lets a table reach its edges. */
export function Section(props: {
  title?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}) {
  const { title, note, actions, flush = false, children } = props;
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <Group className={classes.header} justify="space-between" gap="sm">
          <Box>
            <Title order={2} id={id}>
              {title}
            </Title>
            {note !== undefined && (
              <Text size="sm" c="dimmed">
                {note}
              </Text>
            )}
          </Box>
          {actions !== undefined && <Group gap="xs">{actions}</Group>}
        </Group>
      )}
      <div className={classes.body} data-flush={flush || undefined} data-headed={title !== undefined || undefined}>
        {children}
      </div>
    </section>
  );
}
