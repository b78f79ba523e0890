"use client";
import { NumberInput, Select, TextInput } from "@mantine/core";
import { CategoriesField } from "@/components/models/mapping-editor/categories-field";
import { type EditedColumn, fitsTensor } from "@/components/models/mapping-editor/edited-mapping";
import { type Editor, fieldLabel } from "@/components/models/mapping-editor/editor";
import classes from "@/components/models/mapping-editor/mapping-editor.module.css";
import type { Column, Encoding } from "@/lib/inference/mapping-schema";
import type { Field } from "@/lib/use-cases/definition-schema";

interface ColumnFieldsProps {
  editor: Editor;
  /** Where the column goes. */
  input: { from: "column" | "vector"; type: string };
  column: EditedColumn;
  /** The column's place in the mapping. */
  path: string;
  /** What the fields are about, for screen readers. */
  what: string;
  onChange: (part: Partial<Column>) => void;
}

const encodingNames: Record<Encoding["kind"], string> = {
  number: "As a number",
  text: "As it is",
  one_hot: "One number per category",
  category_index: "Its place in a list",
  datetime: "A part of the date",
};

const dateParts = ["epoch_seconds", "year", "month", "day_of_month", "day_of_week", "hour"] as const;
const datePartNames: Record<(typeof dateParts)[number], string> = {
  epoch_seconds: "Seconds since 1970",
  year: "Year",
  month: "Month, 1 to 12",
  day_of_month: "Day of the month",
  day_of_week: "Day of the week, Monday is 0",
  hour: "Hour",
};

/** The likeliest first. */
const encodingKinds = Object.keys(encodingNames) as Encoding["kind"][];

function encodingOf(kind: Encoding["kind"], field: Field | undefined): Encoding {
  switch (kind) {
    case "one_hot":
    case "category_index":
      return { kind, categories: field?.categories ?? [] };
    case "datetime":
      return { kind, part: "epoch_seconds" };
    default:
      return { kind };
  }
}

/** Encodings that the tensor takes from that field. */
function encodingsFor(
  { fitting }: Pick<Editor, "fitting">,
  input: ColumnFieldsProps["input"],
  field: Field,
): Encoding[] {
  return encodingKinds
    .filter((kind) => fitting[field.kind].includes(kind))
    .map((kind) => encodingOf(kind, field))
    .filter((encoding) => {
      const tried = "categories" in encoding ? { ...encoding, categories: ["any"] } : encoding;
      return fitsTensor(input, { encoding: tried, missing: "refuse" });
    });
}

/** Fields that could go into a tensor, with how they would. */
export function fieldsFor(editor: Editor, input: ColumnFieldsProps["input"]): { field: Field; encoding: Encoding }[] {
  return editor.definition.fields.flatMap((field) => {
    const [encoding] = encodingsFor(editor, input, field);
    return encoding === undefined ? [] : [{ field, encoding }];
  });
}

