import { z } from "zod";

const name = (what: string, max: number) =>
  z
    .string(`${what} is a text.`)
    .min(1, `${what} must not be empty.`)
    .max(max, `${what} has at most ${max} characters.`);

/** A strict object whose errors name it: what an unknown key is, above all. */
const object = <const T extends z.core.$ZodLooseShape>(what: string, shape: T) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `${what} has no ${issue.keys.join(", ")}.` : `${what} is an object.`,
  });

const number = (what: string) => z.number(`${what} is a finite number.`);

const oneOf = <const T extends readonly string[]>(what: string, values: T) =>
  z.enum(values, `${what} is one of ${values.join(", ")}.`);

const wholeNumber = (what: string, max: number) =>
  z.int(`${what} is a whole number.`).min(1, `${what} is at least 1.`).max(max, `${what} is at most ${max}.`);

const withoutDuplicates = (what: string) =>
  [(values: readonly string[]) => new Set(values).size === values.length, `${what} must not be named twice.`] as const;

const tensorName = name("A tensor's name", 500);
const fieldKey = name("A field's key", 200);
const categories = z
  .array(name("A category", 1000), "The categories are a list of texts.")
  .min(1, "Name at least one category.")
  .max(10_000, "A list holds at most 10,000 categories.")
  .refine(...withoutDuplicates("A category"));

/** How one field's value becomes numbers or a text of the model. */
const encodingSchema = z.discriminatedUnion(
  "kind",
  [
    /** A number, integer or boolean field as a number; false is 0 and true is 1. */
    object("The encoding number", { kind: z.literal("number") }),
    /** As it is, for string tensors. */
    object("The encoding text", { kind: z.literal("text") }),
    /** The category's position in the list, from 0; -1 for one that is not in it. */
    object("The encoding category_index", { kind: z.literal("category_index"), categories }),
    /** One number per category, 1 at the category's own place; all 0 for one that is not in the list. */
    object("The encoding one_hot", { kind: z.literal("one_hot"), categories }),
    /** A part of the moment, in UTC. Months and days count from 1; the day of the week from Monday, 0. */
    object("The encoding datetime", {
      kind: z.literal("datetime"),
      part: oneOf("The part", ["epoch_seconds", "year", "month", "day_of_month", "day_of_week", "hour"]),
    }),
  ],
  "An encoding's kind is one of number, text, category_index, one_hot, datetime.",
);

/** What the model is given where the item has no value. */
const missingSchema = z.union(
  [
    z.literal("refuse"),
    z.literal("nan"),
    z.strictObject({
      constant: z.union([number("A constant"), z.string()], "A constant is a finite number or a text."),
    }),
  ],
  'For a missing value say "refuse", "nan" or {"constant": ...}.',
);

const columnSchema = object("A column", {
  field: fieldKey,
  encoding: encodingSchema,
  missing: missingSchema.default("refuse"),
}).superRefine(({ encoding, missing }, context) => {
  if (missing === "refuse") return;
  const problem = missing === "nan" ? nanProblem(encoding) : constantProblem(encoding, missing.constant);
  if (problem !== null) context.addIssue({ code: "custom", path: ["missing"], message: problem });
});

function nanProblem(encoding: Encoding): string | null {
  return encoding.kind === "number" || encoding.kind === "datetime" || encoding.kind === "category_index"
    ? null
    : `A missing value cannot be NaN where the encoding is ${encoding.kind}.`;
}

function constantProblem(encoding: Encoding, constant: number | string): string | null {
  const text = typeof constant === "string";
  switch (encoding.kind) {
    case "text":
      return text ? null : "The constant for a text is a text.";
    case "number":
    case "datetime":
      return text ? `The constant for the encoding ${encoding.kind} is a number.` : null;
    case "category_index":
      return !text || encoding.categories.includes(constant) ? null : "The constant is none of the categories.";
    case "one_hot":
      return text && encoding.categories.includes(constant) ? null : "The constant must be one of the categories.";
  }
}

const columnInputSchema = object("An input from a column", {
  tensor: tensorName,
  from: z.literal("column"),
  type: oneOf("The type", ["float32", "float64", "int32", "int64", "bool", "string"]),
  column: columnSchema,
}).superRefine(({ type, column: { encoding, missing } }, context) => {
  const refuse = (message: string) => context.addIssue({ code: "custom", path: ["column"], message });
  if (encoding.kind === "one_hot") refuse("A one_hot encoding needs a vector, not a column of its own.");
  else if ((encoding.kind === "text") !== (type === "string")) {
    refuse("The encoding text goes with string tensors, and every other encoding with tensors of numbers.");
  } else if (type === "bool" && encoding.kind !== "number") refuse("A bool tensor takes the encoding number.");
  if (missing === "nan" && !type.startsWith("float")) refuse(`A missing value cannot be NaN in ${type}.`);
});

