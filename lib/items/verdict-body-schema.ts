import { z } from "zod";

const name = (what: string) =>
  z
    .string(`${what} must be a text.`)
    .trim()
    .min(1, `${what} must not be empty.`)
    .max(200, `${what} has at most 200 characters.`)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), `${what} holds characters that cannot be stored.`);

/** A verdict of somebody who works in another system, as callers send it. */
export const verdictBodySchema = z
  .strictObject({
    externalId: z
      .string("The external id must be a text.")
      .min(1, "The external id must not be empty.")
      .max(200, "The external id has at most 200 characters.")
      .refine((text) => text.isWellFormed() && !text.includes("\u0000"), "No item can have this external id."),
    reviewer: name("The reviewer").describe("Whose verdict it is, by the name that the other system gives"),
    outcome: z.string("An outcome is a text.").min(1).max(64).optional(),
    value: z.number("A value is a number.").optional().describe("In place of an outcome: a regression's number"),
    at: z.iso
      .datetime({ offset: true, error: "This is a moment such as 2024-03-01T09:30:00Z." })
      .describe("When it was given; not in the future"),
    suggestionVisible: z
      .boolean()
      .optional()
      .describe("Whether the reviewer could see the model's answer; left out: no"),
    secondsSpent: z.number().min(0).max(10_000_000).optional().describe("How long it took"),
  })
  .refine((verdict) => (verdict.outcome === undefined) !== (verdict.value === undefined), {
    path: ["outcome"],
    message: "A verdict has an outcome or a value.",
  });
