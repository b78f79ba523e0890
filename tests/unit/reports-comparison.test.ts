import { describe, expect, it } from "vitest";
import { type PolicySettings, policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { comparedVersions, compareSettings } from "@/lib/reports/policy-comparison-view";
import { settingRows } from "@/lib/reports/setting-rows";
import { definitionSchema } from "@/lib/use-cases/definition-schema";

const definition = definitionSchema.parse({
  name: "Letters",
  fields: [{ key: "country", label: "Country", kind: "text" }],
  outcomes: [
    { key: "yes", label: "Yes, it is" },
    { key: "no", label: "No" },
  ],
});

const rows = (changes: Partial<PolicySettings>) =>
  settingRows(policySettingsSchema.parse({ champion: 1, ...changes }), definition, { models: { 1: "Trees" } });

describe("which versions are compared", () => {
  it.each([
    ["3..7", { one: 3, other: 7 }],
    ["7..3", { one: 7, other: 3 }],
    ["3..3", null],
    ["0..3", null],
    ["3..", null],
    ["3...7", null],
    ["1..9999999999", null],
    [["3..7"], null],
    [undefined, null],
  ])("%s", (text, versions) => {
    expect(comparedVersions(text)).toEqual(versions);
  });
});

describe("a policy in words", () => {
  it("says every setting", () => {
    const text = Object.fromEntries(
      rows({
        mode: "partial_automation",
        rampShare: 0.25,
        baseMode: "ai_assist",
        thresholds: { yes: 0.95 },
        reviewsPerItem: 3,
        consensus: "unanimous",
        fallback: { to: "outcome", outcome: "no" },
        slaMinutes: 120,
        agreementAuditShare: 0.02,
        priority: [{ when: "input.country == 'DE'", priority: 7 }],
        approvals: { mode: "admin", share: "manager", threshold: "manager", guardrail: "manager", champion: "admin" },
        guardrails: [
          { key: "de", label: "", watch: true, kind: "slice", field: "country", values: ["DE", "AT"] },
          { key: "sure", label: "Unsure", watch: false, kind: "score_below", score: 0.7 },
        ],
      }).map(({ key, text }) => [key, text]),
    );
    expect(text).toEqual({
      mode: "Partial automation",
      ramp: "25% of items; the others get AI assist",
      champion: "version 1, Trees",
      "thresholds.yes": "the model decides from 95% confidence",
      "thresholds.no": "a person decides",
      "guardrails.de": "Country is DE or AT (only watches)",
      "guardrails.sure": "The confidence is below 70%",
      fallback: "always No",
      qcShare: "people check 5% of automated items, blind",
      reviewsPerItem: "3 people an item; all have to agree",
      reveal: "shown with the item",
      blindShare: "10% of the items left to people never show the suggestion",
      agreementAuditShare: "2% of the items on which person and model agree go to adjudication too",
      priority: "7 where input.country == 'DE'",
      slaMinutes: "answered within 2 hours",
      approvals: "another manager; an admin for rung, champion",
      saltVersion: "1",
    });
  });

  it("names a regression's largest spread with its unit", () => {
    const regression = definitionSchema.parse({
      name: "Rings",
      kind: "regression",
      fields: [{ key: "length", kind: "number" }],
      target: { unit: "rings", tolerance: 1 },
    });
    const settings = policySettingsSchema.parse({
      champion: 1,
      mode: "partial_automation",
      maxSpread: 1.5,
      fallback: { to: "value", value: 9 },
    });
    const text = new Map(settingRows(settings, regression, {}).map((row) => [row.key, row.text]));
    expect(text.get("maxSpread")).toBe("the model decides up to a spread of 1.5 rings");
    expect(text.get("fallback")).toBe("always 9 rings");
    expect(text.get("champion")).toBe("version 1");
  });
});

describe("a threshold in words", () => {
  it.each<[PolicySettings["mode"], number | undefined, string]>([
    ["ai_assist", undefined, "a person decides"],
    ["ai_assist", 0.9, "a person decides (on partial automation: the model from 90% confidence)"],
    ["partial_automation", undefined, "a person decides"],
    ["partial_automation", 0.9, "the model decides from 90% confidence"],
    ["full_automation", undefined, "the model decides"],
    ["full_automation", 0.9, "the model decides (on partial automation: the model from 90% confidence)"],
  ])("on the rung %s with %s", (mode, threshold, text) => {
    const thresholds: Record<string, number> = threshold === undefined ? {} : { yes: threshold };
    expect(rows({ mode, thresholds }).find(({ key }) => key === "thresholds.yes")?.text).toBe(text);
  });
});

describe("two versions side by side", () => {
  it("marks what differs, and puts what only one has beside its kin", () => {
    const guardrail = (key: string) =>
      ({ key, label: "", watch: false, kind: "missing_field", field: "country" }) as const;
    const one = rows({ guardrails: [guardrail("a")], qcShare: 0.05 });
    const other = rows({ guardrails: [guardrail("b")], qcShare: 0.1 });
    const compared = compareSettings(one, other);
    const differing = compared.filter(({ differs }) => differs).map(({ key, one, other }) => [key, one, other]);
    expect(differing).toEqual([
      ["guardrails.a", "Country is missing", null],
      ["guardrails.b", null, "Country is missing"],
      ["qcShare", "people check 5% of automated items, blind", "people check 10% of automated items, blind"],
    ]);
    const keys = compared.map(({ key }) => key);
    expect(keys.indexOf("guardrails.b")).toBe(keys.indexOf("guardrails.a") + 1);
    expect(compareSettings(one, one).some(({ differs }) => differs)).toBe(false);
  });
});
