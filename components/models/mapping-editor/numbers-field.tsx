"use client";
import { TextInput } from "@mantine/core";
import { useState } from "react";

interface NumbersFieldProps {
  label: string;
  description: string;
  value: number | number[];
  error: string | undefined;
  /** What is no number comes as NaN, which no mapping takes. */
  onChange: (value: number | number[]) => void;
}

const textOf = (value: number | number[]) => [value].flat().join(", ");

function numbersOf(text: string): number | number[] {
  const numbers = text
    .split(/[,;\s]+/)
    .filter((part) => part !== "")
    .map(Number);
  return numbers.length > 1 ? numbers : (numbers[0] ?? Number.NaN);
}

/** One number, or several with commas between them. */
export function NumbersField({ label, description, value, error, onChange }: NumbersFieldProps) {
  const [text, setText] = useState(() => textOf(value));
  // What is typed stays as it is typed; what came from elsewhere takes its place.
  const shown = textOf(numbersOf(text)) === textOf(value) ? text : textOf(value);
  return (
    <TextInput
      label={label}
      description={description}
      inputMode="decimal"
      autoComplete="off"
      value={shown}
      error={error}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(numbersOf(event.currentTarget.value));
      }}
    />
  );
}
