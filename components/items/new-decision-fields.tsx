"use client";
import { NumberInput, Radio, Select, Stack, Textarea } from "@mantine/core";
import type { AnswerNames } from "@/components/items/answer-chip";
import classes from "@/components/items/new-decision-fields.module.css";
import type { ShownAnswer } from "@/lib/items/item-list-view";

/** What is being filled in. */
export interface NewDecisionDraft {
  answer: ShownAnswer | null;
  reasonCode: string | null;
  reason: string;
}

export const emptyDecision: NewDecisionDraft = { answer: null, reasonCode: null, reason: "" };

interface NewDecisionFieldsProps {
  draft: NewDecisionDraft;
  change: (draft: NewDecisionDraft) => void;
  names: AnswerNames;
  target: { unit: string; min?: number | undefined; max?: number | undefined } | null;
  reasonCodes: readonly { key: string; label: string }[];
  reasonRequired: boolean;
  /** In force already, so it is no choice. */
  inForce?: ShownAnswer | null;
  problemAt: (path: string) => string | undefined;
}

/** More outcomes than this are chosen from a list. */
const mostRadios = 8;

/** What the outcome is to be, and why: the fields of an override, of one item or of many. */
export function NewDecisionFields(props: NewDecisionFieldsProps) {
  const { draft, change, names, target, reasonCodes, reasonRequired, inForce = null, problemAt } = props;
  return (
    <Stack gap="md">
      <AnswerField
        {...{ draft, change, names, target, inForce }}
        problem={problemAt("answer.outcome") ?? problemAt("answer.value") ?? problemAt("answer")}
      />
      {reasonCodes.length > 0 && (
        <Select
          label="Reason"
          placeholder={reasonRequired ? "Choose one" : "None of these"}
          required={reasonRequired}
          clearable={!reasonRequired}
          clearButtonProps={{ "aria-label": "No reason" }}
          data={reasonCodes.map(({ key, label }) => ({ value: key, label }))}
          value={draft.reasonCode}
          onChange={(reasonCode) => change({ ...draft, reasonCode })}
          error={problemAt("reasonCode")}
        />
      )}
      <Textarea
        label={reasonCodes.length > 0 ? "In words" : "Why"}
        description="Kept with the decision, for whoever looks at it afterwards."
        required
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        value={draft.reason}
        onChange={(event) => change({ ...draft, reason: event.currentTarget.value })}
        error={problemAt("reason")}
      />
    </Stack>
  );
}

function AnswerField(
  props: Pick<NewDecisionFieldsProps, "draft" | "change" | "names" | "target"> & {
    inForce: ShownAnswer | null;
    problem: string | undefined;
  },
) {
  const { draft, change, names, target, inForce, problem } = props;
  const { answer } = draft;
  const set = (next: ShownAnswer | null) => change({ ...draft, answer: next });
  if (target !== null) {
    return (
      <NumberInput
        label="New value"
        required
        hideControls
        allowedDecimalSeparators={[".", ","]}
        {...(target.min !== undefined && { min: target.min })}
        {...(target.max !== undefined && { max: target.max })}
        clampBehavior="none"
        suffix={target.unit === "" ? "" : ` ${target.unit}`}
        value={answer !== null && "value" in answer ? answer.value : ""}
        onChange={(value) => set(typeof value === "number" ? { value } : null)}
        error={problem}
      />
    );
  }
  const isInForce = (key: string) => inForce !== null && "outcome" in inForce && inForce.outcome === key;
  const chosen = answer !== null && "outcome" in answer ? answer.outcome : null;
  if (names.outcomes.length > mostRadios) {
    return (
      <Select
        label="New outcome"
        required
        searchable
        data={names.outcomes.map(({ key, label }) => ({ value: key, label, disabled: isInForce(key) }))}
        value={chosen}
        onChange={(outcome) => set(outcome === null ? null : { outcome })}
        error={problem}
      />
    );
  }
  return (
    <Radio.Group label="New outcome" required value={chosen} onChange={(outcome) => set({ outcome })} error={problem}>
      <div className={classes.choices}>
        {names.outcomes.map(({ key, label }) => (
          <Radio
            key={key}
            value={key}
            label={label}
            disabled={isInForce(key)}
            {...(isInForce(key) && { description: "Is in force" })}
          />
        ))}
      </div>
    </Radio.Group>
  );
}
