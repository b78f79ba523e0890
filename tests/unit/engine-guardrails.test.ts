import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coversGuardrail } from "@/lib/engine/covers-guardrail";
import { evaluateGuardrails } from "@/lib/engine/evaluate-guardrails";
import type { GuardedAnswer, GuardedField, GuardrailContext } from "@/lib/engine/guardrail-context";
import { type Guardrail, guardrailSchema } from "@/lib/engine/guardrail-schema";
import { guardrailKindName, guardrailText, ruleText } from "@/lib/engine/guardrail-text";
import { isRaise } from "@/lib/engine/is-raise";
import { openHours } from "@/lib/engine/open-hours";
import { type PolicySettings, policySettingsSchema, withChampion } from "@/lib/engine/policy-settings-schema";
import { raisedAspects } from "@/lib/engine/raised-aspects";
import { routeItem } from "@/lib/engine/route-item";
import { settingChanges } from "@/lib/engine/settings-changes";
import { contextArbitrary, guardrailPairArbitrary, predictionArbitrary } from "@/tests/support/engine-arbitraries";

const fields: readonly GuardedField[] = [
  { key: "amount", label: "Amount", kind: "number" },
  { key: "at", label: "At", kind: "datetime" },
  { key: "country", label: "Country", kind: "category" },
  { key: "express", label: "Express", kind: "boolean" },
  { key: "note", label: "Note", kind: "long_text" },
];
const plain: GuardrailContext = {
  fields,
  input: { amount: 10, at: 1_000, country: "DE", express: true, note: "all well" },
  entityKey: "one",
  tags: ["vip"],
  // A Monday, 09:30 in UTC.
  now: Date.UTC(2026, 2, 2, 9, 30),
  reference: {
    amount: { kind: "number", count: 10, missing: 0, min: 0, max: 20 },
    country: { kind: "category", count: 10, missing: 0, top: [{ category: "DE", count: 10 }], other: 0 },
  },
  automated: { useCase: 5, entity: 2 },
};
const sure: GuardedAnswer = { outcome: "yes", confidence: 0.8, scores: { yes: 0.8, no: 0.15, maybe: 0.05 } };
const number: GuardedAnswer = { value: 12, spread: 1 };
const fixed: GuardedAnswer = { outcome: "yes" };

/** As the schema gives it, with the defaults. */
const guardrail = (rule: object): Guardrail => guardrailSchema.parse({ key: "one", ...rule });
const said = (rule: object, answer: GuardedAnswer = sure, differs: Partial<GuardrailContext> = {}) =>
  evaluateGuardrails({ guardrails: [guardrail(rule)] }, answer, { ...plain, ...differs })[0]?.result ?? "passed";
const withInput = (input: GuardrailContext["input"]) => ({ input: { ...plain.input, ...input } });
const without = (key: string) => {
  return { input: Object.fromEntries(Object.entries(plain.input).filter(([name]) => name !== key)) };
};

