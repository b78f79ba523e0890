import { describe, expect, it } from "vitest";
import { definitionSchema, slugSchema } from "@/lib/use-cases/definition-schema";

const field = (more: object = {}) => ({ key: "age", kind: "integer", ...more });
const category = (more: object = {}) => ({ key: "job", kind: "category", categories: ["clerk", "smith"], ...more });
const outcomes = [{ key: "yes" }, { key: "no" }];
const classification = (more: object = {}) => ({ name: "Loans", fields: [field()], outcomes, ...more });
const regression = (more: object = {}) => ({
  name: "Rings",
  kind: "regression",
  fields: [field()],
  target: { unit: "rings", tolerance: 1 },
  ...more,
});

describe("a definition", () => {
  it("is completed: labels, colours, hotkeys, costs and switches", () => {
    expect(definitionSchema.parse(classification({ fields: [field(), category()] }))).toEqual({
      name: "Loans",
      kind: "classification",
      guideline: "",
      secondPersonToRaise: true,
      unit: "item",
      fields: [
        { key: "age", label: "age", help: "", kind: "integer", required: false, open: false, slice: false },
        {
          key: "job",
          label: "job",
          help: "",
          kind: "category",
          required: false,
          open: false,
          slice: false,
          categories: ["clerk", "smith"],
        },
      ],
      outcomes: [
        { key: "yes", label: "yes", colour: "teal", hotkey: "1", errorCost: 1 },
        { key: "no", label: "no", colour: "grape", hotkey: "2", errorCost: 1 },
      ],
      reasonCodes: [],
      reasonRequired: false,
      blindAdjudication: false,
    });
  });

  it.each([
    ["a classification", classification({ fields: [field(), category({ open: true, categories: undefined })] })],
    ["a regression", regression()],
  ])("stays the same when it is read again: %s", (_, definition) => {
    const once = definitionSchema.parse(definition);
    expect(definitionSchema.parse(once)).toEqual(once);
    expect(definitionSchema.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it("gives hotkeys that nobody has taken and the desk does not use", () => {
    const many = Array.from({ length: 31 }, (_, index) => ({ key: `o${index}`, ...(index === 5 && { hotkey: "1" }) }));
    const { outcomes: complete } = definitionSchema.parse(classification({ outcomes: many }));
    const hotkeys = complete.map((outcome) => outcome.hotkey).filter((hotkey) => hotkey !== "");
    expect(new Set(hotkeys).size).toBe(hotkeys.length);
    expect(complete[5]?.hotkey).toBe("1");
    expect(complete[0]?.hotkey).toBe("2");
    for (const hotkey of hotkeys) expect("usegno").not.toContain(hotkey);
  });

  it("never gives an outcome the red of a halt", () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ key: `o${index}` }));
    const { outcomes: complete } = definitionSchema.parse(classification({ outcomes: many }));
    expect(complete.map((outcome) => outcome.colour)).not.toContain("red");
  });

  it.each<[string, unknown, string, RegExp]>([
    ["no name", classification({ name: "" }), "name", /needs a name/],
    ["no fields", classification({ fields: [] }), "fields", /at least one field/],
    [
      "201 fields",
      classification({ fields: Array.from({ length: 201 }, (_, i) => field({ key: `f${i}` })) }),
      "fields",
      /./,
    ],
    ["a field twice", classification({ fields: [field(), field()] }), "fields.1.key", /stands here twice/],
    ["a key with a space", classification({ fields: [field({ key: "a b" })] }), "fields.0.key", /starts with a letter/],
    [
      "a key that is __proto__",
      classification({ fields: [field({ key: "__proto__" })] }),
      "fields.0.key",
      /not allowed/,
    ],
    ["an unknown kind", classification({ fields: [field({ kind: "date" })] }), "fields.0.kind", /./],
    ["an unknown attribute", classification({ fields: [field({ regex: "x" })] }), "fields.0", /regex/],
    ["min above max", classification({ fields: [field({ min: 5, max: 1 })] }), "fields.0.max", /below the smallest/],
    [
      "a range on a text",
      classification({ fields: [field({ kind: "text", min: 1 })] }),
      "fields.0.min",
      /number or integer/,
    ],
    [
      "a unit on a category",
      classification({ fields: [category({ unit: "m" })] }),
      "fields.0.unit",
      /number or integer/,
    ],
    [
      "a closed category without a list",
      classification({ fields: [category({ categories: undefined })] }),
      "fields.0.categories",
      /needs a list/,
    ],
    [
      "a closed category with an empty list",
      classification({ fields: [category({ categories: [] })] }),
      "fields.0.categories",
      /needs a list/,
    ],
    [
      "a category twice",
      classification({ fields: [category({ categories: ["a", "a"] })] }),
      "fields.0.categories",
      /twice/,
    ],
    ["an empty category", classification({ fields: [category({ categories: [""] })] }), "fields.0.categories.0", /./],
    [
      "categories on a number",
      classification({ fields: [field({ categories: ["a"] })] }),
      "fields.0.categories",
      /kind category/,
    ],
    [
      "an open text",
      classification({ fields: [field({ kind: "text", open: true })] }),
      "fields.0.categories",
      /kind category/,
    ],
    [
      "a slice by a number",
      classification({ fields: [field({ slice: true })] }),
      "fields.0.slice",
      /category and boolean/,
    ],
    ["one outcome", classification({ outcomes: [{ key: "yes" }] }), "outcomes", /at least two/],
    ["no outcomes", classification({ outcomes: undefined }), "outcomes", /at least two/],
    ["an outcome twice", classification({ outcomes: [{ key: "a" }, { key: "a" }] }), "outcomes.1.key", /twice/],
    [
      "an outcome without a key",
      classification({ outcomes: [{ key: "" }, { key: "a" }] }),
      "outcomes.0.key",
      /needs a key/,
    ],
    [
      "an outcome key of 65 characters",
      classification({ outcomes: [{ key: "x".repeat(65) }, { key: "a" }] }),
      "outcomes.0.key",
      /64/,
    ],
    [
      "a hotkey twice",
      classification({
        outcomes: [
          { key: "a", hotkey: "1" },
          { key: "b", hotkey: "1" },
        ],
      }),
      "outcomes.1.hotkey",
      /twice/,
    ],
    [
      "a hotkey of the desk",
      classification({ outcomes: [{ key: "a", hotkey: "u" }, { key: "b" }] }),
      "outcomes.0.hotkey",
      /desk/,
    ],
    [
      "a hotkey of two letters",
      classification({ outcomes: [{ key: "a", hotkey: "ab" }, { key: "b" }] }),
      "outcomes.0.hotkey",
      /one digit/,
    ],
    [
      "an unknown colour",
      classification({ outcomes: [{ key: "a", colour: "red" }, { key: "b" }] }),
      "outcomes.0.colour",
      /./,
    ],
    [
      "a negative cost",
      classification({ outcomes: [{ key: "a", errorCost: -1 }, { key: "b" }] }),
      "outcomes.0.errorCost",
      /negative/,
    ],
    ["a target on a classification", classification({ target: { unit: "m" } }), "target", /Only a regression/],
    ["a regression without target", regression({ target: undefined }), "target", /needs a target/],
    ["a regression with outcomes", regression({ outcomes }), "outcomes", /target instead/],
    ["a target with min above max", regression({ target: { min: 3, max: 1 } }), "target.max", /below the smallest/],
    ["a negative tolerance", regression({ target: { tolerance: -1 } }), "target.tolerance", /./],
    ["a name with a lone surrogate", classification({ name: "\ud800" }), "name", /cannot be stored/],
    [
      "a label with a null character",
      classification({ fields: [field({ label: "a\u0000" })] }),
      "fields.0.label",
      /cannot be stored/,
    ],
    ["a guideline of 50,001 characters", classification({ guideline: "x".repeat(50_001) }), "guideline", /50000/],
    ["an unknown key", classification({ role: "admin" }), "", /role/],
    ["an infinite range", classification({ fields: [field({ max: Number.POSITIVE_INFINITY })] }), "fields.0.max", /./],
  ])("is refused with %s, and path and sentence say why", (_, definition, path, sentence) => {
    const parsed = definitionSchema.safeParse(definition);
    const problem = parsed.error?.issues.find((issue) => issue.path.join(".") === path);
    expect(problem?.message, JSON.stringify(parsed.error?.issues)).toMatch(sentence);
  });
});

describe("a slug", () => {
  it.each(["a", "income", "bird-strike-inspection", "2fa", "x".repeat(64)])("may be %s", (slug) => {
    expect(slugSchema.safeParse(slug).success).toBe(true);
  });
  it.each(["", "A", "a_b", "-a", "a-", "a b", "ä", "new", "a/b", "..", "x".repeat(65)])("may not be %j", (slug) => {
    expect(slugSchema.safeParse(slug).success).toBe(false);
  });
});
