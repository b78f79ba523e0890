import { z } from "zod";

export const disagreementKinds = ["model_human", "human_human", "champion_challenger"] as const;
export const disagreementStatuses = ["open", "settled"] as const;

/** Bands of the model's confidence: at least `from`, below `to`. */
export const confidenceBands = {
  "0-50": { from: 0, to: 0.5 },
  "50-70": { from: 0.5, to: 0.7 },
  "70-90": { from: 0.7, to: 0.9 },
  "90-99": { from: 0.9, to: 0.99 },
  "99-100": { from: 0.99, to: null },
} as const;

export type ConfidenceBand = keyof typeof confidenceBands;

/** How long ago it was opened, in hours: at most, or at least. */
export const ages = {
  "within-day": { atMost: 24 },
  "within-week": { atMost: 168 },
  "over-week": { atLeast: 168 },
  "over-month": { atLeast: 720 },
} as const;

export type Age = keyof typeof ages;

const optional = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

/**
 * What the queue can be narrowed to, as its URL says it. What a URL says wrongly is left out, never an error. Left out,
 * the status is `open`: it is a queue.
 */
export const disagreementFilterSchema = z.object({
  /** A use case's slug. */
  useCase: optional(z.string().regex(/^[a-z0-9-]{1,64}$/)),
  kind: optional(z.enum(disagreementKinds)),
  status: z.enum([...disagreementStatuses, "any"]).catch("open"),
  /** `field=value` */
  slice: optional(
    z
      .string()
      .max(300)
      .refine((text) => text.includes("=") && text.isWellFormed() && !text.includes("\u0000")),
  ),
  /** Ids. */
  model: optional(z.uuid()),
  policy: optional(z.uuid()),
  confidence: optional(z.enum(Object.keys(confidenceBands) as [ConfidenceBand, ...ConfidenceBand[]])),
  age: optional(z.enum(Object.keys(ages) as [Age, ...Age[]])),
  /** Exactly this one: costs are few. */
  cost: optional(z.coerce.number().min(0).max(1e15)),
});

export type DisagreementFilter = z.output<typeof disagreementFilterSchema>;

/** Which page of the queue: its order, and the disagreement that it comes after or before. */
export const disagreementPageSchema = z.object({
  order: z.enum(["newest", "oldest"]).catch("newest"),
  after: optional(z.uuid()),
  before: optional(z.uuid()),
});

export type DisagreementPage = z.output<typeof disagreementPageSchema>;

/** The parts of an address that are about the queue, so that whoever settles comes back to the same list. */
export const filterNames = [
  "useCase",
  "kind",
  "status",
  "slice",
  "model",
  "policy",
  "confidence",
  "age",
  "cost",
] as const;
