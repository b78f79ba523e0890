import type { Problem } from "@/lib/platform/errors";
import { isoMoment } from "@/lib/platform/iso-moment";
import type { Field } from "@/lib/use-cases/definition-schema";

/** Largest texts and images that an item may hold. */
export const inputLimits = { text: 1_000, longText: 100_000, category: 200, imageBytes: 5 * 1024 * 1024 } as const;

export type InputValue = string | number | boolean;
/** An item's input, by field key; fields without a value are left out. */
export type ItemInput = Record<string, InputValue>;

export type ParsedInput =
  | { ok: true; input: ItemInput /** Keys of open category fields whose value is not listed. */; unlisted: string[] }
  | { ok: false; problems: Problem[] };

const imageTypes: Record<string, (bytes: Buffer) => boolean> = {
  png: (bytes) => bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
  jpeg: (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  gif: (bytes) => bytes.subarray(0, 4).toString("latin1") === "GIF8",
  webp: (bytes) => bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP",
};

/** A sentence saying what is wrong with a text, or null. */
function textProblem(value: unknown, most: number): string | null {
  if (typeof value !== "string") return "This must be a text.";
  if (value.length > most) return `This text has ${value.length} characters; at most ${most} are allowed.`;
  if (!value.isWellFormed()) return "This text holds half of a character (a lone surrogate).";
  if (value.includes("\u0000")) return "This text holds a null character.";
  return null;
}

function numberProblem(field: Field, value: unknown): string | null {
  if (typeof value !== "number" || !Number.isFinite(value)) return "This must be a number.";
  if (field.kind === "integer" && !Number.isSafeInteger(value)) return "This must be a whole number below 2^53.";
  const unit = field.unit === undefined ? "" : ` ${field.unit}`;
  if (field.min !== undefined && value < field.min) return `This must be at least ${field.min}${unit}.`;
  if (field.max !== undefined && value > field.max) return `This must be at most ${field.max}${unit}.`;
  return null;
}

function imageProblem(value: unknown): string | null {
  if (typeof value !== "string") return "This must be an image: a data URI or an https URL.";
  if (value.startsWith("https://")) {
    return URL.canParse(value) && value.length <= 2000 ? null : "This is not a usable https URL.";
  }
  const match = /^data:image\/(png|jpeg|gif|webp);base64,/.exec(value.slice(0, 40));
  if (match === null) return "An image is a data URI (PNG, JPEG, GIF or WebP, base64) or an https URL.";
  const body = value.slice(match[0].length);
  if (body.length * 0.75 > inputLimits.imageBytes + 2) return "This image is larger than 5 MB.";
  if (body.length === 0 || body.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(body)) {
    return "This image's base64 is broken.";
  }
  const looksRight = imageTypes[match[1] ?? ""];
  const bytes = Buffer.from(body.slice(0, 64), "base64");
  return looksRight?.(bytes) === true ? null : "The bytes of this image are not of the type that it claims.";
}

/** A sentence saying what is wrong with a value, or null. */
function valueProblem(field: Field, value: unknown): string | null {
  switch (field.kind) {
    case "text":
      return textProblem(value, inputLimits.text);
    case "long_text":
      return textProblem(value, inputLimits.longText);
    case "number":
    case "integer":
      return numberProblem(field, value);
    case "boolean":
      return typeof value === "boolean" ? null : "This must be true or false.";
    case "category": {
      const problem = textProblem(value, inputLimits.category);
      if (problem !== null) return problem;
      if (field.open || (field.categories ?? []).includes(value as string)) return null;
      const shown = (field.categories ?? []).slice(0, 12).join(", ");
      const more = (field.categories?.length ?? 0) > 12 ? ", …" : "";
      return `"${(value as string).slice(0, 60)}" is not one of: ${shown}${more}.`;
    }
    case "datetime":
      return typeof value === "string" && isoMoment(value) !== null
        ? null
        : "This must be a date and time such as 2026-03-01T14:30:00Z.";
    case "image":
      return imageProblem(value);
  }
}

/**
 * Holds an item's input against the fields of its use case. `null` counts as missing. Paths are `input.<field>`.
 * Date-times keep the form they were sent in.
 */
export function parseInput(fields: readonly Field[], input: unknown): ParsedInput {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return { ok: false, problems: [{ path: "input", message: "The input must be an object with the fields' keys." }] };
  }
  const problems: Problem[] = [];
  const known = new Set(fields.map((field) => field.key));
  for (const key of Object.keys(input)) {
    if (!known.has(key))
      problems.push({ path: `input.${key.slice(0, 80)}`, message: "This use case has no such field." });
  }
  const parsed: ItemInput = {};
  const unlisted: string[] = [];
  for (const field of fields) {
    const value: unknown = Object.hasOwn(input, field.key) ? (input as Record<string, unknown>)[field.key] : undefined;
    if (value === undefined || value === null) {
      if (field.required) problems.push({ path: `input.${field.key}`, message: `${field.label} is missing.` });
      continue;
    }
    const problem = valueProblem(field, value);
    if (problem !== null) {
      problems.push({ path: `input.${field.key}`, message: problem });
      continue;
    }
    parsed[field.key] = value as InputValue;
    if (field.kind === "category" && !(field.categories ?? []).includes(value as string)) unlisted.push(field.key);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, input: parsed, unlisted };
}
