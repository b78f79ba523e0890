"use client";
import { MultiSelect, NumberInput, Select, TextInput } from "@mantine/core";
import { ExpressionField } from "@/components/policies/expression-field";
import { fittingFields, type Guarded, type GuardrailDraft, onField } from "@/components/policies/guardrail-draft";
import { GuardrailHours } from "@/components/policies/guardrail-hours";
import classes from "@/components/policies/guardrail-row.module.css";
import { GuardrailValues } from "@/components/policies/guardrail-values";
import { PercentInput } from "@/components/policies/percent-input";

interface GuardrailFieldsProps {
  draft: GuardrailDraft;
  guarded: Guarded;
  /** The sentence at a place within this guardrail. */
  problemAt: (path: string) => string | undefined;
  onChange: (part: Partial<GuardrailDraft>) => void;
}

function FieldPicker({ draft, guarded, problemAt, onChange }: GuardrailFieldsProps) {
  const data = fittingFields(draft.kind, guarded.fields).map(({ key, label }) => ({ value: key, label }));
  return (
    <Select
      label="Field"
      openOnFocus={false}
      searchable={data.length > 8}
      allowDeselect={false}
      data={data}
      value={draft.field === "" ? null : draft.field}
      error={problemAt("field")}
      onChange={(field) => field !== null && onChange(onField(draft, field))}
    />
  );
}

/** A moment as the browser's input writes it, in UTC. */
const momentText = (ms: number | "") => (ms === "" ? "" : new Date(ms).toISOString().slice(0, 16));

function momentOf(text: string): number | "" {
  const ms = Date.parse(`${text}Z`);
  return Number.isNaN(ms) ? "" : ms;
}

/** Both bounds: of a field, or of the answer. One may stay empty. */
function Bounds({ draft, guarded, problemAt, onChange }: GuardrailFieldsProps) {
  const field = draft.kind === "value_outside" ? undefined : guarded.fields.find(({ key }) => key === draft.field);
  const unit = draft.kind === "value_outside" ? guarded.target?.unit : field?.unit;
  const bounds = [
    ["min", "Stop below"],
    ["max", "Stop above"],
  ] as const;
  return bounds.map(([name, label]) =>
    field?.kind === "datetime" ? (
      <TextInput
        key={name}
        label={`${label === "Stop below" ? "Stop before" : "Stop after"} (UTC)`}
        type="datetime-local"
        value={momentText(draft[name])}
        error={problemAt(name)}
        onChange={(event) => onChange({ [name]: momentOf(event.currentTarget.value) })}
      />
    ) : (
      <NumberInput
        key={name}
        label={label}
        placeholder="no bound"
        suffix={unit === undefined || unit === "" ? "" : ` ${unit}`}
        value={draft[name]}
        error={problemAt(name)}
        onChange={(value) => onChange({ [name]: value === "" ? "" : Number(value) })}
      />
    ),
  );
}

/** The inputs of a guardrail, as its kind asks for them. */
export function GuardrailFields(props: GuardrailFieldsProps) {
  const { draft, guarded, problemAt, onChange } = props;
  const field = guarded.fields.find(({ key }) => key === draft.field);
  switch (draft.kind) {
    case "missing_field":
      return <FieldPicker {...props} />;
    case "field_outside":
      return (
        <>
          <FieldPicker {...props} />
          <div className={classes.pair}>
            <Bounds {...props} />
          </div>
        </>
      );
    case "category_not_in":
      return (
        <>
          <FieldPicker {...props} />
          <GuardrailValues
            label="Stop unless it is one of"
            field={field}
            values={draft.categories}
            error={problemAt("categories")}
            onChange={(categories) => onChange({ categories })}
          />
        </>
      );
    case "slice":
      return (
        <>
          <FieldPicker {...props} />
          <GuardrailValues
            label="Stop if it is one of"
            field={field}
            values={draft.values}
            error={problemAt("values")}
            onChange={(values) => onChange({ values })}
          />
        </>
      );
    case "text_matches":
      return (
        <>
          <FieldPicker {...props} />
          <TextInput
            label="Pattern"
            description="RE2: no look-around. (?i) at the start ignores case."
            classNames={{ input: classes.code ?? "" }}
            spellCheck={false}
            autoCapitalize="off"
            value={draft.pattern}
            error={problemAt("pattern")}
            onChange={(event) => onChange({ pattern: event.currentTarget.value })}
          />
        </>
      );
    case "outside_reference":
      return (
        <MultiSelect
          className={classes.full ?? ""}
          label="Fields"
          description="None: every field that the champion's training data holds."
          searchable
          clearable
          data={guarded.fields.map(({ key, label }) => ({ value: key, label }))}
          value={draft.fields}
          error={problemAt("fields")}
          onChange={(fields) => onChange({ fields })}
        />
      );
    case "score_below":
      return (
        <PercentInput
          label="Stop below this confidence"
          step={1}
          value={draft.score}
          error={problemAt("score")}
          onShare={(score) => onChange({ score })}
        />
      );
    case "margin_below":
      return (
        <PercentInput
          label="Stop below this lead"
          description="Of the first outcome's score over the second's."
          step={1}
          value={draft.margin}
          error={problemAt("margin")}
          onShare={(margin) => onChange({ margin })}
        />
      );
    case "outcome":
      return (
        <MultiSelect
          className={classes.full ?? ""}
          label="Never automate"
          searchable
          clearable
          data={guarded.outcomes.map(({ key, label }) => ({ value: key, label }))}
          value={draft.outcomes}
          error={problemAt("outcomes")}
          onChange={(outcomes) => onChange({ outcomes })}
        />
      );
    case "value_outside":
      return (
        <div className={classes.pair}>
          <Bounds {...props} />
        </div>
      );
    case "rate":
      return (
        <>
          <NumberInput
            label="Most automated within 60 minutes"
            min={0}
            max={10_000_000}
            allowDecimal={false}
            allowNegative={false}
            thousandSeparator=","
            value={draft.most}
            error={problemAt("most")}
            onChange={(most) => onChange({ most: most === "" ? "" : Number(most) })}
          />
          <Select
            label="Counted"
            allowDeselect={false}
            data={[
              { value: "use_case", label: "over the whole use case" },
              { value: "entity", label: "per entity" },
            ]}
            value={draft.per}
            error={problemAt("per")}
            onChange={(per) => onChange({ per: per === "entity" ? "entity" : "use_case" })}
          />
        </>
      );
    case "outside_hours":
      return <GuardrailHours draft={draft} problemAt={problemAt} onChange={onChange} />;
    case "expression":
      return (
        <ExpressionField
          label="Stop if"
          value={draft.when}
          guarded={guarded}
          error={problemAt("when")}
          onChange={(when) => onChange({ when })}
        />
      );
  }
}
