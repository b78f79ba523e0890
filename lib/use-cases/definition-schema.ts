import { z } from "zod";

/** Outcomes without a colour take the next of these, in order. Names of the interface's palette; no red (that is a halt). */
export const outcomeColours = ["teal", "grape", "cyan", "lime", "pink", "indigo", "yellow", "gray", "green"] as const;

export const fieldKinds = [
  "text",
  "long_text",
  "number",
  "integer",
  "boolean",
  "category",
  "datetime",
  "image",
] as const;

/** A text without control characters but line breaks and tabs, and without halves of surrogate pairs. */
const plainText = (most: number) =>
  z
    .string()
    .max(most, `At most ${most} characters.`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
    .refine((text) => text.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text), {
      message: "This text holds characters that cannot be stored.",
    });

const key = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/, "A key starts with a letter, then letters, digits, _, - or . (at most 64).")
  .refine((value) => value !== "__proto__", { message: "This key is not allowed." });

export const slugSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, "A slug has lower-case letters, digits and hyphens (at most 64).")
  .refine((value) => value !== "new" && value !== "all", { message: "This slug is taken by a page." });

export const fieldSchema = z
  .strictObject({
    key,
    label: plainText(100).optional(),
    help: plainText(1000).default(""),
    kind: z.enum(fieldKinds),
    required: z.boolean().default(false),
    /** Numbers only: what the number counts. */
    unit: plainText(32).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    /** Categories only. */
    categories: z.array(plainText(200).min(1)).max(1000).optional(),
    /** Categories only: values outside the list are let in, and marked. */
    open: z.boolean().default(false),
    /** Tells groups apart whose results are watched separately. */
    slice: z.boolean().default(false),
  })
  .superRefine((field, context) => {
    const problem = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const numeric = field.kind === "number" || field.kind === "integer";
    for (const name of ["unit", "min", "max"] as const) {
      if (!numeric && field[name] !== undefined) problem(name, "Only fields of kind number or integer have this.");
    }
    if (field.min !== undefined && field.max !== undefined && field.min > field.max) {
      problem("max", "The largest value lies below the smallest.");
    }
    if (field.kind === "category") {
      if ((field.categories ?? []).length === 0 && !field.open)
        problem("categories", "A closed category field needs a list.");
      if (new Set(field.categories).size !== (field.categories?.length ?? 0)) {
        problem("categories", "A category stands here twice.");
      }
    } else if (field.categories !== undefined || field.open) {
      problem("categories", "Only fields of kind category have these.");
    }
    if (field.slice && !["category", "boolean"].includes(field.kind)) {
      problem("slice", "Only category and boolean fields can identify a slice.");
    }
  })
  .transform((field) => ({
    ...field,
    label: field.label ?? field.key,
    ...(field.kind === "category" && { categories: field.categories ?? [] }),
  }));

const outcomeSchema = z
  .strictObject({
    key: plainText(64).min(1, "An outcome needs a key."),
    label: plainText(100).optional(),
    colour: z.enum(outcomeColours).optional(),
    hotkey: z
      .string()
      .regex(/^[0-9a-z]$/, "A hotkey is one digit or lower-case letter.")
      .refine((value) => !"usegno".includes(value), { message: "The desk uses this key itself." })
      .optional(),
    errorCost: z.number().min(0, "A cost cannot be negative.").default(1),
  })
  .transform((outcome) => ({ ...outcome, label: outcome.label ?? outcome.key }));

/** A reason that a reviewer can give for an override. The code is what is kept; its label may change. */
const reasonCodeSchema = z
  .strictObject({ key, label: plainText(100).optional() })
  .transform((reason) => ({ ...reason, label: reason.label || reason.key }));

const targetSchema = z
  .strictObject({
    unit: plainText(32).default(""),
    /** The largest difference between two answers that still agree. */
    tolerance: z.number().min(0).default(0),
    min: z.number().optional(),
    max: z.number().optional(),
  })
  .refine((target) => target.min === undefined || target.max === undefined || target.min <= target.max, {
    path: ["max"],
    message: "The largest value lies below the smallest.",
  });

const freeHotkeys = "123456789abcdfhijklmpqrtvwxyz".split("");

/** A use case as the API, the command line and the interface define it. */
export const definitionSchema = z
  .strictObject({
    name: plainText(100).min(1, "A use case needs a name."),
    kind: z.enum(["classification", "regression"]).default("classification"),
    guideline: plainText(50_000).default(""),
    secondPersonToRaise: z.boolean().default(true),
    unit: z.enum(["item", "entity"]).default("item"),
    fields: z.array(fieldSchema).min(1, "A use case needs at least one field.").max(200),
    outcomes: z.array(outcomeSchema).max(200).optional(),
    target: targetSchema.optional(),
    reviewCost: z.number().min(0).optional(),
    /** What reviewers choose from when they override what the model suggested. */
    reasonCodes: z.array(reasonCodeSchema).max(50, "At most 50 reasons.").default([]),
    /** A verdict that differs from the suggestion that its reviewer saw needs one of the reasons. */
    reasonRequired: z.boolean().default(false),
    /** Whoever settles a disagreement sees the answers only after giving their own. */
    blindAdjudication: z.boolean().default(false),
  })
  .superRefine((definition, context) => {
    const problem = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    const twice = (keys: (string | undefined)[], list: string, name: string) => {
      keys.forEach((value, index) => {
        if (value !== undefined && value !== "" && keys.indexOf(value) < index) {
          problem([list, index, name], `"${value}" stands here twice.`);
        }
      });
    };
    twice(
      definition.fields.map((field) => field.key),
      "fields",
      "key",
    );
    twice(
      definition.reasonCodes.map((reason) => reason.key),
      "reasonCodes",
      "key",
    );
    if (definition.reasonRequired && definition.reasonCodes.length === 0) {
      problem(["reasonRequired"], "Add at least one reason, or require none.");
    }
    if (definition.kind === "classification") {
      if ((definition.outcomes?.length ?? 0) < 2)
        problem(["outcomes"], "A classification needs at least two outcomes.");
      if (definition.target !== undefined) problem(["target"], "Only a regression has a target.");
      for (const name of ["key", "hotkey"] as const) {
        twice(
          (definition.outcomes ?? []).map((outcome) => outcome[name]),
          "outcomes",
          name,
        );
      }
    } else {
      if (definition.target === undefined) problem(["target"], "A regression needs a target (unit and tolerance).");
      if ((definition.outcomes ?? []).length > 0)
        problem(["outcomes"], "A regression has a target instead of outcomes.");
    }
  })
  .transform((definition) => {
    const taken = new Set(definition.outcomes?.map((outcome) => outcome.hotkey));
    const free = freeHotkeys.filter((hotkey) => !taken.has(hotkey));
    const outcomes = (definition.outcomes ?? []).map((outcome, index) => ({
      ...outcome,
      colour: outcome.colour ?? outcomeColours[index % outcomeColours.length] ?? "gray",
      hotkey: outcome.hotkey ?? free.shift() ?? "",
    }));
    return { ...definition, outcomes };
  });

/** As it is written by people and callers: defaults may be left out. */
export type DefinitionInput = z.input<typeof definitionSchema>;
/** As the application uses it: complete, and accepted again as input. `outcomes` is empty for a regression. */
export type Definition = z.output<typeof definitionSchema>;
export type Field = Definition["fields"][number];
export type OutcomeDefinition = Definition["outcomes"][number];