const vectorInputSchema = object("An input from a vector", {
  tensor: tensorName,
  from: z.literal("vector"),
  type: oneOf("A vector's type", ["float32", "float64", "int64", "string"]),
  columns: z
    .array(columnSchema, "The columns are a list.")
    .min(1, "A vector has at least one column.")
    .max(10_000, "A vector has at most 10,000 columns."),
}).superRefine(({ type, columns }, context) => {
  columns.forEach(({ encoding, missing }, index) => {
    const refuse = (message: string) => context.addIssue({ code: "custom", path: ["columns", index], message });
    if ((encoding.kind === "text") !== (type === "string")) {
      refuse("The encoding text goes with vectors of strings, and every other encoding with vectors of numbers.");
    }
    if (missing === "nan" && !type.startsWith("float")) refuse(`A missing value cannot be NaN in ${type}.`);
  });
});

const perChannel = (value: z.ZodNumber) =>
  z.union([value, z.array(value).min(1).max(3)], "Give one number, or one for each channel.");

/** The pixel's value v, 0 to 255, becomes (v / scale - mean) / deviation. */
const imageInputSchema = object("An input from an image", {
  tensor: tensorName,
  from: z.literal("image"),
  type: z.literal("float32", "An image goes into a float32 tensor."),
  field: fieldKey,
  width: wholeNumber("The width", 2048),
  height: wholeNumber("The height", 2048),
  channels: z.union([z.literal(1), z.literal(3)], "An image has 1 channel (grey) or 3 (red, green, blue)."),
  layout: oneOf("The layout", ["nchw", "nhwc"]),
  scale: number("The scale")
    .refine((scale) => scale !== 0, "The scale must not be 0: pixels are divided by it.")
    .default(255),
  mean: perChannel(number("The mean")).default(0),
  deviation: perChannel(
    number("The deviation").refine((value) => value !== 0, "The deviation must not be 0: pixels are divided by it."),
  ).default(1),
  /** White becomes black before anything else. */
  invert: z.boolean("Invert is true or false.").default(false),
}).superRefine((image, context) => {
  for (const key of ["mean", "deviation"] as const) {
    const value = image[key];
    if (Array.isArray(value) && value.length !== image.channels) {
      const message = `Give one number, or one for each of the ${image.channels} channels.`;
      context.addIssue({ code: "custom", path: [key], message });
    }
  }
});

const inputSchema = z.discriminatedUnion(
  "from",
  [columnInputSchema, vectorInputSchema, imageInputSchema],
  "An input comes from a column, a vector or an image.",
);

const scoresOutputSchema = object("An output of scores", {
  kind: z.literal("scores"),
  /** One tensor with a column per class, or a list of tensors, one for each class, in the classes' order. */
  tensor: z.union([tensorName, z.array(tensorName).min(2).max(1000)], "Name a tensor, or one for each class."),
  /** Outcome keys in the order of the tensor's columns. One column and two classes: the column is the second's score. */
  classes: z
    .array(name("An outcome's key", 64), "The classes are a list of outcome keys.")
    .min(2, "Name at least two classes.")
    .max(1000, "A model has at most 1,000 classes.")
    .refine(...withoutDuplicates("A class")),
  transform: oneOf("The transform", ["none", "softmax", "sigmoid"]).default("none"),
}).superRefine(({ tensor, classes }, context) => {
  if (!Array.isArray(tensor) || tensor.length === classes.length) return;
  const message = `There are ${tensor.length} tensors for ${classes.length} classes; each class needs its own.`;
  context.addIssue({ code: "custom", path: ["tensor"], message });
});

const valueOutputSchema = object("An output of a value", {
  kind: z.literal("value"),
  tensor: tensorName,
  /** Where the model says how far off it may be, in the value's unit. */
  spreadTensor: tensorName.optional(),
});

/** How a use case's fields reach a model's input tensors, and what its output tensors mean. */
export const mappingSchema = object("A mapping", {
  inputs: z
    .array(inputSchema, "The inputs are a list.")
    .min(1, "A mapping binds at least one input tensor.")
    .max(1000, "A mapping binds at most 1,000 input tensors.")
    .refine((inputs) => new Set(inputs.map(({ tensor }) => tensor)).size === inputs.length, {
      error: "An input tensor must not be bound twice.",
      when: ({ issues }) => issues.length === 0,
    }),
  output: z.discriminatedUnion("kind", [scoresOutputSchema, valueOutputSchema], "An output's kind is scores or value."),
});

export type Mapping = z.infer<typeof mappingSchema>;
export type MappingInput = Mapping["inputs"][number];
export type MappingOutput = Mapping["output"];
export type Column = z.infer<typeof columnSchema>;
export type Encoding = z.infer<typeof encodingSchema>;
export type ImageInput = z.infer<typeof imageInputSchema>;
