import { InputError } from "@/lib/inference/input-error";
import type { Column, Encoding } from "@/lib/inference/mapping-schema";
import { isoMoment } from "@/lib/platform/iso-moment";

/** An item's input: field key to value. Only own properties count. */
export type ItemInput = Readonly<Record<string, unknown>>;

type Present = string | number | boolean;

/** The field's value; null where the item has none. */
export function readField(input: ItemInput, field: string): Present | null {
  const value = Object.hasOwn(input, field) ? input[field] : null;
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new InputError("bad_input", `The field “${field}” holds neither a text, a finite number nor true or false.`);
}

/**
 * One field's value as the mapping's column says: a text for `text`, the category's position for `category_index` and
 * `one_hot` (-1 for one that is not listed), else a number, which is NaN only where the mapping asks for that.
 *
 * @throws InputError where there is no value and the mapping refuses that, or the value has another type.
 */
export function encodeColumn({ field, encoding, missing }: Column, input: ItemInput): string | number {
  const value = readField(input, field);
  if (value !== null) return encodeValue(encoding, value, field);
  if (missing === "refuse") throw new InputError("missing_input", `The field “${field}” is empty; the model needs it.`);
  if (missing === "nan") return Number.NaN;
  // A number stands for itself, also where it is a category's position.
  return typeof missing.constant === "number" ? missing.constant : encodeValue(encoding, missing.constant, field);
}

function encodeValue(encoding: Encoding, value: Present, field: string): string | number {
  switch (encoding.kind) {
    case "text":
      return String(value);
    case "category_index":
    case "one_hot":
      return encoding.categories.indexOf(String(value));
    case "number":
      if (typeof value === "string") throw new InputError("bad_input", `The field “${field}” is not a number.`);
      return Number(value);
    case "datetime":
      return datePart(encoding.part, readMoment(value, field));
  }
}

function readMoment(value: Present, field: string): Date {
  const moment = typeof value === "string" ? isoMoment(value) : null;
  if (moment === null) throw new InputError("bad_input", `The field “${field}” is not a date and time (ISO 8601).`);
  return moment;
}

function datePart(part: (Encoding & { kind: "datetime" })["part"], moment: Date): number {
  switch (part) {
    case "epoch_seconds":
      return Math.floor(moment.getTime() / 1000);
    case "year":
      return moment.getUTCFullYear();
    case "month":
      return moment.getUTCMonth() + 1;
    case "day_of_month":
      return moment.getUTCDate();
    case "day_of_week":
      return (moment.getUTCDay() + 6) % 7;
    case "hour":
      return moment.getUTCHours();
  }
}
