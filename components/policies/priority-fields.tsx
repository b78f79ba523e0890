"use client";
import { Button, CloseButton, Group, Select, Stack } from "@mantine/core";
import { newPriority, type PriorityDraft } from "@/components/policies/change-draft";
import { ExpressionField } from "@/components/policies/expression-field";
import type { Guarded } from "@/components/policies/guardrail-draft";
import classes from "@/components/policies/priority-fields.module.css";

interface PriorityFieldsProps {
  rules: readonly PriorityDraft[];
  guarded: Guarded;
  problemAt: (path: string) => string | undefined;
  onChange: (rules: PriorityDraft[]) => void;
}

const most = 20;

const levels = [9, 8, 7, 6, 5, 4, 3, 2, 1].map((level) => ({
  value: String(level),
  label: level === 9 ? "9, first" : level === 1 ? "1, a little ahead" : String(level),
}));

/** Which items go ahead of others at the desk; the first rule that matches counts. */
export function PriorityFields({ rules, guarded, problemAt, onChange }: PriorityFieldsProps) {
  const change = (index: number, part: Partial<PriorityDraft>) =>
    onChange(rules.map((rule, place) => (place === index ? { ...rule, ...part } : rule)));
  return (
    <Stack gap="sm">
      {rules.map(({ row, when, priority }, index) => (
        <div key={row} className={classes.rule}>
          <ExpressionField
            label={`Items where (rule ${index + 1})`}
            value={when}
            guarded={guarded}
            error={problemAt(`priority.${index}.when`)}
            onChange={(text) => change(index, { when: text })}
          />
          <Select
            label="have priority"
            allowDeselect={false}
            data={levels}
            value={String(priority)}
            error={problemAt(`priority.${index}.priority`)}
            onChange={(level) => change(index, { priority: Number(level) })}
          />
          <CloseButton
            className={classes.remove ?? ""}
            aria-label={`Remove rule ${index + 1}`}
            onClick={() => onChange(rules.filter((_, place) => place !== index))}
          />
        </div>
      ))}
      {rules.length < most && (
        <Group>
          <Button variant="default" size="xs" onClick={() => onChange([...rules, newPriority()])}>
            Add a priority rule
          </Button>
        </Group>
      )}
    </Stack>
  );
}
