import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketOf } from "@/lib/engine/bucket";
import { isRaise } from "@/lib/engine/is-raise";
import { modes, rungOf } from "@/lib/engine/mode";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { routeItem } from "@/lib/engine/route-item";
import { bucketsArbitrary, predictionArbitrary, settingsArbitrary } from "@/tests/support/engine-arbitraries";

const itemArbitrary = fc.record({
  buckets: bucketsArbitrary,
  prediction: fc.option(predictionArbitrary, { freq: 10 }),
  unlisted: fc.boolean(),
  halted: fc.boolean(),
});

const runs = { numRuns: 1000 };

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

describe("routing", () => {
  it("gives the same route for the same input, and changes nothing that it was given", () => {
    fc.assert(
      fc.property(settingsArbitrary, itemArbitrary, (settings, item) => {
        const input = deepFreeze({ settings, ...item });
        const copy = structuredClone(input);
        expect(routeItem(copy)).toEqual(routeItem(input));
      }),
      runs,
    );
  });

  it("survives being stored: a route of stored settings is the same", () => {
    fc.assert(
      fc.property(settingsArbitrary, itemArbitrary, (settings, item) => {
        const stored = JSON.parse(JSON.stringify(settings)) as PolicySettings;
        expect(routeItem({ settings: stored, ...item })).toEqual(routeItem({ settings, ...item }));
      }),
      runs,
    );
  });

  it("never automates more in a lower mode", () => {
    fc.assert(
      fc.property(settingsArbitrary, itemArbitrary, fc.constantFrom(...modes), (settings, item, other) => {
        const lower = rungOf(other) < rungOf(settings.mode) ? other : settings.mode;
        const baseMode = rungOf(settings.baseMode) < rungOf(lower) ? settings.baseMode : lower;
        const below = routeItem({ settings: { ...settings, mode: lower, baseMode }, ...item });
        if (below.decides === "model") expect(routeItem({ settings, ...item }).decides).toBe("model");
      }),
      runs,
    );
  });

  it.each(["rampShare", "qcShare", "blindShare"] as const)("keeps everyone inside when %s is raised", (share) => {
    const inside = { rampShare: "ramp", qcShare: "qc", blindShare: "blind" } as const;
    fc.assert(
      fc.property(
        settingsArbitrary,
        itemArbitrary,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (settings, item, more) => {
          const raised = { ...settings, [share]: Math.max(settings[share], more) };
          const before = routeItem({ settings, ...item });
          const after = routeItem({ settings: raised, ...item });
          const bucket = item.buckets[inside[share]];
          // Whoever was inside is treated as before, in all but the share that is written down.
          if (bucket < settings[share]) expect({ ...after, shares: before.shares }).toEqual(before);
          if (before.decides === "model") expect(after.decides).toBe("model");
        },
      ),
      runs,
    );
  });

  it("never automates on a halt, without a prediction, on a failed one, or with an unlisted category", () => {
    fc.assert(
      fc.property(settingsArbitrary, itemArbitrary, (settings, item) => {
        const route = routeItem({ settings, ...item });
        const forbidden = item.halted || item.prediction?.ok !== true || item.unlisted;
        if (forbidden) expect(route.decides).toBe("human");
        if (route.decides === "human") expect(route.review).toBe("decide");
      }),
      runs,
    );
  });

  it("shows nothing of the model on blind items and in quality control", () => {
    fc.assert(
      fc.property(settingsArbitrary, itemArbitrary, (settings, item) => {
        const route = routeItem({ settings, ...item });
        const blind = item.buckets.blind < settings.blindShare || route.review === "quality_control";
        if (blind) expect(route.reveal).toBe("never");
      }),
      runs,
    );
  });
});

/** Items of a use case as they come: a bucket by their key, and what each of two models says about them. */
const populationArbitrary = fc.array(
  fc.record({ key: fc.string(), byModel: fc.tuple(predictionArbitrary, predictionArbitrary), unlisted: fc.boolean() }),
  { minLength: 10, maxLength: 20 },
);

/** Two settings that differ in few things, as changes do; unrelated ones are nearly always a raise. */
const changeArbitrary = fc.tuple(settingsArbitrary, settingsArbitrary).chain(([before, other]) =>
  fc
    .subarray([
      "rampShare",
      "thresholds",
      "maxSpread",
      "qcShare",
      "blindShare",
      "reveal",
      "champion",
      "saltVersion",
      "modes",
    ] as const)
    .map((keys) => {
      const after: PolicySettings = { ...before };
      for (const key of keys) {
        if (key === "modes") Object.assign(after, { mode: other.mode, baseMode: other.baseMode });
        else Object.assign(after, { [key]: other[key] });
      }
      return { before, after };
    }),
);

function isAutomated(settings: PolicySettings, item: { key: string; byModel: readonly unknown[]; unlisted: boolean }) {
  const bucket = (purpose: "ramp" | "qc" | "blind") => bucketOf("use-case", purpose, settings.saltVersion, item.key);
  const prediction = item.byModel[(settings.champion ?? 1) - 1] as Parameters<typeof routeItem>[0]["prediction"];
  const buckets = { ramp: bucket("ramp"), qc: bucket("qc"), blind: bucket("blind") };
  return routeItem({ settings, halted: false, buckets, prediction, unlisted: item.unlisted }).decides === "model";
}

describe("a change that is no raise", () => {
  it("automates no item that was left to people before", () => {
    let tried = 0;
    fc.assert(
      fc.property(changeArbitrary, populationArbitrary, ({ before, after }, population) => {
        if (isRaise(before, after)) return;
        tried += 1;
        for (const item of population) {
          if (isAutomated(after, item)) expect(isAutomated(before, item)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
    expect(tried).toBeGreaterThan(200);
  });

  it("can be turned round into one, wherever it changed who is automated", () => {
    fc.assert(
      fc.property(changeArbitrary, populationArbitrary, ({ before, after }, population) => {
        const fewer = population.some((item) => isAutomated(before, item) && !isAutomated(after, item));
        if (fewer) expect(isRaise(after, before)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
