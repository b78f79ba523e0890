import { type ZodError, z } from "zod";
import type { Problem } from "@/lib/platform/errors";

const kinds: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  date: "a date and time",
};

const counted = (origin: string, count: number | bigint) =>
  origin === "string" ? `${count} characters` : `${count} ${Number(count) === 1 ? "entry" : "entries"}`;

/** A sentence for what a schema has no words of its own for; undefined leaves it to zod. */
const sentenceFor: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "This is missing.";
      return `This must be ${kinds[issue.expected] ?? `of the type ${issue.expected}`}.`;
    case "invalid_value":
      return `This must be ${issue.values.length > 1 ? "one of: " : ""}${issue.values.map(String).join(", ")}.`;
    case "invalid_union":
      return issue.input === undefined ? "This is missing." : "This has none of the forms that are taken here.";
    case "invalid_format":
      return issue.format === "uuid" ? "This is no id (a UUID)." : "This does not have the right form.";
    case "too_small":
      if (issue.origin === "string" && issue.minimum === 1) return "This must not be empty.";
      if (issue.origin === "number" || issue.origin === "int") {
        return `This must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}.`;
      }
      return `This needs at least ${counted(issue.origin, issue.minimum)}.`;
    case "too_big":
      if (issue.origin === "number" || issue.origin === "int") {
        return `This must be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}.`;
      }
      return `This may have at most ${counted(issue.origin, issue.maximum)}.`;
    default:
      return undefined;
  }
};

z.config({ customError: sentenceFor });

/** What a schema found, one problem per place. A key that is too many is a place of its own. */
export function zodProblems(error: ZodError): Problem[] {
  return error.issues.flatMap((issue) => {
    const place = (path: readonly PropertyKey[], message: string) => ({ path: path.join(".").slice(0, 300), message });
    if (issue.code !== "unrecognized_keys") return [place(issue.path, issue.message)];
    return issue.keys.map((key) => place([...issue.path, key], "There is no such field here."));
  });
}
