import { z } from "zod";

const storable = (text: string) => text.isWellFormed() && !text.includes("\u0000");

const shortText = (name: string, most: number) =>
  z
    .string(`${name} must be a text.`)
    .min(1, `${name} must not be empty.`)
    .max(most, `${name} has at most ${most} characters.`)
    .refine(storable, `${name} holds characters that cannot be stored.`);

const probability = z
  .number("A score is a number.")
  .min(0, "A score lies between 0 and 1.")
  .max(1, "A score lies between 0 and 1.");

/** A caller's own model's answer, used in place of ours. */
const suppliedPredictionSchema = z
  .strictObject({
    outcome: z.string().max(64).optional(),
    scores: z.record(z.string().max(64), probability).optional(),
    value: z.number().optional(),
    spread: z.number().min(0, "A spread cannot be negative.").optional(),
  })
  .refine(
    (prediction) =>
      prediction.outcome !== undefined || prediction.scores !== undefined || prediction.value !== undefined,
    {
      message: "A prediction has an outcome, scores or a value.",
    },
  );

/** An item as callers send it. `input` is held against the use case's fields afterwards. */
export const itemBodySchema = z.strictObject({
  externalId: shortText("The external id", 200),
  // Not z.record: that drops a key such as __proto__ silently, and it must be refused.
  input: z.custom<Record<string, unknown>>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "The input must be an object with the fields' keys.",
  ),
  entityKey: shortText("The entity key", 200).optional(),
  tags: z.array(shortText("A tag", 64)).max(20, "At most 20 tags.").optional(),
  prediction: suppliedPredictionSchema.optional(),
});

export type ItemBody = z.infer<typeof itemBodySchema>;
export type SuppliedPrediction = z.infer<typeof suppliedPredictionSchema>;
