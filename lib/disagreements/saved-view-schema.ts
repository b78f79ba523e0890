import { z } from "zod";
import { filterNames } from "@/lib/disagreements/disagreement-filter-schema";

/** The list that the views here belong to. */
export const place = "disagreements";

/** A person keeps at most so many. */
export const mostViews = 30;

const name = z
  .string()
  .trim()
  .min(1, "Give the view a name.")
  .max(60, "A name has at most 60 characters.")
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), {
    message: "This name holds characters that cannot be stored.",
  });

/** The filters and the order of an address, and nothing else that stands in it. */
const query = z
  .string()
  .max(2_000)
  .transform((text) => {
    const given = new URLSearchParams(text);
    const kept = [...filterNames, "order"].flatMap((key) => {
      const value = given.get(key);
      return value === null ? [] : [[key, value] as [string, string]];
    });
    return new URLSearchParams(kept).toString();
  })
  .refine((text) => text.isWellFormed() && !text.includes("%00"), { message: "These filters cannot be kept." });

export const newViewSchema = z.strictObject({ name, query });
export const renameViewSchema = z.strictObject({ id: z.uuid(), name });
export const removeViewSchema = z.strictObject({ id: z.uuid() });

/** A list's filters under a name, as a link. */
export interface SavedView {
  id: string;
  name: string;
  query: string;
}
