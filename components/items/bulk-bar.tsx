"use client";
import { Button, Checkbox, Group, Text } from "@mantine/core";
import { useState } from "react";
import classes from "@/components/items/bulk-bar.module.css";
import { BulkDialog } from "@/components/items/bulk-dialog";
import type { BulkTools } from "@/components/items/bulk-tools";
import { useItemSelection } from "@/components/items/item-selection";
import { countText } from "@/components/ui/figure-text";
import type { Selection } from "@/lib/items/bulk-schema";

interface BulkBarProps {
  tools: BulkTools;
  /** The page's items that can be ticked. */
  ids: readonly string[];
  /** How many match the filters; null where that is not known. */
  count: { atLeast: number; exact: boolean } | null;
}

/** What is ticked, and what can be done with it. */
export function BulkBar({ tools, ids, count }: BulkBarProps) {
  const selection = useItemSelection();
  const [open, setOpen] = useState<Selection | null>(null);
  if (selection === null || ids.length === 0) return null;
  const { chosen, set, clear } = selection;
  const here = ids.filter((id) => chosen.has(id)).length;
  const all =
    count === null
      ? "Decide all that match"
      : `Decide all ${countText(count.atLeast)}${count.exact ? "" : "+"} that match`;
  const tooMany = chosen.size > tools.limit;
  return (
    <div className={classes.bar} data-chosen={chosen.size > 0 || undefined}>
      <Checkbox
        size="xs"
        label="All on this page"
        checked={here === ids.length}
        indeterminate={here > 0 && here < ids.length}
        onChange={(event) => set(ids, event.currentTarget.checked)}
      />
      {chosen.size > 0 && (
        <Text size="sm" role="status">
          {countText(chosen.size)} chosen
          {chosen.size > here && `, ${countText(chosen.size - here)} of them elsewhere in the list`}
          {tooMany && `. You may decide ${countText(tools.limit)} at once`}
        </Text>
      )}
      <Group gap="xs" ml="auto">
        {chosen.size > 0 && (
          <Button variant="subtle" color="gray" size="compact-sm" onClick={clear}>
            Choose none
          </Button>
        )}
        {chosen.size > 0 ? (
          <Button size="compact-sm" disabled={tooMany} onClick={() => setOpen({ ids: [...chosen] })}>
            Decide {countText(chosen.size)}
          </Button>
        ) : (
          <Button variant="default" size="compact-sm" onClick={() => setOpen({ filter: tools.filter })}>
            {all}
          </Button>
        )}
      </Group>
      <BulkDialog selection={open} close={() => setOpen(null)} done={clear} tools={tools} />
    </div>
  );
}
