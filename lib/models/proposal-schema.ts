import { z } from "zod";

/** What a proposed mapping leaves to a person. */
const questionSchema = z.object({
  /** The place in the mapping, e.g. `output.classes` or `inputs.0.columns.3.field`. */
  path: z.string(),
  /** `confirm`: the proposal is a good guess. `choose`: nothing could be proposed there. */
  kind: z.enum(["confirm", "choose"]),
  /** A sentence: what was taken for what and why, or what is missing. */
  message: z.string(),
});

/** How a model could be bound to a use case, from names, types and shapes. */
export const proposalSchema = z.object({
  /** As in mapping-schema.ts, except that a place to be chosen holds "" or is left out. */
  mapping: z.record(z.string(), z.unknown()),
  /** None: nothing is guessed. */
  questions: z.array(questionSchema),
  /** What the file calls the classes, in the order of the scores; absent where it does not say. */
  classNames: z.array(z.string()).optional(),
});

export type Question = z.infer<typeof questionSchema>;
export type Proposal = z.infer<typeof proposalSchema>;
