import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawChallengers } from "@/lib/engine/draw-challengers";
import { goesBack } from "@/lib/engine/goes-back";
import { isRaise } from "@/lib/engine/is-raise";
import { fullSettings, policySettingsSchema, withChampion } from "@/lib/engine/policy-settings-schema";
import { settingChanges } from "@/lib/engine/settings-changes";
import { settingsArbitrary } from "@/tests/support/engine-arbitraries";

const base = policySettingsSchema.parse({ mode: "ai_assist", champion: 1 });
const challengers = [
  { version: 2, share: 0.25 },
  { version: 3, share: 0.25 },
];

describe("challengers in a policy's settings", () => {
  it.each([
    ["the champion itself", { challengers: [{ version: 1, share: 0.1 }] }, "challengers.0.version"],
    ["one twice", { challengers: [...challengers, { version: 2, share: 1 }] }, "challengers.2.version"],
    ["a share above 1", { challengers: [{ version: 2, share: 1.1 }] }, "challengers.0.share"],
    ["six", { challengers: [2, 3, 4, 5, 6, 7].map((version) => ({ version, share: 1 })) }, "challengers"],
    ["any without a champion", { mode: "human_only", champion: null, challengers }, "challengers.0.version"],
    ["an unknown member", { challengers: [{ version: 2, share: 1, role: "x" }] }, "challengers.0"],
  ])("are refused: %s", (_, changes, path) => {
    const parsed = policySettingsSchema.safeParse({ ...base, ...changes });
    expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toContain(path);
  });

  it("are none in settings that were written before there were any", () => {
    const { challengers: _, ...stored } = base;
    expect(fullSettings(stored)).toEqual(base);
  });

  it("lose the one that becomes champion", () => {
    expect(withChampion({ ...base, challengers }, 2)).toEqual({
      ...base,
      champion: 2,
      challengers: [{ version: 3, share: 0.25 }],
    });
  });

  it("read as words when they change, whatever their order", () => {
    const names = { models: { 2: "Boosted" } };
    expect(settingChanges(base, { ...base, challengers }, names)).toEqual([
      {
        key: "challengers",
        label: "Challengers",
        before: "none",
        after: "version 2 (Boosted) on 25%, version 3 on 25%",
      },
    ]);
    const turned = { ...base, challengers: challengers.toReversed() };
    expect(settingChanges({ ...base, challengers }, turned)).toEqual([]);
  });

  it("never raise automation", () => {
    const list = fc
      .uniqueArray(fc.integer({ min: 3, max: 9 }), { maxLength: 5 })
      .chain((versions) =>
        fc.tuple(...versions.map((version) => fc.record({ version: fc.constant(version), share: fc.constant(0.5) }))),
      );
    fc.assert(
      fc.property(settingsArbitrary, settingsArbitrary, list, (before, after, some) => {
        expect(isRaise(before, { ...after, challengers: some })).toBe(isRaise(before, after));
        expect(isRaise(before, { ...before, challengers: some })).toBe(false);
      }),
    );
  });
});

describe("drawing challengers", () => {
  const ids = Array.from({ length: 20_000 }, (_, index) => `item-${index}`);
  const settings = { ...base, challengers };
  const drawnBy = (version: number, share: number) =>
    ids.filter((id) => {
      const own = { ...settings, challengers: [{ version, share }] };
      return drawChallengers("use-case", own, id).length > 0;
    });

  it("gives each its share, independently of the other", () => {
    const both = ids.filter((id) => drawChallengers("use-case", settings, id).length === 2);
    const second = ids.filter((id) => drawChallengers("use-case", settings, id).some(({ version }) => version === 2));
    // Five standard deviations of a binomial count.
    expect(Math.abs(second.length / ids.length - 0.25)).toBeLessThan(0.0153);
    expect(Math.abs(both.length / ids.length - 0.0625)).toBeLessThan(0.0086);
  });

  it("keeps everyone inside when a share is raised, and takes none at 0, all at 1", () => {
    const few = new Set(drawnBy(2, 0.1));
    const more = new Set(drawnBy(2, 0.3));
    expect([...few].every((id) => more.has(id))).toBe(true);
    expect(more.size).toBeGreaterThan(few.size);
    expect(drawnBy(2, 0)).toEqual([]);
    expect(drawnBy(2, 1)).toEqual(ids);
  });
});

describe("going back to an earlier champion", () => {
  const full = policySettingsSchema.parse({ mode: "full_automation", champion: 2 });
  const partial = policySettingsSchema.parse({ mode: "partial_automation", champion: 2, thresholds: { a: 0.9 } });

  it("is free to a version that was allowed as much before", () => {
    expect(goesBack(full, 1, [{ ...full, champion: 1 }])).toBe(true);
    expect(goesBack(partial, 1, [{ ...partial, champion: 1, thresholds: { a: 0.8 } }])).toBe(true);
    expect(goesBack(partial, 1, [{ ...base }, { ...full, champion: 1 }])).toBe(true);
  });

  it("is free wherever nothing is automated", () => {
    expect(goesBack({ ...base, champion: 2 }, 1, [base])).toBe(true);
  });

  it("is not free to a version that was never allowed as much", () => {
    expect(goesBack(full, 1, [base])).toBe(false);
    expect(goesBack(full, 1, [{ ...partial, champion: 1 }])).toBe(false);
    expect(goesBack(partial, 1, [{ ...partial, champion: 1, thresholds: { a: 0.95 } }])).toBe(false);
    expect(goesBack(full, 1, [])).toBe(false);
    expect(goesBack(full, 1, [full])).toBe(false);
  });

  it("never lets a champion automate what none of its own policies did", () => {
    fc.assert(
      fc.property(settingsArbitrary, fc.array(settingsArbitrary, { maxLength: 4 }), (now, earlier) => {
        const champion = now.champion === 1 ? 2 : 1;
        const after = withChampion(now, champion);
        if (!goesBack(now, champion, earlier) || !isRaise(now, after)) return;
        const allowed = earlier.map((former) => ({ ...former, approvals: now.approvals }));
        expect(allowed.some((former) => former.champion === champion && !isRaise(former, after))).toBe(true);
      }),
    );
  });
});
