import { describe, expect, it } from "vitest";
import { type PolicySettings, policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { canRollBack, championTerms, serviceStretches } from "@/lib/policies/service-stretches";

const at = (day: number) => new Date(Date.UTC(2026, 0, day));

/** One policy a day, the last one in force to this day. */
function trailOf(...steps: Partial<PolicySettings>[]) {
  return steps.map((settings, index) => ({
    version: index + 1,
    settings: policySettingsSchema.parse(settings),
    from: at(index + 1),
    until: index === steps.length - 1 ? null : at(index + 2),
  }));
}

const human = {};
const first = { mode: "full_automation", champion: 1 } as const;
const second = { mode: "full_automation", champion: 2 } as const;
const challenged = { ...first, challengers: [{ version: 2, share: 0.5 }] };

describe("when a version was in force", () => {
  it("is nothing where no policy names it", () => {
    expect(serviceStretches(3, trailOf(human, first, second))).toEqual([]);
  });

  it("joins policies of the same part, and splits where part or share changes or another comes between", () => {
    const more = { ...first, challengers: [{ version: 2, share: 1 }] };
    const trail = trailOf(human, first, challenged, challenged, more, second, first, second);
    expect(serviceStretches(2, trail)).toEqual([
      { role: "challenger", share: 0.5, beside: 1, from: at(3), until: at(5), firstPolicy: 3, lastPolicy: 4 },
      { role: "challenger", share: 1, beside: 1, from: at(5), until: at(6), firstPolicy: 5, lastPolicy: 5 },
      { role: "champion", share: null, beside: null, from: at(6), until: at(7), firstPolicy: 6, lastPolicy: 6 },
      { role: "champion", share: null, beside: null, from: at(8), until: null, firstPolicy: 8, lastPolicy: 8 },
    ]);
    expect(serviceStretches(1, trail)).toMatchObject([
      { firstPolicy: 2, lastPolicy: 5, from: at(2), until: at(6) },
      { firstPolicy: 7, lastPolicy: 7 },
    ]);
  });

  it("lists the champions' terms in order", () => {
    expect(championTerms(trailOf(human, first, first, second, human, first))).toEqual([1, 2, 1]);
  });
});

describe("whether a version can be gone back to", () => {
  it.each([
    ["an earlier champion that decided as much", trailOf(human, first, second), 1, true],
    ["the champion itself", trailOf(human, first, second), 2, false],
    ["a version that only challenged", trailOf(human, challenged), 2, false],
    ["one that only shadowed", trailOf({ mode: "shadow", champion: 1 }, second), 1, false],
  ])("%s", (_, trail, version, expected) => {
    expect(canRollBack(version, trail, true)).toBe(expected);
  });

  it("asks for less where nobody has to approve a raise", () => {
    expect(canRollBack(1, trailOf({ mode: "shadow", champion: 1 }, second), false)).toBe(true);
  });
});
