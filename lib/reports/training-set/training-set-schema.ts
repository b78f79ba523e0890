import { z } from "zod";

/** Where a label comes from, in the order in which it is worth trusting. */
export const provenances = ["adjudicated", "blind", "external", "suggestion_seen", "automated"] as const;
export type Provenance = (typeof provenances)[number];

export const provenanceName: Record<Provenance, string> = {
  adjudicated: "Adjudicated",
  blind: "Blind",
  external: "From another system",
  suggestion_seen: "Suggestion seen",
  automated: "Automated",
};

export const provenanceMeaning: Record<Provenance, string> = {
  adjudicated: "an adjudicator settled the item",
  blind: "people answered before they saw the model's answer, checks of automated items among them",
  external: "people who work in another system, without the model's answer in view",
  suggestion_seen: "people who had the model's answer, or a decision, in view",
  automated: "the model's own answer, or a fallback's",
};

export const trainingFormats = ["csv", "jsonl", "parquet"] as const;
export type TrainingFormat = (typeof trainingFormats)[number];

/** Everything that people said of their own accord, or settled. */
export const trustedProvenances = provenances.filter((one) => one !== "automated");

export const trainingSetSchema = z
  .object({
    /** First and last day on which items arrived, both included, in UTC. */
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    provenances: z
      .array(z.enum(provenances))
      .min(1, "Choose at least one kind of label.")
      .default(() => [...trustedProvenances]),
    format: z.enum(trainingFormats),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ["to"],
    message: "The last day lies before the first.",
  });

export type TrainingSetFilter = z.infer<typeof trainingSetSchema>;
