"use client";
import { MultiSelect, TagsInput } from "@mantine/core";
import type { Field } from "@/lib/use-cases/definition-schema";

interface GuardrailValuesProps {
  label: string;
  field: Field | undefined;
  values: string[];
  error: string | undefined;
  onChange: (values: string[]) => void;
}

/** Values of a field: picked where it lists them, typed where it does not. */
export function GuardrailValues({ label, field, values, error, onChange }: GuardrailValuesProps) {
  const shared = { label, error, onChange, value: values, clearable: true };
  if (field?.kind === "boolean") {
    const data = [
      { value: "true", label: "yes" },
      { value: "false", label: "no" },
    ];
    return <MultiSelect {...shared} data={data} />;
  }
  const listed = field?.kind === "category" ? (field.categories ?? []) : [];
  if (field?.kind === "category" && !field.open) {
    return <MultiSelect {...shared} searchable hidePickedOptions data={listed} />;
  }
  return (
    <TagsInput
      {...shared}
      data={listed}
      splitChars={[]}
      acceptValueOnBlur
      placeholder={values.length === 0 ? "Type a value, then Enter" : ""}
    />
  );
}
