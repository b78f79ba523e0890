import { z } from "zod";

/**
 * How a verdict was given beside the model's answer, kept apart because pooled they mislead: never shown it; answered
 * first, then shown; shown it from the start; a check of an automated item, blind.
 */
export const measures = ["blind", "revealed", "seen", "checked"] as const;
export type Measure = (typeof measures)[number];

/** The three that the page tells apart: an answer given before the model's was shown is blind too. */
export const verdictKinds = ["blind", "checked", "seen"] as const;
export type VerdictKind = (typeof verdictKinds)[number];

export const kindOfMeasure: Record<Measure, VerdictKind> = {
  blind: "blind",
  revealed: "blind",
  checked: "checked",
  seen: "seen",
};

export const verdictKindName: Record<VerdictKind, string> = {
  blind: "Blind verdicts",
  checked: "Checks of automated items",
  seen: "With the suggestion in view",
};

const day = z.iso.date().optional().catch(undefined);

/** What the agreement page can be narrowed to, as its URL says it. What a URL says wrongly is left out, never an error. */
export const agreementFilterSchema = z.object({
  /** First and last day on which items arrived, both included, in UTC. */
  from: day,
  to: day,
  /** A model version that was champion. */
  version: z.coerce.number().int().positive().max(1_000_000_000).optional().catch(undefined),
  verdicts: z.enum(verdictKinds).optional().catch(undefined),
});

export type AgreementFilter = z.infer<typeof agreementFilterSchema>;

/** The items behind a cell of the page's table, and which page of them. */
export const comparedFilterSchema = agreementFilterSchema.extend({
  predicted: z.string().max(64).optional().catch(undefined),
  answered: z.string().max(64).optional().catch(undefined),
  after: z.uuid().optional().catch(undefined),
  before: z.uuid().optional().catch(undefined),
});

export type ComparedFilter = z.infer<typeof comparedFilterSchema>;