describe("a guardrail on the input", () => {
  it.each<[string, object, Partial<GuardrailContext>, string]>([
    ["a value that is there", { kind: "missing_field", field: "amount" }, {}, "passed"],
    ["no value", { kind: "missing_field", field: "amount" }, without("amount"), "stopped"],
    ["a field that is gone", { kind: "missing_field", field: "gone" }, {}, "error"],
    ["a number on the bound", { kind: "field_outside", field: "amount", min: 10, max: 10 }, {}, "passed"],
    ["a number below", { kind: "field_outside", field: "amount", min: 10.1 }, {}, "stopped"],
    ["a number above", { kind: "field_outside", field: "amount", max: 9.9 }, {}, "stopped"],
    ["NaN", { kind: "field_outside", field: "amount", min: 0 }, withInput({ amount: Number.NaN }), "stopped"],
    ["no number at all", { kind: "field_outside", field: "amount", min: 0 }, without("amount"), "passed"],
    ["a text for a number", { kind: "field_outside", field: "amount", min: 0 }, withInput({ amount: "x" }), "error"],
    ["an early moment", { kind: "field_outside", field: "at", min: 1_001 }, {}, "stopped"],
    ["a listed category", { kind: "category_not_in", field: "country", categories: ["DE"] }, {}, "passed"],
    ["another category", { kind: "category_not_in", field: "country", categories: ["FR"] }, {}, "stopped"],
    ["its slice", { kind: "slice", field: "country", values: ["FR", "DE"] }, {}, "stopped"],
    ["another slice", { kind: "slice", field: "country", values: ["FR"] }, {}, "passed"],
    ["a slice of yes and no", { kind: "slice", field: "express", values: [true] }, {}, "stopped"],
    ["a text that matches", { kind: "text_matches", field: "note", pattern: "(?i)WELL$" }, {}, "stopped"],
    ["a text that does not", { kind: "text_matches", field: "note", pattern: "^well" }, {}, "passed"],
    [
      "a text too long for a large pattern",
      { kind: "text_matches", field: "note", pattern: "(a|b){200}c" },
      withInput({ note: "a".repeat(100_000) }),
      "error",
    ],
    ["a pattern that RE2 refuses", { kind: "text_matches", field: "note", pattern: "(?=a)" }, {}, "error"],
    ["what the model was trained on", { kind: "outside_reference" }, {}, "passed"],
    ["a strange number", { kind: "outside_reference" }, withInput({ amount: 21 }), "stopped"],
    ["a strange category", { kind: "outside_reference" }, withInput({ country: "FR" }), "stopped"],
    ["one elsewhere", { kind: "outside_reference", fields: ["amount"] }, withInput({ country: "FR" }), "passed"],
    ["a field never seen in training", { kind: "outside_reference", fields: ["note"] }, {}, "error"],
    ["no training data", { kind: "outside_reference" }, { reference: null }, "error"],
    ["a condition that holds", { kind: "expression", when: "input.amount > 5" }, {}, "stopped"],
    ["a condition that does not", { kind: "expression", when: "input.amount > 50" }, {}, "passed"],
    ["a condition without its value", { kind: "expression", when: "input.amount > 5" }, without("amount"), "error"],
    ["a condition on a field that is gone", { kind: "expression", when: "has(input.gone)" }, {}, "error"],
    ["a condition that cannot be read", { kind: "expression", when: "input.amount >" }, {}, "error"],
  ])("on %s", (_, rule, differs, result) => {
    expect(said(rule, sure, differs)).toBe(result);
  });
});

describe("a guardrail on the answer", () => {
  it.each<[string, object, GuardedAnswer, string]>([
    ["a score on the bound", { kind: "score_below", score: 0.8 }, sure, "passed"],
    ["a score below", { kind: "score_below", score: 0.800001 }, sure, "stopped"],
    ["no finite score", { kind: "score_below", score: 0 }, { ...sure, confidence: Number.NaN }, "stopped"],
    ["a value for a score", { kind: "score_below", score: 0 }, number, "error"],
    ["a fixed outcome's score", { kind: "score_below", score: 1 }, fixed, "passed"],
    ["a margin on the bound", { kind: "margin_below", margin: 0.65 }, sure, "passed"],
    ["a margin below", { kind: "margin_below", margin: 0.650001 }, sure, "stopped"],
    ["no scores", { kind: "margin_below", margin: 0 }, { outcome: "yes", confidence: 0.8 }, "error"],
    [
      "another outcome in the lead",
      { kind: "margin_below", margin: 0 },
      { outcome: "no", confidence: 0.15, scores: { yes: 0.8, no: 0.15 } },
      "stopped",
    ],
    [
      "scores that leave something out",
      { kind: "margin_below", margin: 0.3 },
      { outcome: "yes", confidence: 0.6, scores: { yes: 0.6 } },
      "stopped",
    ],
    ["an outcome that is not named", { kind: "outcome", outcomes: ["no"] }, sure, "passed"],
    ["an outcome that is", { kind: "outcome", outcomes: ["no", "yes"] }, sure, "stopped"],
    ["a fixed outcome that is", { kind: "outcome", outcomes: ["yes"] }, fixed, "stopped"],
    ["a value within", { kind: "value_outside", min: 12, max: 12 }, number, "passed"],
    ["a value above", { kind: "value_outside", max: 11 }, number, "stopped"],
    ["an infinite value", { kind: "value_outside", min: 0 }, { value: Number.POSITIVE_INFINITY }, "stopped"],
    ["an outcome for a value", { kind: "value_outside", min: 0 }, sure, "error"],
    ["a prediction's condition", { kind: "expression", when: "prediction.margin < 0.7" }, sure, "stopped"],
    ["a condition on a fixed outcome", { kind: "expression", when: "prediction.confidence < 0.1" }, fixed, "error"],
  ])("on %s", (_, rule, answer, result) => {
    expect(said(rule, answer)).toBe(result);
  });
});

