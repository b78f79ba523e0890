"use client";
import { NumberInput, type NumberInputProps } from "@mantine/core";

type PercentInputProps = Omit<NumberInputProps, "value" | "onChange" | "min" | "max"> & {
  /** A share between 0 and 1; null: empty. */
  value: number | null;
  /** Null while the field is empty. */
  onShare: (share: number | null) => void;
};

/** A share, typed in percent with up to two decimals. */
export function PercentInput({ value, onShare, step = 5, ...props }: PercentInputProps) {
  return (
    <NumberInput
      suffix="%"
      min={0}
      max={100}
      step={step}
      decimalScale={2}
      allowNegative={false}
      clampBehavior="strict"
      value={value === null ? "" : Number((value * 100).toFixed(2))}
      onChange={(percent) => onShare(percent === "" ? null : Number((Number(percent) / 100).toFixed(4)))}
      {...props}
    />
  );
}
