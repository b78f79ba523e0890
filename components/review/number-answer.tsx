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

interface NumberAnswerProps {
  target: Target;
  answer: Answer | null;
  disabled: boolean;
  onAnswer: (answer: Answer | null) => void;
}

/** The number that a regression asks for. It has the focus when its item comes, so that one can type at once. */
export function NumberAnswer({ target, answer, disabled, onAnswer }: NumberAnswerProps) {
  const [typed, setTyped] = useState<number | string>(answer !== null && "value" in answer ? answer.value : "");
  const problem = typeof typed === "number" ? problemWith(target, typed) : null;
  const { unit, min, max } = target;
  const range =
    min !== undefined && max !== undefined ? `Between ${numberText(min)} and ${numberText(max)}.` : undefined;
  return (
    <NumberInput
      label="Your answer"
      description={range}
      error={problem}
      size="lg"
      labelProps={{ fz: "sm", fw: 600 }}
      descriptionProps={{ fz: "sm" }}
      autoFocus
      data-desk-field="number"
      disabled={disabled}
      hideControls
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
