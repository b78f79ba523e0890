import { expect, it } from "vitest";
import { z } from "zod";
import { zodProblems } from "@/lib/platform/zod-problems";

const schema = z.strictObject({
  name: z.string().min(1).max(5),
  mode: z.enum(["slow", "quick"]),
  share: z.number().min(0).max(1),
  tags: z.array(z.strictObject({ key: z.uuid() })).max(2),
  both: z.union([z.string(), z.number()]),
  own: z.string("A sentence of the schema's own.").optional(),
});

const problemsOf = (value: unknown) => {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : zodProblems(parsed.error).map(({ path, message }) => `${path}: ${message}`);
};

it("says what is wrong in sentences, with the place", () => {
  expect(problemsOf({ name: "", mode: "fast", share: 2, tags: [{ key: "x" }], both: true, own: 1 })).toEqual([
    "name: This must not be empty.",
    "mode: This must be one of: slow, quick.",
    "share: This must be at most 1.",
    "tags.0.key: This is no id (a UUID).",
    "both: This has none of the forms that are taken here.",
    "own: A sentence of the schema's own.",
  ]);
  expect(problemsOf({ name: "longer", share: "1", tags: {} })).toEqual([
    "name: This may have at most 5 characters.",
    "mode: This must be one of: slow, quick.",
    "share: This must be a number.",
    "tags: This must be a list.",
    "both: This is missing.",
  ]);
  expect(problemsOf(7)).toEqual([": This must be an object."]);
});

it("names each key that is too many by its own place", () => {
  const tags = [{ key: "01a1ffea-faa6-7725-9129-2b41852da734", more: 1 }];
  expect(problemsOf({ name: "a", mode: "slow", share: 0, tags, both: 1, extra: 1, other: 2 })).toEqual([
    "tags.0.more: There is no such field here.",
    "extra: There is no such field here.",
    "other: There is no such field here.",
  ]);
});
