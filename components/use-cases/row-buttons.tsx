"use client";
import { ActionIcon, Group } from "@mantine/core";

interface RowButtonsProps {
  /** What the row is about, for screen readers: `Field age`. */
  what: string;
  first: boolean;
  last: boolean;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

const arrow = { fill: "none", stroke: "currentColor", strokeWidth: 1.75, strokeLinecap: "round" } as const;

/** Moves a row up or down, or takes it away. */
export function RowButtons({ what, first, last, onMove, onRemove }: RowButtonsProps) {
  return (
    <Group gap={2} wrap="nowrap">
      <ActionIcon aria-label={`Move up: ${what}`} disabled={first} onClick={() => onMove(-1)}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" {...arrow}>
          <path d="M8 13V3M4 7l4-4 4 4" />
        </svg>
      </ActionIcon>
      <ActionIcon aria-label={`Move down: ${what}`} disabled={last} onClick={() => onMove(1)}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" {...arrow}>
          <path d="M8 3v10M4 9l4 4 4-4" />
        </svg>
      </ActionIcon>
      <ActionIcon aria-label={`Remove: ${what}`} onClick={onRemove}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" {...arrow}>
          <path d="M4 4l8 8M12 4l-8 8" />
        </svg>
      </ActionIcon>
    </Group>
  );
}
