import { describe, expect, it } from "vitest";
import {
  fits,
  fittingFields,
  type Guarded,
  guardrailDraftOf,
  guardrailsOf,
  newGuardrail,
  onField,
} from "@/components/policies/guardrail-draft";
import { type Guardrail, guardrailSchema } from "@/lib/engine/guardrail-schema";
import { definitionSchema } from "@/lib/use-cases/definition-schema";

const guarded: Guarded = definitionSchema.parse({
  name: "Claims",
  fields: [
    { key: "note", kind: "long_text" },
    { key: "amount", kind: "number" },
    { key: "urgent", kind: "boolean" },
    { key: "country", kind: "category", categories: ["DE", "FR"] },
  ],
  outcomes: [{ key: "pay" }, { key: "refuse" }],
});
const regression: Guarded = { ...guarded, kind: "regression", outcomes: [], target: { unit: "days", tolerance: 0 } };

const all: Guardrail[] = [
  { kind: "missing_field", field: "note" },
  { kind: "field_outside", field: "amount", max: 500 },
  { kind: "category_not_in", field: "country", categories: ["DE"] },
  { kind: "slice", field: "urgent", values: [true] },
  { kind: "slice", field: "amount", values: [3, 4.5] },
  { kind: "text_matches", field: "note", pattern: "(?i)lawyer" },
  { kind: "outside_reference", fields: ["amount"] },
  { kind: "score_below", score: 0.97 },
  { kind: "margin_below", margin: 0.2 },
  { kind: "outcome", outcomes: ["refuse"] },
  { kind: "value_outside", min: 1 },
  { kind: "rate", most: 20, per: "entity" },
  { kind: "outside_hours", from: "22:00", to: "24:00", days: [6, 7], timeZone: "Europe/Berlin" },
  { kind: "expression", when: "input.amount > 5" },
].map((rule, place) =>
  guardrailSchema.parse({ key: `rule-${place}`, label: "A label", watch: place % 2 === 0, ...rule }),
);

describe("guardrails while they are edited", () => {
  it.each(all)("$kind comes back as it was", (guardrail) => {
    expect(guardrailsOf([guardrailDraftOf(guardrail)], guarded.fields)).toEqual([guardrail]);
  });

  it("are offered where the use case has something for them", () => {
    expect(fittingFields("field_outside", guarded.fields).map(({ key }) => key)).toEqual(["amount"]);
    expect(fits("outcome", guarded)).toBe(true);
    expect(fits("outcome", regression)).toBe(false);
    expect(fits("value_outside", guarded)).toBe(false);
    expect(fits("value_outside", regression)).toBe(true);
    expect(fits("field_outside", { ...guarded, fields: guarded.fields.slice(0, 1) })).toBe(false);
  });

  it("get keys from their labels, each its own, that stay once they have one", () => {
    const named = (label: string) => ({ ...newGuardrail("score_below", guarded, "UTC"), label });
    const old = { ...named("Renamed"), key: "large-sums" };
    const made = guardrailsOf([named("Large sums!"), old, named("Größe: 3"), named("…"), named("")], guarded.fields);
    expect(made.map(({ key }) => key)).toEqual([
      "large-sums-2",
      "large-sums",
      "gro-e-3",
      "guardrail",
      "confidence-too-low",
    ]);
    for (const one of made) expect(guardrailSchema.safeParse(one).success).toBe(true);
    expect(guardrailSchema.safeParse(guardrailsOf([named("x".repeat(120))], [])[0]).success).toBe(true);
  });

  it("leave out what is empty, so that the schema says what is missing", () => {
    const draft = { ...newGuardrail("rate", guarded, "UTC"), most: "" as const };
    const [plain] = guardrailsOf([draft], guarded.fields);
    expect(guardrailSchema.safeParse(plain).error?.issues.map(({ path }) => path)).toEqual([["most"]]);
  });

  it("keep a text that is no number, for the settings' check to refuse", () => {
    const draft = { ...newGuardrail("slice", guarded, "UTC"), field: "amount", values: ["3", "many", " "] };
    expect(guardrailsOf([draft], guarded.fields)[0]).toMatchObject({ values: [3, "many", " "] });
  });

  it("drop what belonged to another field", () => {
    const draft = { ...newGuardrail("field_outside", guarded, "UTC"), max: 3 };
    expect(onField(draft, "amount")).toBe(draft);
    expect(onField(draft, "other")).toMatchObject({ field: "other", max: "" });
  });
});
