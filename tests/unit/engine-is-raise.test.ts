import { describe, expect, it } from "vitest";
import { isRaise } from "@/lib/engine/is-raise";
import { type PolicySettings, policySettingsSchema } from "@/lib/engine/policy-settings-schema";

const partial = policySettingsSchema.parse({
  mode: "partial_automation",
  baseMode: "ai_assist",
  rampShare: 0.5,
  thresholds: { a: 0.9, b: 0.8 },
  champion: 1,
});
const assist: PolicySettings = { ...partial, mode: "ai_assist" };
const full: PolicySettings = { ...partial, mode: "full_automation" };
const regression: PolicySettings = { ...partial, thresholds: {}, maxSpread: 2 };

describe("raises", () => {
  it.each<[string, PolicySettings, PolicySettings]>([
    ["a mode that automates", assist, partial],
    ["from partial to full automation", partial, full],
    ["a larger ramp", partial, { ...partial, rampShare: 0.6 }],
    ["a base mode that automates", partial, { ...partial, baseMode: "partial_automation" }],
    ["a lower threshold", partial, { ...partial, thresholds: { a: 0.89, b: 0.8 } }],
    ["a threshold for one more outcome", partial, { ...partial, thresholds: { ...partial.thresholds, c: 1 } }],
    ["one threshold lower, one higher", partial, { ...partial, thresholds: { a: 0.95, b: 0.7 } }],
    ["another champion", partial, { ...partial, champion: 2 }],
    ["another salt in a ramp", partial, { ...partial, saltVersion: 2 }],
    ["a larger spread", regression, { ...regression, maxSpread: 2.5 }],
    ["a spread where there was none", { ...regression, maxSpread: null }, regression],
    ["full automation of fewer units", { ...partial, rampShare: 1 }, { ...full, rampShare: 0.1 }],
    ["the first thresholds", { ...partial, thresholds: {} }, partial],
    ["automation outside the ramp only", partial, { ...partial, rampShare: 0, baseMode: "partial_automation" }],
  ])("%s", (_, before, after) => {
    expect(isRaise(before, after)).toBe(true);
  });
});

describe("does not raise", () => {
  it.each<[string, PolicySettings, PolicySettings]>([
    ["nothing", partial, partial],
    ["a mode that does not automate", partial, assist],
    ["from full to partial automation", full, partial],
    ["from human only to AI assist", { ...assist, mode: "human_only", baseMode: "human_only" }, assist],
    ["a smaller ramp", partial, { ...partial, rampShare: 0.4 }],
    ["no ramp at all", partial, { ...partial, rampShare: 0 }],
    ["a higher threshold", partial, { ...partial, thresholds: { a: 0.91, b: 0.8 } }],
    ["a threshold fewer", partial, { ...partial, thresholds: { a: 0.9 } }],
    ["another champion that decides nothing", assist, { ...assist, champion: 2 }],
    ["another champion with a step down", partial, { ...assist, champion: 2 }],
    ["another champion for no unit", partial, { ...partial, champion: 2, rampShare: 0 }],
    [
      "another salt where everyone gets the mode",
      { ...partial, rampShare: 1 },
      { ...partial, rampShare: 1, saltVersion: 2 },
    ],
    ["partial automation that automates nothing", assist, { ...partial, thresholds: {} }],
    ["a smaller spread", regression, { ...regression, maxSpread: 1 }],
    ["more or fewer checks", partial, { ...partial, qcShare: 0, blindShare: 0.9, reveal: "after" }],
    ["a ramp between two rungs that do not automate", assist, { ...assist, rampShare: 1 }],
    [
      "a larger ramp of what the base mode automates too",
      { ...partial, baseMode: "partial_automation" },
      { ...partial, baseMode: "partial_automation", rampShare: 1 },
    ],
  ])("%s", (_, before, after) => {
    expect(isRaise(before, after)).toBe(false);
  });
});