describe("a guardrail on rate and time", () => {
  it.each<[string, object, Partial<GuardrailContext>, string]>([
    ["one fewer than allowed", { kind: "rate", most: 6 }, {}, "passed"],
    ["as many as allowed", { kind: "rate", most: 5 }, {}, "stopped"],
    ["none allowed", { kind: "rate", most: 0 }, { automated: { useCase: 0, entity: 0 } }, "stopped"],
    ["an entity with fewer", { kind: "rate", most: 3, per: "entity" }, {}, "passed"],
    ["an entity with as many", { kind: "rate", most: 2, per: "entity" }, {}, "stopped"],
    ["no entity", { kind: "rate", most: 2, per: "entity" }, { entityKey: null }, "error"],
    ["nobody who counts", { kind: "rate", most: 6 }, { automated: null }, "error"],
    ["the hours", { kind: "outside_hours", from: "09:30", to: "10:00" }, {}, "passed"],
    ["before the hours", { kind: "outside_hours", from: "09:31", to: "10:00" }, {}, "stopped"],
    ["the hours' end", { kind: "outside_hours", from: "08:00", to: "09:30" }, {}, "stopped"],
    ["another day", { kind: "outside_hours", from: "08:00", to: "18:00", days: [2] }, {}, "stopped"],
    ["another zone", { kind: "outside_hours", from: "08:00", to: "10:00", timeZone: "Asia/Tokyo" }, {}, "stopped"],
    ["an unknown zone", { kind: "outside_hours", from: "00:00", to: "24:00", timeZone: "Mars/North" }, {}, "error"],
  ])("at %s", (_, rule, differs, result) => {
    expect(said(rule, sure, differs)).toBe(result);
  });

  it("knows hours past midnight, and the days on which they begin", () => {
    const isOpen = openHours({ from: "22:00", to: "06:00", days: [5], timeZone: "UTC" });
    // 6 March 2026 is a Friday.
    const at = (day: number, hour: number) => isOpen(Date.UTC(2026, 2, day, hour));
    expect([at(6, 21), at(6, 22), at(7, 5), at(7, 6), at(7, 22), at(6, 5)]).toEqual([
      ...[false, true, true, false, false, false],
    ]);
  });

  it("follows summer time", () => {
    const isOpen = openHours({ from: "08:00", to: "09:00", days: [1, 2, 3, 4, 5, 6, 7], timeZone: "Europe/Berlin" });
    expect(isOpen(Date.UTC(2026, 0, 5, 7, 30))).toBe(true);
    expect(isOpen(Date.UTC(2026, 6, 6, 7, 30))).toBe(false);
    expect(isOpen(Date.UTC(2026, 6, 6, 6, 30))).toBe(true);
  });
});

