import type { Field } from "@/lib/use-cases/definition-schema";

/** The kinds of field, for people. */
export const kindName: Record<Field["kind"], string> = {
  text: "Text",
  long_text: "Long text",
  number: "Number",
  integer: "Whole number",
  boolean: "Yes or no",
  category: "Category",
  datetime: "Date and time",
  image: "Image",
};
