import { z } from "zod";
import { itemFilterSchema } from "@/lib/items/item-filter-schema";
import { newDecisionShape } from "@/lib/items/override-schema";
import type { Role } from "@/lib/platform/generated/prisma/enums";

/**
 * The most items that one person decides in one go, by role; of several roles the largest counts, and admins have a
 * manager's. Reviewers decide one by one: they are asked for what they saw, not for what a list says.
 */
export const bulkLimits: Record<Role, number> = { manager: 10_000, adjudicator: 1_000, reviewer: 0, auditor: 0 };

/** The largest of them: no request holds more. */
const mostInBulk = Math.max(...Object.values(bulkLimits));

/** Seconds in which a decision on many items can be taken back; more than one verdict has, because there is more to see. */
export const bulkUndoSeconds = 60;

/** How many of those that are left out are named, for each reason. */
export const mostNamed = 100;

const useCaseId = z.uuid();
const ids = z.array(z.uuid()).max(mostInBulk, `At most ${mostInBulk.toLocaleString("en-GB")} items at once.`);

/** Items that were ticked one by one, or all that match the list's filters. */
const selectionSchema = z.union([
  z.strictObject({ ids: ids.min(1, "Choose at least one item.") }),
  z.strictObject({ filter: itemFilterSchema }),
]);

export type Selection = z.infer<typeof selectionSchema>;

export const bulkPreviewInputSchema = z.strictObject({
  useCaseId,
  selection: selectionSchema,
  answer: newDecisionShape.answer,
});

/** `ids` and, place by place, the number of the decision that each had in the preview (0: none). */
export const bulkInputSchema = z
  .strictObject({
    useCaseId,
    ids: ids.min(1, "Choose at least one item."),
    seqs: z.array(z.int().min(0)).max(mostInBulk),
    filter: itemFilterSchema.nullable(),
    ...newDecisionShape,
  })
  .refine((input) => input.ids.length === input.seqs.length, { path: ["seqs"], message: "One number for each item." });

export const bulkRowsInputSchema = z.strictObject({ useCaseId, ids: z.array(z.uuid()).max(100) });
export const undoBulkInputSchema = z.strictObject({ useCaseId, bulkId: z.uuid() });
