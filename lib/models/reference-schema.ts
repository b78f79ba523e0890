import { z } from "zod";

const count = z.number().int().min(0);

/** Numbers: what they were, and ten bins of about equal size. */
const numbersSchema = z.object({
  /** Rows with a number, and rows without. */
  count,
  missing: count,
  /** Null where there was no number. */
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  /** Sample standard deviation; null below two numbers. */
  deviation: z.number().nullable(),
  /**
   * Quantile bins, ascending, at most ten (fewer where one number fills several). The first holds `from` to `to`, the
   * others what is above `from` and at most `to`. Of long files they count an even sample of the rows.
   */
  bins: z.array(z.object({ from: z.number(), to: z.number(), count })).max(10),
});

const fieldStatisticsSchema = z.discriminatedUnion("kind", [
  /** Of number and integer fields. */
  z.object({ kind: z.literal("number"), ...numbersSchema.shape }),
  /** Milliseconds since 1970, UTC. */
  z.object({ kind: z.literal("datetime"), ...numbersSchema.shape }),
  /** Of texts: their lengths in characters. */
  z.object({ kind: z.literal("text"), ...numbersSchema.shape }),
  z.object({ kind: z.literal("boolean"), true: count, false: count, missing: count }),
  z.object({
    kind: z.literal("category"),
    count,
    missing: count,
    /** The most frequent 50, with how often they occur, most frequent first. */
    top: z.array(z.object({ category: z.string(), count })).max(50),
    /** Rows with any other category. */
    other: count,
  }),
]);

/** Statistics by field key; fields that the file has no column for, and images, are left out. */
export const referenceStatisticsSchema = z.record(z.string(), fieldStatisticsSchema);

export type FieldStatistics = z.infer<typeof fieldStatisticsSchema>;
export type ReferenceStatistics = z.infer<typeof referenceStatisticsSchema>;

/** What a model was trained on, frozen. */
export const referenceSchema = z.object({ rows: count, statistics: referenceStatisticsSchema });

export type Reference = z.infer<typeof referenceSchema>;