describe("findings", () => {
  const guardrails = [
    guardrail({ key: "watching", watch: true, kind: "slice", field: "country", values: ["DE"] }),
    guardrail({ key: "passing", kind: "score_below", score: 0.1 }),
    guardrail({ key: "acting", kind: "field_outside", field: "amount", max: 5 }),
  ];

  it("name what was met, in the guardrails' order, and hold no value of the input", () => {
    expect(evaluateGuardrails({ guardrails }, sure, plain)).toEqual([
      {
        guardrail: "watching",
        kind: "slice",
        acts: false,
        result: "stopped",
        detail: "Country is of a slice that is never automated.",
      },
      {
        guardrail: "acting",
        kind: "field_outside",
        acts: true,
        result: "stopped",
        detail: "Amount lies outside its bounds.",
      },
    ]);
  });

  it("are kept only of items that would be automated", () => {
    const settings = policySettingsSchema.parse({
      mode: "partial_automation",
      champion: 1,
      thresholds: { yes: 0.9 },
      guardrails,
    });
    const input = { settings, halted: false, buckets: { ramp: 0, qc: 0, blind: 0 }, unlisted: false, context: plain };
    const low = routeItem({ ...input, prediction: { ok: true, outcome: "yes", confidence: 0.8 } });
    expect(low).not.toHaveProperty("findings");
    const high = routeItem({ ...input, prediction: { ok: true, outcome: "yes", confidence: 0.9 } });
    expect(high).toMatchObject({ decides: "human", reasons: ["threshold_reached", "guardrail"], fallback: false });
    expect(high.findings).toHaveLength(2);
  });
});

describe("the order at the desk", () => {
  const settings = policySettingsSchema.parse({
    mode: "ai_assist",
    champion: 1,
    blindShare: 0.5,
    slaMinutes: 90,
    reviewsPerItem: 2,
    priority: [
      { when: "input.country > 5", priority: 9 },
      { when: "prediction.confidence < 0.5", priority: 8 },
      { when: "input.amount > 5", priority: 2 },
    ],
  });
  const route = (blind: number, reveal: PolicySettings["reveal"] = "before") =>
    routeItem({
      settings: { ...settings, reveal },
      halted: false,
      buckets: { ramp: 0, qc: 0, blind },
      prediction: { ok: true, outcome: "yes", confidence: 0.4 },
      unlisted: false,
      context: plain,
    });

  it("is the first rule that matches; one that fails is no match, and is recorded", () => {
    expect(route(0.7)).toMatchObject({ priority: 8, priorityFailed: [0], slaMinutes: 90, reviews: 2 });
  });

  it("says nothing of a prediction that the reviewer must not see", () => {
    expect(route(0.2)).toMatchObject({ reveal: "never", priority: 2 });
    expect(route(0.7, "after")).toMatchObject({ reveal: "after", priority: 2 });
  });
});

describe("one guardrail stops all that another does", () => {
  it.each<[string, object, object, boolean]>([
    [
      "tighter bounds",
      { kind: "field_outside", field: "a", min: 1 },
      { kind: "field_outside", field: "a", min: 0 },
      true,
    ],
    [
      "wider bounds",
      { kind: "field_outside", field: "a", min: 0 },
      { kind: "field_outside", field: "a", min: 1 },
      false,
    ],
    ["a bound gone", { kind: "value_outside", min: 1 }, { kind: "value_outside", min: 1, max: 5 }, false],
    ["another field", { kind: "missing_field", field: "a" }, { kind: "missing_field", field: "b" }, false],
    ["a higher score", { kind: "score_below", score: 0.9 }, { kind: "score_below", score: 0.8 }, true],
    ["a lower score", { kind: "score_below", score: 0.7 }, { kind: "score_below", score: 0.8 }, false],
    ["fewer an hour", { kind: "rate", most: 5 }, { kind: "rate", most: 10 }, true],
    ["more an hour", { kind: "rate", most: 11 }, { kind: "rate", most: 10 }, false],
    ["another rate", { kind: "rate", most: 1, per: "entity" }, { kind: "rate", most: 10 }, false],
    ["one more outcome", { kind: "outcome", outcomes: ["a", "b"] }, { kind: "outcome", outcomes: ["a"] }, true],
    ["one outcome fewer", { kind: "outcome", outcomes: ["a"] }, { kind: "outcome", outcomes: ["a", "b"] }, false],
    ["a changed condition", { kind: "expression", when: "true || true" }, { kind: "expression", when: "true" }, false],
    ["the same condition", { kind: "expression", when: "true" }, { kind: "expression", when: "true" }, true],
    [
      "shorter hours",
      { kind: "outside_hours", from: "09:00", to: "17:00" },
      { kind: "outside_hours", from: "08:00", to: "17:00" },
      true,
    ],
    [
      "hours past midnight",
      { kind: "outside_hours", from: "23:00", to: "05:00" },
      { kind: "outside_hours", from: "22:00", to: "06:00" },
      false,
    ],
    [
      "another zone",
      { kind: "outside_hours", from: "09:00", to: "17:00", timeZone: "Asia/Tokyo" },
      { kind: "outside_hours", from: "09:00", to: "17:00" },
      false,
    ],
    [
      "all fields for one that is named",
      { kind: "outside_reference" },
      { kind: "outside_reference", fields: ["a"] },
      false,
    ],
    ["another kind", { kind: "missing_field", field: "a" }, { kind: "score_below", score: 0 }, false],
  ])("%s", (_, other, one, covers) => {
    expect(coversGuardrail(guardrail(other), guardrail(one))).toBe(covers);
  });
});

