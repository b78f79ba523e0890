import { z } from "zod";
import { legalBasisKeys } from "@/lib/erasure/legal-basis";

const why = {
  legalBasis: z.enum(legalBasisKeys, "Choose the legal basis."),
  /** The case's number in the asker's own files. */
  reference: z
    .string()
    .trim()
    .min(1, "Give the number that the case has in your files, without names.")
    .max(100, "At most 100 characters."),
};

/** What is to be erased, and why. */
export const requestErasureSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("item"), itemId: z.uuid(), ...why }),
  z.strictObject({
    kind: z.literal("entity"),
    useCaseId: z.uuid(),
    entityKey: z.string().min(1, "Give the entity key.").max(200, "At most 200 characters."),
    ...why,
  }),
  z.strictObject({ kind: z.literal("user"), userId: z.uuid(), ...why }),
  z.strictObject({
    kind: z.literal("external_reviewer"),
    useCaseId: z.uuid(),
    name: z.string().trim().min(1, "Give the name.").max(200, "At most 200 characters."),
    ...why,
  }),
]);

export const settleErasureSchema = z
  .strictObject({
    erasureId: z.uuid(),
    approve: z.boolean(),
    note: z.string().trim().max(2000, "At most 2000 characters.").default(""),
  })
  .refine((input) => input.approve || input.note !== "", {
    path: ["note"],
    message: "Say why, so that whoever asked knows what to do.",
  });

export const withdrawErasureSchema = z.strictObject({ erasureId: z.uuid() });

export const erasureStatuses = ["pending", "approved", "done", "declined", "withdrawn"] as const;

/** The list's filters, as they stand in its address. */
export const erasureFilterSchema = z.strictObject({
  status: z.enum(erasureStatuses).optional(),
  cursor: z.uuid().optional(),
});
