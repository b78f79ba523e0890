import { z } from "zod";
import { modeSchema } from "@/lib/engine/mode";

export const itemStatuses = ["in_review", "decided", "unusable"] as const;
export const deciders = ["model", "human", "fallback"] as const;

/** A day in UTC, as a date input writes it. */
const day = z.iso.date();

/** What the Items list can be narrowed to, as its URL says it. What a URL says wrongly is left out, never an error. */
export const itemFilterSchema = z.object({
  status: z.enum(itemStatuses).optional().catch(undefined),
  outcome: z.string().min(1).max(64).optional().catch(undefined),
  decidedBy: z.enum(deciders).optional().catch(undefined),
  mode: modeSchema.optional().catch(undefined),
  /** The engine was to automate the item and could not. */
  fallback: z.literal("yes").optional().catch(undefined),
  /** A guardrail found something on the item: the guardrail's key. */
  guardrail: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,47}$/)
    .optional()
    .catch(undefined),
  /** First and last day on which the item arrived, both included. */
  from: day.optional().catch(undefined),
  to: day.optional().catch(undefined),
  /** What the external id begins with. */
  externalId: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .refine((text) => text.isWellFormed() && !text.includes("\u0000"))
    .optional()
    .catch(undefined),
});

export type ItemFilter = z.infer<typeof itemFilterSchema>;

/** Which page of the list: its order, and the item that it comes after or before. */
export const itemPageSchema = z.object({
  order: z.enum(["newest", "oldest"]).catch("newest"),
  after: z.uuid().optional().catch(undefined),
  before: z.uuid().optional().catch(undefined),
});

export type ItemPage = z.infer<typeof itemPageSchema>;
