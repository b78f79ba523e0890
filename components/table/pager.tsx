"use client";
import { Group } from "@mantine/core";
import { usePathname, useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import classes from "@/components/table/data-table.module.css";
import { ButtonLink } from "@/components/ui/button-link";
import { KeyHint } from "@/components/ui/key-hint";

/** The way to a list's other pages, in the table's footer. `next` and `previous` are keys to go on after and before. */
export function Pager(props: { next: string | null; previous: string | null; children?: ReactNode }) {
  const { next, previous, children } = props;
  const path = usePathname();
  const search = useSearchParams();
  const href = (place: Record<string, string>) => {
    const parameters = new URLSearchParams(search);
    parameters.delete("after");
    parameters.delete("before");
    for (const [name, value] of Object.entries(place)) parameters.set(name, value);
    return parameters.size === 0 ? path : `${path}?${parameters}`;
  };
  const inside = search.has("after") || search.has("before");
  return (
    <div className={classes.footer}>
      <div>{children}</div>
      <div className={classes.keys}>
        <KeyHint>j</KeyHint> <KeyHint>k</KeyHint> to move, <KeyHint>Enter</KeyHint> to open
      </div>
      {(inside || next !== null) && (
        <Group gap="xs" component="nav" aria-label="Pages">
          {inside && (
            <ButtonLink variant="subtle" color="gray" size="compact-sm" href={href({})}>
              First page
            </ButtonLink>
          )}
          {previous !== null && (
            <ButtonLink variant="default" size="compact-sm" href={href({ before: previous })}>
              Previous
            </ButtonLink>
          )}
          {next !== null && (
            <ButtonLink variant="default" size="compact-sm" href={href({ after: next })}>
              Next
            </ButtonLink>
          )}
        </Group>
      )}
    </div>
  );
}