it("a guardrail that covers another stops whatever that one stops", () => {
  const compared = new Map<string, number>();
  fc.assert(
    fc.property(guardrailPairArbitrary, predictionArbitrary, contextArbitrary, ([one, other], prediction, context) => {
      if (!prediction.ok || !coversGuardrail(other, one)) return;
      const stops = (by: Guardrail) => evaluateGuardrails({ guardrails: [by] }, prediction, context).length > 0;
      if (!stops(one)) return;
      compared.set(one.kind, (compared.get(one.kind) ?? 0) + 1);
      expect(stops(other), `${JSON.stringify(other)} for ${JSON.stringify(one)}`).toBe(true);
    }),
    { numRuns: 20_000 },
  );
  for (const option of guardrailSchema.options) {
    expect(compared.get(option.shape.kind.value) ?? 0, option.shape.kind.value).toBeGreaterThan(10);
  }
});

describe("a change of guardrails, fallback or approvals", () => {
  const rule = { key: "g", kind: "score_below", score: 0.8 };
  const base = policySettingsSchema.parse({ mode: "full_automation", champion: 1, guardrails: [rule] });
  const settings = (changes: object) => policySettingsSchema.parse({ ...base, ...changes });
  const admin = { ...base.approvals, guardrail: "admin" };

  it.each<[string, PolicySettings, PolicySettings, string[]]>([
    ["a guardrail gone", base, settings({ guardrails: [] }), ["guardrail"]],
    ["a guardrail that only watches", base, settings({ guardrails: [{ ...rule, watch: true }] }), ["guardrail"]],
    ["a looser guardrail", base, settings({ guardrails: [{ ...rule, score: 0.7 }] }), ["guardrail"]],
    ["a stricter guardrail", base, settings({ guardrails: [{ ...rule, score: 0.9 }] }), []],
    ["another name", base, settings({ guardrails: [{ ...rule, key: "h", label: "Sure" }] }), []],
    ["one more guardrail", base, settings({ guardrails: [rule, { key: "h", kind: "rate", most: 5 }] }), []],
    ["a fixed fallback", base, settings({ fallback: { to: "outcome", outcome: "yes" } }), ["mode"]],
    ["another model's fallback", base, settings({ fallback: { to: "model", version: 2 } }), ["mode"]],
    ["a fallback to people", settings({ fallback: { to: "model", version: 2 } }), base, []],
    ["a lesser approval", settings({ approvals: admin }), base, ["guardrail"]],
    ["a higher approval", base, settings({ approvals: admin }), []],
    [
      "two things at once",
      settings({ mode: "ai_assist", rampShare: 0.5 }),
      settings({ rampShare: 1, guardrails: [] }),
      ["mode", "share", "guardrail"],
    ],
    ["a share that first reaches anybody", settings({ rampShare: 0 }), settings({ rampShare: 0.5 }), ["mode", "share"]],
    [
      "what only raises together",
      settings({ mode: "ai_assist" }),
      settings({ mode: "partial_automation", thresholds: { yes: 0.9 } }),
      ["mode", "threshold"],
    ],
  ])("%s", (_, before, after, aspects) => {
    expect(isRaise(before, after)).toBe(aspects.length > 0);
    expect(raisedAspects(before, after)).toEqual(aspects);
  });

  it("cannot fall back to the champion, and a new champion stands in for nobody", () => {
    expect(policySettingsSchema.safeParse({ ...base, fallback: { to: "model", version: 1 } }).success).toBe(false);
    expect(withChampion(settings({ fallback: { to: "model", version: 2 } }), 2).fallback).toEqual({ to: "person" });
  });

  it("is put into words", () => {
    const names = { fields: { amount: "Amount" }, outcomes: { yes: "Yes, it is" }, models: { 2: "Forest" } };
    const after = settings({
      guardrails: [
        { ...rule, watch: true },
        { key: "h", label: "Big ones", kind: "field_outside", field: "amount", max: 100 },
      ],
      fallback: { to: "model", version: 2 },
      agreementAuditShare: 0.02,
      reviewsPerItem: 3,
      consensus: "unanimous",
      slaMinutes: 120,
      priority: [{ when: "input.amount > 50", priority: 3 }],
      approvals: admin,
    });
    expect(settingChanges(base, after, names).map(({ label, before, after: then }) => [label, before, then])).toEqual([
      ["Agreement audit share", "0%", "2%"],
      ["Reviews per item", "1", "3"],
      ["Consensus", "more than half say the same", "all say the same"],
      ["Fallback", "a person decides", "version 2 (Forest) answers"],
      ["Guardrail", "The confidence is below 80%", "The confidence is below 80% (only watches)"],
      ["Guardrail", "none", "Big ones: Amount is above 100"],
      ["Priority rules", "none", "3 where input.amount > 50"],
      ["Service level", "none", "2 hours"],
      ["Approval of fewer guardrails", "by a manager", "by an administrator"],
    ]);
  });

  it("in the tail of a long list is not overlooked", () => {
    const list = (last: string) =>
      settings({ guardrails: [{ key: "c", kind: "outcome", outcomes: [..."abcdefghij", last] }] });
    const [change] = settingChanges(list("k"), list("l"));
    expect(change?.before).not.toBe(change?.after);
  });
});