/** Which field a column is taken from, how it becomes numbers or a text, and what happens where it is missing. */
export function ColumnFields({ editor, input, column, path, what, onChange }: ColumnFieldsProps) {
  const { fields } = editor.definition;
  const options = fieldsFor(editor, input);
  const known = options.some(({ field }) => field.key === column.field);
  const field = fields.find(({ key }) => key === column.field);
  const encodings = field === undefined ? [] : encodingsFor(editor, input, field);
  const { encoding } = column;

  function changeField(key: string) {
    const chosen = options.find((option) => option.field.key === key);
    if (chosen === undefined) return;
    // An encoding that fits the new field too is kept, but categories are a field's own.
    const kept = encodingsFor(editor, input, chosen.field).find(({ kind }) => kind === encoding.kind);
    onChange({ field: key, encoding: kept ?? chosen.encoding });
  }

  return (
    <>
      <div className={classes.cell} data-caption="Field">
        <Select
          aria-label={`Field for ${what}`}
          placeholder="Choose a field"
          searchable
          allowDeselect={false}
          data={[
            ...options.map((option) => ({ value: option.field.key, label: option.field.label })),
            ...(known || column.field === "" ? [] : [{ value: column.field, label: fieldLabel(fields, column.field) }]),
          ]}
          value={column.field === "" ? null : column.field}
          error={editor.problemAt(`${path}.field`)}
          onChange={(key) => key !== null && changeField(key)}
        />
      </div>
      <div className={classes.cell} data-caption="Goes in">
        <Select
          aria-label={`How it goes in: ${what}`}
          allowDeselect={false}
          data={[...new Set([...encodings.map(({ kind }) => kind), encoding.kind])].map((kind) => ({
            value: kind,
            label: encodingNames[kind],
          }))}
          value={encoding.kind}
          error={editor.problemAt(`${path}.encoding`)}
          onChange={(kind) => {
            const chosen = encodings.find((option) => option.kind === kind);
            if (chosen !== undefined) onChange({ encoding: chosen });
          }}
        />
        {encoding.kind === "datetime" && (
          <Select
            mt={4}
            aria-label={`Part of the date: ${what}`}
            allowDeselect={false}
            data={dateParts.map((part) => ({ value: part, label: datePartNames[part] }))}
            value={encoding.part}
            error={editor.problemAt(`${path}.encoding.part`)}
            onChange={(part) => onChange({ encoding: { kind: "datetime", part: part as (typeof dateParts)[number] } })}
          />
        )}
        {"categories" in encoding && (
          <CategoriesField
            label={`Categories, one per line: ${what}`}
            categories={encoding.categories}
            error={
              editor.problemAt(`${path}.encoding.categories`) ??
              encoding.categories
                .map((_, index) => editor.problemAt(`${path}.encoding.categories.${index}`))
                .find(Boolean)
            }
            onChange={(categories) => onChange({ encoding: { ...encoding, categories } })}
          />
        )}
      </div>
      <div className={classes.cell} data-caption="Without a value">
        <MissingField {...{ editor, input, column, path, what, onChange }} />
      </div>
    </>
  );
}

function MissingField({ editor, input, column, path, what, onChange }: ColumnFieldsProps) {
  const { missing, encoding } = column;
  const kind = typeof missing === "string" ? missing : "constant";
  const categories = "categories" in encoding ? encoding.categories : null;
  const takesText = encoding.kind === "text" || categories !== null;
  const first = takesText ? (categories?.[0] ?? "") : 0;
  const nan = fitsTensor(input, { encoding, missing: "nan" });
  const error = editor.problemAt(`${path}.missing`);
  return (
    <>
      <Select
        aria-label={`Without a value: ${what}`}
        allowDeselect={false}
        data={[
          { value: "refuse", label: "Do not predict" },
          ...(nan || kind === "nan" ? [{ value: "nan", label: "Not a number (NaN)" }] : []),
          { value: "constant", label: "Take a constant" },
        ]}
        value={kind}
        error={kind === "constant" ? undefined : error}
        onChange={(chosen) =>
          onChange({ missing: chosen === "constant" ? { constant: first } : chosen === "nan" ? "nan" : "refuse" })
        }
      />
      {typeof missing !== "string" &&
        (categories !== null ? (
          <Select
            mt={4}
            aria-label={`Category taken without a value: ${what}`}
            searchable
            allowDeselect={false}
            data={[...new Set(categories)]}
            value={typeof missing.constant === "string" ? missing.constant : null}
            error={error}
            onChange={(constant) => constant !== null && onChange({ missing: { constant } })}
          />
        ) : takesText ? (
          <TextInput
            mt={4}
            aria-label={`Text taken without a value: ${what}`}
            value={String(missing.constant)}
            error={error}
            onChange={(event) => onChange({ missing: { constant: event.currentTarget.value } })}
          />
        ) : (
          <NumberInput
            mt={4}
            aria-label={`Number taken without a value: ${what}`}
            value={missing.constant}
            error={error}
            onChange={(value) => onChange({ missing: { constant: value === "" ? "" : Number(value) } })}
          />
        ))}
    </>
  );
}
