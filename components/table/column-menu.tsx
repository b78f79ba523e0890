"use client";
import { Button, Checkbox, Popover, Stack } from "@mantine/core";
import classes from "@/components/table/data-table.module.css";

interface ColumnMenuProps {
  columns: readonly { id: string; label: string; visible: boolean; toggle: () => void }[];
}

/** Lets the reader choose columns. A phone's cards have no columns, and no choice. */
export function ColumnMenu({ columns }: ColumnMenuProps) {
  return (
    <Popover position="bottom-end" trapFocus withinPortal>
      <Popover.Target>
        <Button variant="subtle" color="gray" size="compact-sm" className={classes.columns}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          {columns.map((column) => (
            <Checkbox key={column.id} label={column.label} checked={column.visible} onChange={column.toggle} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
