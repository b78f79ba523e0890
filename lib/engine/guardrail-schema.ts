import { z } from "zod";

const field = z.string().min(1, "Name a field.").max(64);
const finite = z.number("A number is needed here.");
const outcomeKey = z.string().min(1).max(64);

const shared = {
  /** Stable name of the guardrail in this use case: its counts are kept under it. */
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,47}$/, "Lower case letters, digits and hyphens, at most 48."),
  /** How people call it; empty: as its kind and values say. */
  label: z.string().trim().max(120, "At most 120 characters.").default(""),
  /** It only counts what it would have stopped. */
  watch: z.boolean().default(false),
};

/** A rule that keeps an item from being automated. What it names is what it stops. */
export const guardrailSchema = z.discriminatedUnion("kind", [
  /** Input: the field has no value. */
  z.strictObject({ ...shared, kind: z.literal("missing_field"), field }),
  /** Input: a number or a moment (ISO 8601) outside these bounds. */
  z.strictObject({
    ...shared,
    kind: z.literal("field_outside"),
    field,
    min: finite.optional(),
    max: finite.optional(),
  }),
  /** Input: a category that is not one of these. */
  z.strictObject({
    ...shared,
    kind: z.literal("category_not_in"),
    field,
    categories: z.array(z.string().max(200)).min(1).max(200),
  }),
  /** Input: one of these values: a slice that is never automated. */
  z.strictObject({
    ...shared,
    kind: z.literal("slice"),
    field,
    values: z
      .array(z.union([z.string().max(200), z.number(), z.boolean()]))
      .min(1)
      .max(200),
  }),
  /** Input: a text that matches the pattern (RE2: linear time, no look-around, no back references). */
  z.strictObject({ ...shared, kind: z.literal("text_matches"), field, pattern: z.string().min(1).max(500) }),
  /** Input: any of these fields (none named: every field) lies outside what the champion was trained on. */
  z.strictObject({ ...shared, kind: z.literal("outside_reference"), fields: z.array(field).max(100).default([]) }),
  /** Output: the confidence lies below. */
  z.strictObject({ ...shared, kind: z.literal("score_below"), score: z.number().min(0).max(1) }),
  /** Output: the first outcome's score leads the second's by less. */
  z.strictObject({ ...shared, kind: z.literal("margin_below"), margin: z.number().min(0).max(1) }),
  /** Output: one of these outcomes. */
  z.strictObject({ ...shared, kind: z.literal("outcome"), outcomes: z.array(outcomeKey).min(1).max(100) }),
  /** Output of a regression: a value outside these bounds. */
  z.strictObject({ ...shared, kind: z.literal("value_outside"), min: finite.optional(), max: finite.optional() }),
  /** Rate: more than this many automated within 60 minutes, of the use case or of one entity. */
  z.strictObject({
    ...shared,
    kind: z.literal("rate"),
    most: z.number().int().min(0).max(10_000_000),
    per: z.enum(["use_case", "entity"]).default("use_case"),
  }),
  /** Time: outside these hours (`HH:MM`, end excluded; an end before the start runs past midnight) of these days (1 Monday to 7 Sunday). */
  z.strictObject({
    ...shared,
    kind: z.literal("outside_hours"),
    from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "A time as 08:00."),
    to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "A time as 18:00."),
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7).default([1, 2, 3, 4, 5, 6, 7]),
    timeZone: z.string().min(1).max(64).default("UTC"),
  }),
  /** A condition in the expression language (CEL) over `input`, `prediction`, `entityKey`, `tags`; true stops, and so does an error. */
  z.strictObject({
    ...shared,
    kind: z.literal("expression"),
    when: z.string().trim().min(1, "Write a condition.").max(2000, "At most 2000 characters."),
  }),
]);

export type Guardrail = z.infer<typeof guardrailSchema>;

export type GuardrailKind = Guardrail["kind"];

/** What a guardrail said about an item, where it said something. Stored with the item's route. */
export interface GuardrailFinding {
  guardrail: string;
  kind: GuardrailKind;
  /** False where it only watches. */
  acts: boolean;
  /** `error`: it could not be evaluated, which stops like a hit. */
  result: "stopped" | "error";
  /** What it met, for people; holds no input values beyond the field's name. */
  detail: string;
}
