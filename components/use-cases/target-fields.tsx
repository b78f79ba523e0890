"use client";
import { NumberInput, TextInput } from "@mantine/core";
import type { DefinitionDraft } from "@/components/use-cases/definition-draft";
import classes from "@/components/use-cases/definition-form.module.css";

interface TargetFieldsProps {
  target: DefinitionDraft["target"];
  problemAt: (path: string) => string | undefined;
  onChange: (target: DefinitionDraft["target"]) => void;
}

const numbers = [
  { name: "tolerance", label: "Tolerance", description: "Answers that differ by no more agree." },
  { name: "min", label: "Smallest value", description: "May stay empty." },
  { name: "max", label: "Largest value", description: "May stay empty." },
] as const;

/** The number that a regression asks for. */
export function TargetFields({ target, problemAt, onChange }: TargetFieldsProps) {
  return (
    <div className={classes.four}>
      <TextInput
        label="Unit"
        description="What the number counts."
        value={target.unit}
        error={problemAt("target.unit")}
        onChange={(event) => onChange({ ...target, unit: event.currentTarget.value })}
      />
      {numbers.map(({ name, label, description }) => (
        <NumberInput
          key={name}
          label={label}
          description={description}
          value={target[name]}
          error={problemAt(`target.${name}`)}
          onChange={(value) => onChange({ ...target, [name]: value === "" ? "" : Number(value) })}
        />
      ))}
    </div>
  );
}
