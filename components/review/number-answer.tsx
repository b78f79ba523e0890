"use client";
import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { numberText } from "@/components/review/answer-text";
import type { Desk } from "@/lib/review/desk-view";
import type { Answer } from "@/lib/review/review-schema";

type Target = NonNullable<Desk["target"]>;

/** What is wrong with a number, in words; null: nothing. */
function problemWith({ unit, min, max }: Target, value: number): string | null {
  const units = unit === "" ? "" : ` ${unit}`;
  if (min !== undefined && value < min) return `This must be at least ${numberText(min)}${units}.`;
  if (max !== undefined && value > max) return `This must be at most ${numberText(max)}${units}.`;
  return null;
}

/** What the number may be, in words; none: anything. */
function rangeText({ min, max }: Target): string | undefined {
  if (min !== undefined && max !== undefined) return `Between ${numberText(min)} and ${numberText(max)}.`;
  if (min !== undefined) return `At least ${numberText(min)}.`;
  return max === undefined ? undefined : `At most ${numberText(max)}.`;
}

interface NumberAnswerProps {
  target: Target;
  answer: Answer | null;
  disabled: boolean;
  onAnswer: (answer: Answer | null) => void;
}

/** The number that a regression asks for. It has the focus when its item comes, so that one can type at once. */
export function NumberAnswer({ target, answer, disabled, onAnswer }: NumberAnswerProps) {
  const [typed, setTyped] = useState<number | string>(answer !== null && "value" in answer ? answer.value : "");
  // What has more digits than a number can hold comes as a text.
  const tooLong = typeof typed === "string" && typed.length > 15 ? "This number has too many digits." : null;
  const problem = typeof typed === "number" ? problemWith(target, typed) : tooLong;
  const { unit } = target;
  return (
    <NumberInput
      label="Your answer"
      description={rangeText(target)}
      error={problem}
      size="lg"
      labelProps={{ fz: "sm", fw: 600 }}
      descriptionProps={{ fz: "sm" }}
      autoFocus
      data-desk-field="number"
      disabled={disabled}
      hideControls
      allowedDecimalSeparators={[".", ","]}
      value={typed}
      suffix={unit === "" ? "" : ` ${unit}`}
      onChange={(value) => {
        setTyped(value);
        const usable = typeof value === "number" && Number.isFinite(value) && problemWith(target, value) === null;
        onAnswer(usable ? { value } : null);
      }}
    />
  );
}
