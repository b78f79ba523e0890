import { TableScrollContainer } from "@mantine/core";
import type { ReactNode } from "react";

/** Room for a table that is wider than a phone: it scrolls sideways, by keyboard too. `label` says what it is. */
export function WideTable(props: { label: string; minWidth: string; children: ReactNode }) {
  const { label, minWidth, children } = props;
  return (
    <TableScrollContainer type="native" minWidth={minWidth} role="region" aria-label={label} tabIndex={0}>
      {children}
    </TableScrollContainer>
  );
}
