import type { Field } from "@/lib/use-cases/definition-schema";

/** One value of an item's input as it is shown. */
export interface InputView {
  key: string;
  label: string;
  kind: Field["kind"];
  /** Null: the item has no value here. */
  value: string | number | boolean | null;
  unit: string;
  /** The category lies outside the field's list. */
  unlisted: boolean;
}

/** An item's input in the order of the use case's fields. What the fields no longer name comes last, as text. */
export function inputView(
  fields: readonly Field[],
  input: Readonly<Record<string, unknown>>,
  unlisted: readonly string[],
): InputView[] {
  const shown = fields.map((field): InputView => {
    const value = Object.hasOwn(input, field.key) ? input[field.key] : null;
    return {
      key: field.key,
      label: field.label,
      kind: field.kind,
      value: typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null,
      unit: field.unit ?? "",
      unlisted: unlisted.includes(field.key),
    };
  });
  const known = new Set(fields.map((field) => field.key));
  const others = Object.entries(input)
    .filter(([key]) => !known.has(key))
    .map(
      ([key, value]): InputView => ({
        key,
        label: key,
        kind: "text",
        value: typeof value === "string" ? value : JSON.stringify(value),
        unit: "",
        unlisted: false,
      }),
    );
  return [...shown, ...others];
}

/** The values alone, by field. */
export type ShownInput = Readonly<Record<string, InputView["value"]>>;

export function shownInput(input: readonly InputView[]): ShownInput {
  return Object.fromEntries(input.map(({ key, value }) => [key, value]));
}
