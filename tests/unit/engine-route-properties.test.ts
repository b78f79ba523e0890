import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketOf } from "@/lib/engine/bucket";
import { isRaise } from "@/lib/engine/is-raise";
import { automates, modes, rungOf } from "@/lib/engine/mode";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { raisedAspects } from "@/lib/engine/raised-aspects";
import { routeItem } from "@/lib/engine/route-item";
import {
  bucketsArbitrary,
  contextArbitrary,
  guardrailsArbitrary,
  predictionArbitrary,
  settingsArbitrary,
} from "@/tests/support/engine-arbitraries";

const itemArbitrary = fc.record({
  buckets: bucketsArbitrary,
  prediction: fc.option(predictionArbitrary, { freq: 10 }),
  fallbackPrediction: fc.option(predictionArbitrary),
  unlisted: fc.boolean(),
  halted: fc.boolean(),
  context: contextArbitrary,
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
        if (below.decides !== "human") expect(routeItem({ settings, ...item }).decides).not.toBe("human");
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
          if (before.decides !== "human") expect(after.decides).not.toBe("human");
        },
      ),
      runs,
    );
  });

  it("never lets the champion decide on a halt, without a usable prediction, or with an unlisted category", () => {
    fc.assert(
      fc.property(settingsArbitrary, itemArbitrary, (settings, item) => {
        const route = routeItem({ settings, ...item });
        const answers =
          item.prediction?.ok === true && (!("value" in item.prediction) || Number.isFinite(item.prediction.value));
        if (!answers || item.unlisted) expect(route.decides).not.toBe("model");
        if (item.halted) expect(route.decides).toBe("human");
        if (route.decides === "human") expect(route.review).toBe("decide");
      }),
      runs,
    );
  });

  it("automates by a fallback only what the champion could not decide, and only where the policy names one", () => {
    fc.assert(
      fc.property(settingsArbitrary, itemArbitrary, (settings, item) => {
        const route = routeItem({ settings, ...item });
        if (route.decides !== "fallback") return;
        expect(settings.fallback.to).not.toBe("person");
        expect(route.fallback).toBe(true);
        expect(automates(route.effectiveMode)).toBe(true);
      }),
      runs,
    );
  });

  it("automates nothing that an acting guardrail stopped, and changes nothing where one only watches", () => {
    let stopped = 0;
    fc.assert(
      fc.property(settingsArbitrary, itemArbitrary, (settings, item) => {
        const route = routeItem({ settings, ...item });
        if (route.findings?.some(({ acts }) => acts)) {
          stopped += 1;
          expect(route.decides).toBe("human");
        }
        const acting = { ...settings, guardrails: settings.guardrails.filter(({ watch }) => !watch) };
        const { findings: _, ...rest } = route;
        const { findings: __, ...without } = routeItem({ settings: acting, ...item });
        expect(rest).toEqual(without);
      }),
      { numRuns: 2000 },
    );
    expect(stopped).toBeGreaterThan(20);
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

/** Items of a use case as they come: a bucket by their key, and what each of four models says about them. */
const populationArbitrary = fc.array(
  fc.record({
    key: fc.string(),
    byModel: fc.tuple(predictionArbitrary, predictionArbitrary, predictionArbitrary, predictionArbitrary),
    unlisted: fc.boolean(),
    context: contextArbitrary,
  }),
  { minLength: 10, maxLength: 20 },
);

type Item = typeof populationArbitrary extends fc.Arbitrary<(infer One)[]> ? One : never;

/** The guardrails as a change leaves them: one gone, one of another kind or value in its place, one more, or as they were. */
function changedGuardrails(before: PolicySettings["guardrails"], other: PolicySettings["guardrails"], how: number) {
  const [first, ...rest] = other;
  const place = before.findIndex(({ kind }) => kind === first?.kind);
  if (how === 0) return other;
  if (how === 1) return before.slice(1);
  if (how === 2 || first === undefined || place < 0) return [...before, ...rest];
  return before.with(place, { ...first, watch: before[place]?.watch ?? false });
}

/** Two settings that differ in few things, as changes do; unrelated ones are nearly always a raise. */
const changeArbitrary = fc
  .tuple(settingsArbitrary, settingsArbitrary, guardrailsArbitrary, fc.nat(3))
  .chain(([before, other, guardrails, how]) =>
    fc
      .subarray(
        [
          "rampShare",
          "thresholds",
          "maxSpread",
          "qcShare",
          "blindShare",
          "reveal",
          "champion",
          "saltVersion",
          "fallback",
          "guardrails",
          "modes",
        ] as const,
        { maxLength: 4 },
      )
      .map((keys) => {
        const after: PolicySettings = { ...before };
        for (const key of keys) {
          if (key === "modes") Object.assign(after, { mode: other.mode, baseMode: other.baseMode });
          else if (key === "guardrails") after.guardrails = changedGuardrails(before.guardrails, guardrails, how);
          else Object.assign(after, { [key]: other[key] });
        }
        return { before, after };
      }),
  );

function isAutomated(settings: PolicySettings, { key, byModel, unlisted, context }: Item): boolean {
  const bucket = (purpose: "ramp" | "qc" | "blind") => bucketOf("use-case", purpose, settings.saltVersion, key);
  const buckets = { ramp: bucket("ramp"), qc: bucket("qc"), blind: bucket("blind") };
  const { champion, fallback } = settings;
  const prediction = byModel[(champion ?? 1) - 1] ?? null;
  const fallbackPrediction = fallback.to === "model" ? (byModel[fallback.version - 1] ?? null) : null;
  const route = routeItem({ settings, halted: false, buckets, prediction, fallbackPrediction, unlisted, context });
  return route.decides !== "human";
}

/** How often each setting was among the differences of a change. */
function count(counts: Map<string, number>, before: PolicySettings, after: PolicySettings): void {
  for (const key of Object.keys(before) as (keyof PolicySettings)[]) {
    if (before[key] !== after[key]) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
}

describe("a change that is no raise", () => {
  it("automates no item that was left to people before", () => {
    const tried = new Map<string, number>();
    let automated = 0;
    fc.assert(
      fc.property(changeArbitrary, populationArbitrary, ({ before, after }, population) => {
        if (isRaise(before, after)) return;
        count(tried, before, after);
        for (const item of population) {
          if (!isAutomated(after, item)) continue;
          automated += 1;
          expect(isAutomated(before, item)).toBe(true);
        }
      }),
      { numRuns: 4000 },
    );
    // Every setting that could raise was changed without raising, and there was something to automate.
    for (const key of [
      "mode",
      "rampShare",
      "thresholds",
      "maxSpread",
      "champion",
      "saltVersion",
      "fallback",
      "guardrails",
    ]) {
      expect(tried.get(key) ?? 0, key).toBeGreaterThan(50);
    }
    expect(automated).toBeGreaterThan(500);
  });

  it("can be turned round into one, wherever it changed who is automated", () => {
    fc.assert(
      fc.property(changeArbitrary, populationArbitrary, ({ before, after }, population) => {
        const fewer = population.some((item) => isAutomated(before, item) && !isAutomated(after, item));
        if (fewer) expect(isRaise(after, before)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("what a raise raises", () => {
  it("is named exactly where there is one, and taking it all back is no raise", () => {
    fc.assert(
      fc.property(changeArbitrary, ({ before, after }) => {
        const aspects = raisedAspects(before, after);
        expect(aspects.length > 0).toBe(isRaise(before, after));
        const { mode, baseMode, fallback, rampShare, saltVersion, thresholds, maxSpread, guardrails, champion } =
          before;
        const back = { ...after };
        if (aspects.includes("mode")) Object.assign(back, { mode, baseMode, fallback });
        if (aspects.includes("share")) Object.assign(back, { rampShare, saltVersion });
        if (aspects.includes("threshold")) Object.assign(back, { thresholds, maxSpread });
        if (aspects.includes("guardrail")) Object.assign(back, { guardrails });
        if (aspects.includes("champion")) Object.assign(back, { champion });
        expect(isRaise(before, back)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
