import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { templateMapping } from "@/components/models/template-mapping";
import { definitionOf, definitionProblems, draftOf, moved, newDraft } from "@/components/use-cases/definition-draft";
import { mappingSchema } from "@/lib/inference/mapping-schema";
import { type DefinitionInput, definitionSchema } from "@/lib/use-cases/definition-schema";
import { mappingFit } from "@/lib/use-cases/mapping-fit";
import { writtenDefinition } from "@/lib/use-cases/use-case-view";

const everything: DefinitionInput = {
  name: "Everything",
  guideline: "# How",
  unit: "entity",
  secondPersonToRaise: false,
  reviewCost: 0.5,
  fields: [
    { key: "a", kind: "number", label: "A", help: "h", required: true, unit: "m", min: -1, max: 0 },
    { key: "b", kind: "integer", min: 0 },
    { key: "c", kind: "category", categories: ["x, y", "z"], open: true, slice: true },
    { key: "d", kind: "category", open: true },
    { key: "e", kind: "boolean", slice: true },
    { key: "f", kind: "text" },
    { key: "g", kind: "long_text" },
    { key: "h", kind: "datetime" },
    { key: "i", kind: "image" },
  ],
  outcomes: [{ key: "<=50K", label: "Up to 50,000", colour: "pink", hotkey: "7", errorCost: 0 }, { key: ">50K" }],
  reasonCodes: [{ key: "seen_more", label: "I saw more" }, { key: "wrong_rule" }],
  reasonRequired: true,
  blindAdjudication: true,
};

const regression: DefinitionInput = {
  name: "Rings",
  kind: "regression",
  fields: [{ key: "a", kind: "number" }],
  target: { unit: "rings", tolerance: 1, min: 0, max: 40 },
};

describe("a definition in the form", () => {
  it.each([
    ["with everything in it", everything],
    ["of a regression", regression],
  ])("comes out as it went in, %s", (_, definition) => {
    const parsed = definitionSchema.parse(definition);
    expect(definitionSchema.parse(definitionOf(draftOf(definition)))).toEqual(parsed);
    expect(definitionSchema.parse(definitionOf(draftOf(writtenDefinition(parsed))))).toEqual(parsed);
  });

  it("says at the fields what a new one lacks", () => {
    const problems = definitionProblems(definitionOf(newDraft()));
    expect(problems.map((problem) => problem.path)).toEqual([
      "name",
      "fields.0.key",
      "outcomes.0.key",
      "outcomes.1.key",
    ]);
  });

  it("forgets what another kind of field does not have", () => {
    const draft = draftOf(everything);
    const fields = draft.fields.map((field) => ({ ...field, kind: "text" as const }));
    expect(definitionProblems(definitionOf({ ...draft, fields }))).toEqual([]);
  });

  it("moves rows and loses none", () => {
    const list = ["a", "b", "c"];
    expect(moved(list, 2, -1)).toEqual(["a", "c", "b"]);
    expect(moved(list, 0, 1)).toEqual(["b", "a", "c"]);
    fc.assert(
      fc.property(
        fc.array(fc.string(), { minLength: 1 }),
        fc.nat(),
        fc.constantFrom(-1 as const, 1 as const),
        (rows, at, by) => {
          expect(moved(rows, at % rows.length, by).toSorted()).toEqual(rows.toSorted());
        },
      ),
    );
  });
});

describe("the template of a mapping", () => {
  it.each([everything, regression])("is valid and fits the use case that it is made from", (definition) => {
    const parsed = definitionSchema.parse(definition);
    const mapping = mappingSchema.parse(templateMapping(parsed));
    expect(mappingFit(mapping, parsed)).toEqual([]);
  });
});
