import { z } from "zod";

/** Which column holds what; null: none does. `answer` is the outcome, or a regression's number. */
const verdictColumnsSchema = z
  .strictObject({
    externalId: z.string().min(1, "Choose the column that holds the items' external ids."),
    reviewer: z.string().min(1, "Choose the column that names the reviewers."),
    answer: z.string().min(1, "Choose the column that holds the answers."),
    at: z.string().nullable(),
    suggestionVisible: z.string().nullable(),
    secondsSpent: z.string().nullable(),
    /** The day that counts for all of them where no column says when; UTC. */
    day: z.iso.date("This is no day.").nullable(),
  })
  .refine(({ at, day }) => (at === null) !== (day === null), {
    path: ["day"],
    message: "Say on which day they were given, or which column says so.",
  });

export type VerdictColumns = z.infer<typeof verdictColumnsSchema>;

/** The most characters of a file that one request holds, and of its header. */
export const partLimit = 400_000;
const headerLimit = 20_000;

/** A part of a CSV file: its header, whole rows of it, and the line of the file that the first of them is on. */
const partShape = {
  useCaseId: z.uuid(),
  header: z.string().max(headerLimit, "The first line is too long to be the header of a CSV file."),
  text: z.string().max(partLimit + headerLimit, "A row of this file is too long."),
  firstLine: z.int().min(1),
};

export const verdictHeadSchema = z.strictObject(partShape);
export const verdictPartSchema = z.strictObject({ ...partShape, columns: verdictColumnsSchema });

export type VerdictPart = z.infer<typeof verdictPartSchema>;
