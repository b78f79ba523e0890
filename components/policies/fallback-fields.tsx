"use client";
import { NumberInput, Radio, Select, Stack } from "@mantine/core";
import type { FallbackDraft } from "@/components/policies/change-draft";
import type { Guarded } from "@/components/policies/guardrail-draft";

interface FallbackFieldsProps {
  fallback: FallbackDraft;
  guarded: Guarded;
  /** Those that could stand in for the champion, the newest first. */
  models: readonly { version: number; name: string }[];
  problemAt: (path: string) => string | undefined;
  onChange: (fallback: FallbackDraft) => void;
}

/** Who decides what the model was to decide and could not. */
export function FallbackFields({ fallback, guarded, models, problemAt, onChange }: FallbackFieldsProps) {
  const set = (part: Partial<FallbackDraft>) => onChange({ ...fallback, ...part });
  const fixed = guarded.kind === "regression" ? "value" : "outcome";
  const { unit = "", min, max } = guarded.target ?? {};
  return (
    <Stack gap="sm">
      <Radio.Group
        aria-label="Who decides then"
        value={fallback.to}
        error={problemAt("fallback.to")}
        onChange={(to) => set({ to: to === "model" || to === "outcome" || to === "value" ? to : "person" })}
      >
        <Stack gap={6}>
          <Radio value="person" label="a person" />
          <Radio
            value="model"
            disabled={models.length === 0 && fallback.to !== "model"}
            label={
              models.length === 0
                ? "an earlier model version (there is no other that could be asked)"
                : "an earlier model version, held against the same thresholds and guardrails"
            }
          />
          <Radio value={fixed} label={`a fixed ${fixed}, whatever the item is`} />
        </Stack>
      </Radio.Group>
      {fallback.to === "model" && (
        <Select
          label="Version"
          maw={320}
          placeholder="choose one"
          allowDeselect={false}
          data={models.map(({ version, name }) => ({ value: String(version), label: `Version ${version}, ${name}` }))}
          value={fallback.version === null ? null : String(fallback.version)}
          error={problemAt("fallback.version")}
          onChange={(version) => version !== null && set({ version: Number(version) })}
        />
      )}
      {fallback.to === "outcome" && (
        <Select
          label="Outcome"
          maw={320}
          placeholder="choose one"
          allowDeselect={false}
          data={guarded.outcomes.map(({ key, label }) => ({ value: key, label }))}
          value={fallback.outcome}
          error={problemAt("fallback.outcome")}
          onChange={(outcome) => set({ outcome })}
        />
      )}
      {fallback.to === "value" && (
        <NumberInput
          label="Value"
          maw={320}
          suffix={unit === "" ? "" : ` ${unit}`}
          {...(min !== undefined && { min })}
          {...(max !== undefined && { max })}
          value={fallback.value}
          error={problemAt("fallback.value")}
          onChange={(value) => set({ value: value === "" ? "" : Number(value) })}
        />
      )}
    </Stack>
  );
}
