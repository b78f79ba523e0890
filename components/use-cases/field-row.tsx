"use client";
import { Button, Checkbox, NumberInput, Select, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { FieldDraft } from "@/components/use-cases/definition-draft";
import { kindName } from "@/components/use-cases/kind-name";
import { RowButtons } from "@/components/use-cases/row-buttons";
import classes from "@/components/use-cases/rows.module.css";
import { type Field, fieldKinds } from "@/lib/use-cases/definition-schema";

interface FieldRowProps {
  draft: FieldDraft;
  index: number;
  count: number;
  /** The sentence at one of the field's inputs (`min`), if any. */
  problemAt: (name: string) => string | undefined;
  onChange: (part: Partial<FieldDraft>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

const kinds = fieldKinds.map((kind) => ({ value: kind, label: kindName[kind] }));
const detailNames = ["help", "unit", "min", "max", "categories", "slice"];

/** What stands in the details, for when they are folded. */
function summaryOf({ kind, unit, min, max, categories, open, slice, help }: FieldDraft): string {
  const range = min === "" && max === "" ? "" : `${min === "" ? "…" : min} to ${max === "" ? "…" : max} ${unit}`.trim();
  const listed = categories.split("\n").filter((line) => line.trim() !== "").length;
  const numeric = kind === "number" || kind === "integer";
  return [
    numeric ? range || unit : "",
    kind === "category" ? `${listed} ${listed === 1 ? "category" : "categories"}${open ? ", others let in" : ""}` : "",
    slice && (kind === "category" || kind === "boolean") ? "slice" : "",
    help,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** One input field of a use case. The details open by a button, and by themselves where something in them is wrong. */
export function FieldRow({ draft, index, count, problemAt, onChange, onMove, onRemove }: FieldRowProps) {
  const [opened, setOpened] = useState(draft.key === "");
  const shown = opened || detailNames.some((name) => problemAt(name) !== undefined);
  const summary = summaryOf(draft);
  return (
    <fieldset className={classes.row} aria-label={`Field ${index + 1}: ${draft.key || "new"}`}>
      <div className={classes.field}>
        <TextInput
          label="Key"
          value={draft.key}
          error={problemAt("key")}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ key: event.currentTarget.value })}
        />
        <TextInput
          label="Label"
          placeholder={draft.key}
          value={draft.label}
          error={problemAt("label")}
          autoComplete="off"
          onChange={(event) => onChange({ label: event.currentTarget.value })}
        />
        <Select
          label="Kind"
          data={kinds}
          allowDeselect={false}
          value={draft.kind}
          error={problemAt("kind")}
          onChange={(kind) => onChange({ kind: (kind ?? draft.kind) as Field["kind"] })}
        />
        <div className={classes.tick}>
          <Checkbox
            label="Required"
            checked={draft.required}
            error={problemAt("required")}
            onChange={(event) => onChange({ required: event.currentTarget.checked })}
          />
        </div>
        <div className={classes.buttons}>
          <RowButtons
            what={`field ${draft.key || index + 1}`}
            first={index === 0}
            last={index === count - 1}
            onMove={onMove}
            onRemove={onRemove}
          />
        </div>
      </div>
      {shown ? (
        <FieldDetails draft={draft} problemAt={problemAt} onChange={onChange} />
      ) : (
        <Text size="xs" c="dimmed" className={classes.summary ?? ""} lineClamp={2} component="div">
          {summary}{" "}
          <Button variant="subtle" color="gray" size="compact-xs" onClick={() => setOpened(true)}>
            {summary === "" ? "Add help and details" : "Edit details"}
          </Button>
        </Text>
      )}
    </fieldset>
  );
}

function FieldDetails({ draft, problemAt, onChange }: Pick<FieldRowProps, "draft" | "problemAt" | "onChange">) {
  const numeric = draft.kind === "number" || draft.kind === "integer";
  return (
    <div className={classes.details}>
      {numeric && (
        <>
          <TextInput
            className={classes.narrow ?? ""}
            label="Unit"
            value={draft.unit}
            error={problemAt("unit")}
            onChange={(event) => onChange({ unit: event.currentTarget.value })}
          />
          {(["min", "max"] as const).map((name) => (
            <NumberInput
              key={name}
              className={classes.narrow ?? ""}
              label={name === "min" ? "Smallest value" : "Largest value"}
              value={draft[name]}
              error={problemAt(name)}
              onChange={(value) => onChange({ [name]: value === "" ? "" : Number(value) })}
            />
          ))}
        </>
      )}
      {draft.kind === "category" && (
        <Textarea
          className={classes.wide ?? ""}
          label="Categories"
          description="One per line."
          autosize
          minRows={3}
          maxRows={10}
          value={draft.categories}
          error={problemAt("categories")}
          onChange={(event) => onChange({ categories: event.currentTarget.value })}
        />
      )}
      {(draft.kind === "category" || draft.kind === "boolean") && (
        <div className={classes.ticks}>
          {draft.kind === "category" && (
            <Checkbox
              label="Open"
              description="Lets other values in, marked. They are never automated."
              checked={draft.open}
              onChange={(event) => onChange({ open: event.currentTarget.checked })}
            />
          )}
          <Checkbox
            label="Slice"
            description="Groups whose results are watched separately."
            checked={draft.slice}
            error={problemAt("slice")}
            onChange={(event) => onChange({ slice: event.currentTarget.checked })}
          />
        </div>
      )}
      <Textarea
        className={classes.full ?? ""}
        label="Help for reviewers"
        autosize
        minRows={1}
        maxRows={6}
        value={draft.help}
        error={problemAt("help")}
        onChange={(event) => onChange({ help: event.currentTarget.value })}
      />
    </div>
  );
}
