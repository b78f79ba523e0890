"use client";
import { Group, NativeSelect, NumberInput } from "@mantine/core";
import { type ReactNode, useState } from "react";

const units = { minutes: 1, hours: 60, days: 1440 } as const;
type Unit = keyof typeof units;

interface DurationInputProps {
  label: ReactNode;
  /** Whole minutes; NaN: the field is empty. */
  minutes: number;
  error?: string | undefined;
  onMinutes: (minutes: number) => void;
}

/** The largest unit that a duration is a whole number of. */
function unitOf(minutes: number): Unit {
  if (minutes % units.days === 0) return "days";
  return minutes % units.hours === 0 ? "hours" : "minutes";
}

/** A duration, typed in minutes, hours or days. */
export function DurationInput({ label, minutes, error, onMinutes }: DurationInputProps) {
  const [unit, setUnit] = useState<Unit>(() => unitOf(minutes));
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <NumberInput
        label={label}
        flex={1}
        miw={0}
        min={0}
        decimalScale={2}
        allowNegative={false}
        value={Number.isNaN(minutes) ? "" : Number((minutes / units[unit]).toFixed(2))}
        error={error}
        onChange={(value) => onMinutes(value === "" ? Number.NaN : Math.round(Number(value) * units[unit]))}
      />
      <NativeSelect
        label="In"
        w={104}
        data={Object.keys(units)}
        value={unit}
        onChange={(event) => {
          const next = event.currentTarget.value as Unit;
          setUnit(next);
          if (!Number.isNaN(minutes)) onMinutes(Math.round((minutes / units[unit]) * units[next]));
        }}
      />
    </Group>
  );
}
