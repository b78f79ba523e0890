import { z } from "zod";

/** The most characters that a reviewer's note may have. */
export const noteLimit = 10_000;

/** The most characters of the reason for passing an item on. */
export const reasonLimit = 500;

/** Counts of what waits stop here: reading on would cost time and tell nobody more. */
export const mostCounted = 10_000;

/** Days that a review can be put off for. */
export const mostDaysDeferred = 30;

/** The most claims that one request names; far above what a desk ever sends. */
const claimsInOneRequest = 10;

/** Why a reviewer passes an item on. */
export const skipReasons = {
  not_my_field: "Not my field",
  need_more_time: "Needs more time than I have",
  other: "Another reason",
} as const satisfies Record<string, string>;

export type SkipReason = keyof typeof skipReasons;

const textOf = (limit: number, what: string) =>
  z
    .string()
    .max(limit, `A ${what} has at most ${limit.toLocaleString("en-GB")} characters. Shorten it to go on.`)
    .refine((text) => text.isWellFormed() && !/(?![\n\t\r])\p{Cc}/u.test(text), {
      message: `This ${what} holds characters that cannot be stored. Type it again instead of pasting it.`,
    });

const noteSchema = textOf(noteLimit, "note");

/** An answer: an outcome's key, or a number where the use case asks for one. */
const answerSchema = z.union([
  z.strictObject({ outcome: z.string().min(1).max(64) }),
  z.strictObject({ value: z.number("This must be a number.") }),
]);

export type Answer = z.infer<typeof answerSchema>;

/** A code that the use case's definition lists for overrides; null: none. */
const reasonCodeSchema = z.string().min(1).max(64).nullable();

/** What a reviewer has chosen and written so far. */
export const draftSchema = z.strictObject({
  answer: answerSchema.nullable(),
  note: noteSchema,
  reasonCode: reasonCodeSchema.optional(),
});

export type Draft = z.infer<typeof draftSchema>;

const useCaseId = z.uuid();
const reviewId = z.uuid();
const reviewIds = z.array(reviewId).max(claimsInOneRequest);

/** `loaded`: reviews that the desk has on the screen or preloaded, so that they are not handed out to it again. */
export const claimInputSchema = z.strictObject({ useCaseId, loaded: reviewIds });
export const claimAllInputSchema = z.strictObject({ loaded: reviewIds });
export const reviewInputSchema = z.strictObject({ useCaseId, reviewId });
export const reviewsInputSchema = z.strictObject({ useCaseId, reviewIds });
export const draftInputSchema = z.strictObject({ useCaseId, reviewId, draft: draftSchema });
export const answerInputSchema = z.strictObject({
  useCaseId,
  reviewId,
  answer: answerSchema,
  note: noteSchema,
  reasonCode: reasonCodeSchema.optional(),
});
export const firstAnswerInputSchema = z.strictObject({ useCaseId, reviewId, answer: answerSchema });
/** `note` says what is wrong with the input; it cannot be empty. */
export const unusableInputSchema = z.strictObject({
  useCaseId,
  reviewId,
  note: noteSchema.refine((text) => text.trim() !== "", {
    message: "Say in the note what is wrong with the input: an adjudicator reads it.",
  }),
});
/** `reason`: one of `skipReasons`; `note` says more, and has to where it is `other`. */
export const skipInputSchema = z
  .strictObject({
    useCaseId,
    reviewId,
    reason: z.enum(Object.keys(skipReasons) as [SkipReason, ...SkipReason[]]).nullable(),
    note: textOf(reasonLimit, "reason"),
  })
  .refine(({ reason, note }) => reason !== "other" || note.trim() !== "", {
    path: ["note"],
    message: "Say in a few words why you pass this item on.",
  });
/** `until`: a moment in the future, at most `mostDaysDeferred` ahead. */
export const deferInputSchema = z.strictObject({ useCaseId, reviewId, until: z.iso.datetime({ offset: true }) });
/** `note`: what the adjudicator should know; it cannot be empty. */
export const escalateInputSchema = z.strictObject({
  useCaseId,
  reviewId,
  note: noteSchema.refine((text) => text.trim() !== "", {
    message: "Say in the note why an adjudicator should decide this item.",
  }),
});
/** Without a review: all that the reviewer passed on and that still wait. */
export const unskipInputSchema = z.strictObject({ useCaseId, reviewId: reviewId.nullable() });
/** Of an item's waiting reviews, the one that this person may take is kept for them. */
export const assignInputSchema = z.strictObject({ useCaseId, itemId: z.uuid(), userId: z.uuid() });
