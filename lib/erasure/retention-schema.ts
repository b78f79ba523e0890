import { z } from "zod";

/** The law asks for logs of six months at least. */
export const fewestMonths = 6;
const mostMonths = 1200;

const months = (least: number) =>
  z
    .int("A whole number of months.")
    .min(least, `At least ${least} months.`)
    .max(mostMonths, `At most ${mostMonths} months.`);

/** How long a use case's inputs and notes are kept at least, and after how long they go by themselves; null: never. */
export const retentionSchema = z
  .strictObject({
    useCaseId: z.uuid(),
    keepMonths: months(fewestMonths),
    eraseMonths: months(fewestMonths).nullable(),
  })
  .refine(({ keepMonths, eraseMonths }) => eraseMonths === null || eraseMonths >= keepMonths, {
    path: ["eraseMonths"],
    message: "The longest time cannot end before the shortest.",
  });

export const countErasableSchema = z.strictObject({ useCaseId: z.uuid(), eraseMonths: months(fewestMonths) });

export const setHoldSchema = z.strictObject({
  useCaseId: z.uuid(),
  reason: z
    .string()
    .trim()
    .min(1, "Say why nothing may be erased, such as the number of a court case.")
    .max(500, "At most 500 characters."),
});

export const liftHoldSchema = z.strictObject({ useCaseId: z.uuid() });
