"use client";
import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import classes from "@/components/table/filter-bar.module.css";
import { useUrlFilters } from "@/components/ui/use-url-filters";

/** A list's filters in a row; on a phone folded away behind a button that says how many are set. `names`: theirs. */
export function FilterBar({ names, children }: { names: readonly string[]; children: ReactNode }) {
  const filters = useUrlFilters();
  const [open, { toggle }] = useDisclosure(false);
  const set = names.filter((name) => filters.get(name) !== null).length;
  return (
    <div>
      <Button variant="default" className={classes.fold} onClick={toggle} aria-expanded={open}>
        {set === 0 ? "Filters" : `Filters (${set} set)`}
      </Button>
      <Group gap="xs" className={classes.filters} data-open={open || undefined} role="search">
        {children}
        {set > 0 && (
          <Button
            variant="subtle"
            color="gray"
            onClick={() => filters.set(Object.fromEntries(names.map((name) => [name, null])))}
          >
            Clear
          </Button>
        )}
      </Group>
    </div>
  );
}
