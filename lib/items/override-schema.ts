import { z } from "zod";

const reason = z
  .string("Say why.")
  .trim()
  .min(1, "Say why.")
  .max(2000, "A reason has at most 2,000 characters.")
  .refine((text) => text.isWellFormed() && !/(?![\n\t\r])\p{Cc}/u.test(text), {
    message: "This reason holds characters that cannot be stored. Type it again instead of pasting it.",
  });

const useCaseId = z.uuid();
const itemId = z.uuid();

/** What decides, and why; the same for one item and for many. */
export const newDecisionShape = {
  answer: z.union(
    [
      z.strictObject({ outcome: z.string().min(1).max(64) }),
      z.strictObject({ value: z.number("This must be a number.") }),
    ],
    "Say the new outcome (or the value), and nothing else.",
  ),
  reason,
  /** One of the use case's reason codes; null: none. */
  reasonCode: z.string().min(1).max(64).nullable(),
};

export const overrideInputSchema = z.strictObject({ useCaseId, itemId, ...newDecisionShape });
export const undoOverrideInputSchema = z.strictObject({ useCaseId, reviewId: z.uuid() });
export const reopenInputSchema = z.strictObject({ useCaseId, itemId, reason });

export type NewDecision = Pick<z.infer<typeof overrideInputSchema>, "answer" | "reason" | "reasonCode">;
