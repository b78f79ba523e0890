import { z } from "zod";

/** The most characters that a reviewer's note may have. */
export const noteLimit = 10_000;

/** Counts of what waits stop here: reading on would cost time and tell nobody more. */
export const mostCounted = 10_000;

/** The most claims that one request names; far above what a desk ever sends. */
const claimsInOneRequest = 10;

const noteSchema = z
  .string()
  .max(noteLimit, `A note has at most ${noteLimit.toLocaleString("en-GB")} characters. Shorten it to go on.`)
  .refine((text) => text.isWellFormed() && !/(?![\n\t\r])\p{Cc}/u.test(text), {
    message: "This note holds characters that cannot be stored. Type it again instead of pasting it.",
  });

/** An answer: an outcome's key, or a number where the use case asks for one. */
const answerSchema = z.union([
  z.strictObject({ outcome: z.string().min(1).max(64) }),
  z.strictObject({ value: z.number("This must be a number.") }),
]);

export type Answer = z.infer<typeof answerSchema>;

/** What a reviewer has chosen and written so far. */
export const draftSchema = z.strictObject({ answer: answerSchema.nullable(), note: noteSchema });

export type Draft = z.infer<typeof draftSchema>;

const useCaseId = z.uuid();
const reviewId = z.uuid();
const reviewIds = z.array(reviewId).max(claimsInOneRequest);

/** `loaded`: reviews that the desk has on the screen or preloaded, so that they are not handed out to it again. */
export const claimInputSchema = z.strictObject({ useCaseId, loaded: reviewIds });
export const reviewInputSchema = z.strictObject({ useCaseId, reviewId });
export const reviewsInputSchema = z.strictObject({ useCaseId, reviewIds });
export const draftInputSchema = z.strictObject({ useCaseId, reviewId, draft: draftSchema });
export const answerInputSchema = z.strictObject({ useCaseId, reviewId, answer: answerSchema, note: noteSchema });
export const firstAnswerInputSchema = z.strictObject({ useCaseId, reviewId, answer: answerSchema });
/** Without a review: all that the reviewer passed on and that still wait. */
export const unskipInputSchema = z.strictObject({ useCaseId, reviewId: reviewId.nullable() });
