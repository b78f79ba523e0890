import { z } from "zod";

const shared = {
  /** Of the outcome that the model answered, in [0, 1]; for a regression its value. */
  score: z.number(),
  /** That the model was asked about. */
  rows: z.number().int(),
  ms: z.number(),
};

/** Why a prediction came out as it did, as it is kept. */
export const explanationResultSchema = z.discriminatedUnion("method", [
  z.object({
    method: z.literal("sampled_shapley"),
    ...shared,
    /** What the item was compared with: draws from the training reference's bins, or recent items of the use case. */
    background: z.enum(["training", "recent"]),
    /** Mean score there. */
    base: z.number(),
    /** Independent samples. */
    pairs: z.number().int(),
    /** Those that the model reads. All shares together are the score less the base. `error`: standard error. */
    fields: z.array(z.object({ key: z.string(), share: z.number(), error: z.number() })),
  }),
  z.object({
    method: z.literal("occlusion"),
    ...shared,
    field: z.string(),
    /** By how much the score drops where a part of the picture is covered; row by row. Below 0: it rises. */
    map: z.object({ rows: z.number().int(), columns: z.number().int(), drops: z.array(z.number()) }),
  }),
]);

export type ExplanationResult = z.infer<typeof explanationResultSchema>;

/** Why there is none, with a sentence for people. */
export const explanationFailureSchema = z.object({
  code: z.enum(["no_background", "no_answer", "changed", "internal"]),
  message: z.string(),
});

export type ExplanationFailure = z.infer<typeof explanationFailureSchema>;

/** Where an explanation is asked for: at the desk, on an item's page, or on a disagreement's. */
export const whyPlaceSchema = z.union([
  z.strictObject({ useCaseId: z.uuid(), reviewId: z.uuid() }),
  z.strictObject({ itemId: z.uuid() }),
  z.strictObject({ disagreementId: z.uuid() }),
]);

export type WhyPlace = z.infer<typeof whyPlaceSchema>;
