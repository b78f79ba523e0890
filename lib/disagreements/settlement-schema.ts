import { z } from "zod";
import { answerInputSchema } from "@/lib/review/review-schema";

/** What went wrong, for whoever settles to choose from. */
export const rootCauses = [
  "model_error",
  "human_error",
  "ambiguous_guideline",
  "bad_input",
  "acceptable_variation",
] as const;

/** The most characters of a proposal to change the guideline. */
const proposalLimit = 5_000;

const text = z.string().refine((value) => value.isWellFormed() && !/(?![\n\t\r])\p{Cc}/u.test(value), {
  message: "This text holds characters that cannot be stored. Type it again instead of pasting it.",
});

export const disagreementInputSchema = z.strictObject({ disagreementId: z.uuid() });

/** An answer; null: nobody can decide on this input. */
const verdictSchema = answerInputSchema.shape.answer.nullable();

export const firstVerdictSchema = z.strictObject({ disagreementId: z.uuid(), answer: verdictSchema });

export const settlementSchema = z.strictObject({
  disagreementId: z.uuid(),
  answer: verdictSchema,
  /** Null only where every answer says the same as this one: then nothing went wrong. */
  rootCause: z.enum(rootCauses).nullable(),
  note: answerInputSchema.shape.note,
  /** How the guideline should change; empty: it should not. */
  proposal: text.max(proposalLimit, `A proposal has at most ${proposalLimit.toLocaleString("en-GB")} characters.`),
});

export type Settlement = z.infer<typeof settlementSchema>;
