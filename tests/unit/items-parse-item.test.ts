import { describe, expect, it } from "vitest";
import { parseItem } from "@/lib/items/parse-item";
import { AppError } from "@/lib/platform/errors";
import { definitionSchema } from "@/lib/use-cases/definition-schema";

const definition = definitionSchema.parse({
  name: "Loans",
  fields: [
    { key: "age", kind: "integer", required: true, min: 0, max: 120, unit: "years" },
    { key: "job", kind: "category", categories: ["clerk", "smith"], open: true },
    { key: "sex", kind: "category", categories: ["f", "m"] },
    { key: "letter", kind: "long_text" },
    { key: "name", kind: "text" },
    { key: "photo", kind: "image" },
    { key: "since", kind: "datetime" },
    { key: "member", kind: "boolean" },
  ],
  outcomes: [{ key: "yes" }, { key: "no" }],
});

const png =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

const body = (input: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  externalId: "a",
  input,
  ...rest,
});

describe("an item's body", () => {
  it("is taken with every kind of field", () => {
    const input = {
      age: 30,
      job: "clerk",
      sex: "f",
      letter: "Dear",
      name: "N",
      photo: png,
      since: "2026-01-01",
      member: true,
    };
    const parsed = parseItem(definition, body(input, { tags: ["x"], entityKey: "c1" }));
    expect(parsed).toMatchObject({
      externalId: "a",
      input,
      unlisted: [],
      entityKey: "c1",
      tags: ["x"],
      prediction: null,
    });
  });

  it("marks a category outside the list of an open field", () => {
    expect(parseItem(definition, body({ age: 1, job: "pilot" }))).toMatchObject({ unlisted: ["job"] });
  });

  it("takes null as missing", () => {
    expect(parseItem(definition, body({ age: 1, job: null }))).toMatchObject({ input: { age: 1 } });
  });

  it.each<[string, unknown, string, RegExp]>([
    ["an unknown field", body({ age: 1, shoe: 3 }), "input.shoe", /no such field/],
    ["a wrong type", body({ age: "30" }), "input.age", /must be a number/],
    ["a missing required field", body({}), "input.age", /missing/],
    ["a category outside a closed list", body({ age: 1, sex: "x" }), "input.sex", /not one of: f, m/],
    ["a number above its range", body({ age: 121 }), "input.age", /at most 120 years/],
    ["a number below its range", body({ age: -1 }), "input.age", /at least 0 years/],
    ["half a number", body({ age: 1.5 }), "input.age", /whole number/],
    ["an integer beyond 2^53", body({ age: 2 ** 53 }), "input.age", /whole number below 2\^53/],
    ["NaN", body({ age: Number.NaN }), "input.age", /must be a number/],
    ["an image that is text", body({ age: 1, photo: "hello" }), "input.photo", /data URI/],
    [
      "an image that is no image",
      body({ age: 1, photo: "data:image/png;base64,aGVsbG8=" }),
      "input.photo",
      /not of the type/,
    ],
    [
      "an image over 5 MB",
      body({ age: 1, photo: `data:image/png;base64,${"A".repeat(7_200_000)}` }),
      "input.photo",
      /5 MB/,
    ],
    ["an http image", body({ age: 1, photo: "http://example.org/a.png" }), "input.photo", /https/],
    ["1 MB of text", body({ age: 1, letter: "x".repeat(1_000_000) }), "input.letter", /at most 100000/],
    ["a lone surrogate", body({ age: 1, name: "\ud800" }), "input.name", /surrogate/],
    ["a null character", body({ age: 1, name: "a\u0000" }), "input.name", /null character/],
    ["a date that is none", body({ age: 1, since: "2026-02-31T99:00" }), "input.since", /date and time/],
    ["a yes for a boolean", body({ age: 1, member: "yes" }), "input.member", /true or false/],
    ["__proto__ as a field", body(JSON.parse('{"age":1,"__proto__":1}')), "input.__proto__", /no such field/],
    ["no external id", { input: { age: 1 } }, "externalId", /must be a text/],
    ["an empty external id", { externalId: "", input: { age: 1 } }, "externalId", /empty/],
    [
      "a lone surrogate in the external id",
      { externalId: "\udfff", input: { age: 1 } },
      "externalId",
      /cannot be stored/,
    ],
    ["an unknown key", { ...body({ age: 1 }), role: "admin" }, "role", /no such field/],
    ["an input that is a list", { externalId: "a", input: [] }, "input", /object/],
    ["a body that is a text", "hello", "item", /./],
    [
      "a score above 1",
      body({ age: 1 }, { prediction: { scores: { yes: 1.2 } } }),
      "prediction.scores.yes",
      /between 0 and 1/,
    ],
    [
      "an outcome that does not exist",
      body({ age: 1 }, { prediction: { outcome: "maybe" } }),
      "prediction.outcome",
      /no such/,
    ],
    [
      "scores that add up to more than 1",
      body({ age: 1 }, { prediction: { scores: { yes: 0.9, no: 0.9 } } }),
      "prediction.scores",
      /more than 1/,
    ],
    ["a value for a classification", body({ age: 1 }, { prediction: { value: 3 } }), "prediction.value", /regression/],
    ["an empty prediction", body({ age: 1 }, { prediction: {} }), "prediction", /outcome, scores or a value/],
  ])("is refused with %s, and the path and a sentence say why", (_, item, path, sentence) => {
    const refused = parseItem(definition, item);
    expect(refused).toBeInstanceOf(AppError);
    const problem = (refused as AppError).problems.find((found) => found.path === path);
    expect(problem?.message, JSON.stringify((refused as AppError).problems)).toMatch(sentence);
  });

  it("names every problem at once", () => {
    const refused = parseItem(definition, body({ age: "x", sex: "q", shoe: 1 })) as AppError;
    expect(refused.problems.map((problem) => problem.path).sort()).toEqual(["input.age", "input.sex", "input.shoe"]);
  });

  it("has one hash whatever the order of its keys", () => {
    const one = parseItem(definition, { externalId: "a", input: { age: 1, name: "n" } });
    const other = parseItem(definition, { input: { name: "n", age: 1 }, externalId: "a" });
    expect(one).toEqual(other);
  });

  it("rounds supplied scores and takes the highest as the outcome", () => {
    const parsed = parseItem(
      definition,
      body({ age: 1 }, { prediction: { scores: { yes: 0.12345678, no: 0.8765432 } } }),
    );
    expect(parsed).toMatchObject({
      prediction: { ok: true, outcome: "no", scores: { yes: 0.123457, no: 0.876543 }, confidence: 0.876543 },
    });
  });
});