describe("a guardrail in words", () => {
  const names = { fields: { amount: "Amount" }, outcomes: { yes: "Yes, it is" } };
  it.each<[object, string]>([
    [{ kind: "missing_field", field: "amount" }, "Amount is missing"],
    [{ kind: "field_outside", field: "amount", min: 0, max: 5 }, "Amount is below 0 or above 5"],
    [{ kind: "category_not_in", field: "country", categories: ["DE", "FR"] }, "country is not DE or FR"],
    [{ kind: "slice", field: "express", values: [true] }, "express is yes"],
    [{ kind: "text_matches", field: "note", pattern: "a+" }, "note matches /a+/"],
    [{ kind: "outside_reference" }, "Any field lies outside what the champion was trained on"],
    [{ kind: "score_below", score: 0.85 }, "The confidence is below 85%"],
    [{ kind: "margin_below", margin: 0.1 }, "The first outcome leads the second by less than 10%"],
    [{ kind: "outcome", outcomes: ["yes", "no"] }, "The answer is Yes, it is or no"],
    [{ kind: "value_outside", min: 3 }, "The value is below 3"],
    [{ kind: "rate", most: 1200, per: "entity" }, "More than 1,200 automated within 60 minutes for one entity"],
    [
      { kind: "outside_hours", from: "08:00", to: "18:00", days: [1, 2, 3, 4, 5] },
      "Outside 08:00 to 18:00, Monday to Friday (UTC)",
    ],
    [
      { kind: "outside_hours", from: "08:00", to: "18:00", days: [6, 1] },
      "Outside 08:00 to 18:00, Monday and Saturday (UTC)",
    ],
    [{ kind: "expression", when: "input.amount > 5" }, "Where input.amount > 5"],
  ])("%j", (rule, text) => {
    expect(guardrailText(guardrail(rule), names)).toBe(text);
    expect(guardrailText(guardrail({ ...rule, label: "Its own name" }), names)).toBe("Its own name");
    expect(ruleText(guardrail({ ...rule, label: "Its own name" }), names)).toBe(text);
  });

  it("has a name for each kind", () => {
    const kinds = guardrailSchema.options.map((option) => option.shape.kind.value);
    expect(Object.keys(guardrailKindName).sort()).toEqual(kinds.sort());
  });
});
