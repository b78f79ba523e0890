import { describe, expect, it } from "vitest";
import { type Mode, modes, rungOf } from "@/lib/engine/mode";
import { policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { reasonText } from "@/lib/engine/reason-text";
import type { RoutablePrediction } from "@/lib/engine/routable-prediction";
import { type Route, type RouteInput, type RouteReason, routeItem } from "@/lib/engine/route-item";
import { plainContext } from "@/tests/support/engine-arbitraries";

/** What the champion said, against a threshold of 0.9 for `inspect` and none for `no_inspection`. */
const predictions = {
  none: null,
  failed: { ok: false },
  above: { ok: true, outcome: "inspect", confidence: 0.95 },
  exactly: { ok: true, outcome: "inspect", confidence: 0.9 },
  below: { ok: true, outcome: "inspect", confidence: 0.899999 },
  "no threshold": { ok: true, outcome: "no_inspection", confidence: 1 },
} as const satisfies Record<string, RoutablePrediction | null>;

type Said = keyof typeof predictions;
const answered: Said[] = ["above", "exactly", "below", "no threshold"];

/** The rung that an item gets: `mode` inside the ramp, `base` outside, and on a halt no rung that automates. */
const effective: Record<Mode, Record<"running" | "halted", Mode>> = {
  human_only: { running: "human_only", halted: "human_only" },
  shadow: { running: "shadow", halted: "shadow" },
  ai_assist: { running: "ai_assist", halted: "ai_assist" },
  partial_automation: { running: "partial_automation", halted: "ai_assist" },
  full_automation: { running: "full_automation", halted: "ai_assist" },
};

interface Row {
  mode: Mode;
  said: readonly Said[];
  unlisted: readonly boolean[];
  decides: "model" | "human";
  reasons: RouteReason[];
  fallback: boolean;
  /** A suggestion could be shown. */
  suggests: boolean;
  threshold: number | null;
}

const either = [true, false];
const everything: Said[] = ["none", "failed", ...answered];
const human = { decides: "human", fallback: false, suggests: false, threshold: null } as const;
const lost = { decides: "human", fallback: true, suggests: false, threshold: null } as const;
const model = { decides: "model", fallback: false, suggests: false } as const;

/** Who decides at each rung. Every combination of rung, prediction and category stands in exactly one row. */
const table: Row[] = [
  { ...human, mode: "human_only", said: everything, unlisted: either, reasons: ["mode_human_only"] },
  { ...human, mode: "shadow", said: everything, unlisted: either, reasons: ["mode_shadow"] },
  { ...human, mode: "ai_assist", said: ["none"], unlisted: either, reasons: ["mode_ai_assist", "no_prediction"] },
  { ...human, mode: "ai_assist", said: ["failed"], unlisted: either, reasons: ["mode_ai_assist", "prediction_failed"] },
  { ...human, mode: "ai_assist", said: answered, unlisted: either, reasons: ["mode_ai_assist"], suggests: true },

  { ...lost, mode: "partial_automation", said: ["none"], unlisted: either, reasons: ["no_prediction"] },
  { ...lost, mode: "partial_automation", said: ["failed"], unlisted: either, reasons: ["prediction_failed"] },
  {
    ...lost,
    mode: "partial_automation",
    said: answered,
    unlisted: [true],
    reasons: ["unlisted_category"],
    suggests: true,
  },
  {
    ...model,
    mode: "partial_automation",
    said: ["above", "exactly"],
    unlisted: [false],
    reasons: ["threshold_reached"],
    threshold: 0.9,
  },
  {
    ...human,
    mode: "partial_automation",
    said: ["below"],
    unlisted: [false],
    reasons: ["below_threshold"],
    threshold: 0.9,
    suggests: true,
  },
  {
    ...human,
    mode: "partial_automation",
    said: ["no threshold"],
    unlisted: [false],
    reasons: ["no_threshold"],
    suggests: true,
  },

  { ...lost, mode: "full_automation", said: ["none"], unlisted: either, reasons: ["no_prediction"] },
  { ...lost, mode: "full_automation", said: ["failed"], unlisted: either, reasons: ["prediction_failed"] },
  {
    ...lost,
    mode: "full_automation",
    said: answered,
    unlisted: [true],
    reasons: ["unlisted_category"],
    suggests: true,
  },
  {
    ...model,
    mode: "full_automation",
    said: answered,
    unlisted: [false],
    reasons: ["mode_full_automation"],
    threshold: null,
  },
];

/** Which review is opened, and what its reviewer may see of the model. Blind beats reveal, and quality control is always blind. */
function expectedReview(
  row: Row,
  inQc: boolean,
  blind: boolean,
  reveal: "before" | "after",
): Pick<Route, "review" | "reveal"> {
  if (row.decides === "model") return { review: inQc ? "quality_control" : null, reveal: "never" };
  return { review: "decide", reveal: row.suggests && !blind ? reveal : "never" };
}

interface Case {
  mode: Mode;
  baseMode: Mode;
  said: Said;
  unlisted: boolean;
  inRamp: boolean;
  halted: boolean;
  inQc: boolean;
  blind: boolean;
  reveal: "before" | "after";
}

function allCases(): Case[] {
  const cases: Case[] = [];
  for (const mode of modes)
    for (const baseMode of modes.filter((base) => rungOf(base) <= rungOf(mode)))
      for (const said of everything)
        for (const unlisted of either)
          for (const inRamp of either)
            for (const halted of either)
              for (const inQc of either)
                for (const blind of either)
                  for (const reveal of ["before", "after"] as const)
                    cases.push({ mode, baseMode, said, unlisted, inRamp, halted, inQc, blind, reveal });
  return cases;
}

function inputOf(one: Case): RouteInput {
  const settings = policySettingsSchema.parse({
    mode: one.mode,
    baseMode: one.baseMode,
    rampShare: 0.5,
    thresholds: { inspect: 0.9 },
    qcShare: 0.25,
    blindShare: 0.125,
    reveal: one.reveal,
    champion: 3,
    saltVersion: 7,
  });
  // A bucket that equals the share lies outside of it; one just below lies inside.
  const buckets = {
    ramp: one.inRamp ? 0.4999999 : 0.5,
    qc: one.inQc ? 0.2499999 : 0.25,
    blind: one.blind ? 0.1249999 : 0.125,
  };
  return {
    settings,
    halted: one.halted,
    buckets,
    prediction: predictions[one.said],
    unlisted: one.unlisted,
    context: plainContext,
  };
}

function rowsOf(mode: Mode, said: Said, unlisted: boolean): Row[] {
  return table.filter((row) => row.mode === mode && row.said.includes(said) && row.unlisted.includes(unlisted));
}

describe("the routing table", () => {
  it("has exactly one row for every rung, prediction and category", () => {
    for (const mode of modes)
      for (const said of everything)
        for (const unlisted of either)
          expect(rowsOf(mode, said, unlisted), `${mode}, ${said}, ${unlisted}`).toHaveLength(1);
  });

  it.each(modes)("holds for every combination under mode %s", (mode) => {
    const cases = allCases().filter((one) => one.mode === mode);
    expect(cases.length).toBeGreaterThan(0);
    for (const one of cases) {
      const input = inputOf(one);
      const rung = effective[one.inRamp ? one.mode : one.baseMode][one.halted ? "halted" : "running"];
      const [row] = rowsOf(rung, one.said, one.unlisted);
      if (row === undefined) throw new Error("The table has no row for this.");
      const before: RouteReason[] = [
        ...(one.halted ? ["halted" as const] : []),
        ...(one.inRamp ? [] : ["outside_ramp" as const]),
      ];
      const expected: Route = {
        mode: one.mode,
        effectiveMode: rung,
        decides: row.decides,
        reasons: [...before, ...row.reasons],
        fallback: row.fallback,
        ...expectedReview(row, one.inQc, one.blind, one.reveal),
        threshold: row.threshold,
        buckets: input.buckets,
        shares: { ramp: 0.5, qc: 0.25, blind: 0.125 },
        saltVersion: 7,
      };
      expect(routeItem(input), JSON.stringify(one)).toEqual(expected);
    }
  });

  it("knows every combination: 15 pairs of modes, 6 predictions, and 6 questions of two answers", () => {
    expect(allCases()).toHaveLength(15 * 6 * 2 ** 6);
  });
});

describe("a regression in partial automation", () => {
  const settings = (maxSpread: number | null) =>
    policySettingsSchema.parse({ mode: "partial_automation", champion: 1, maxSpread });
  const route = (maxSpread: number | null, spread: number | null) =>
    routeItem({
      settings: settings(maxSpread),
      halted: false,
      buckets: { ramp: 0.3, qc: 0.3, blind: 0.3 },
      prediction: { ok: true, value: 12.5, spread },
      unlisted: false,
      context: plainContext,
    });

  it.each([
    [2, 1.9, "model", "threshold_reached", 2],
    [2, 2, "model", "threshold_reached", 2],
    [2, 2.000001, "human", "spread_too_wide", 2],
    [2, null, "human", "no_spread", 2],
    [null, 0, "human", "no_threshold", null],
    [null, null, "human", "no_threshold", null],
  ] as const)(
    "allowing a spread of %s, one of %s is decided by the %s (%s)",
    (most, spread, decides, reason, threshold) => {
      expect(route(most, spread)).toMatchObject({ decides, reasons: [reason], threshold, fallback: false });
    },
  );
});

describe("thresholds", () => {
  const decidesOn = (outcome: string, thresholds: Record<string, number>) =>
    routeItem({
      settings: policySettingsSchema.parse({ mode: "partial_automation", champion: 1, thresholds }),
      halted: false,
      buckets: { ramp: 0, qc: 0.9, blind: 0.9 },
      prediction: { ok: true, outcome, confidence: 1 },
      unlisted: false,
      context: plainContext,
    }).decides;

  it.each(["toString", "constructor", "__proto__", "hasOwnProperty"])(
    "are no property that every object has: %s",
    (outcome) => {
      expect(decidesOn(outcome, {})).toBe("human");
    },
  );

  it("of one outcome say nothing about another", () => {
    expect(decidesOn("a", { a: 0.5 })).toBe("model");
    expect(decidesOn("b", { a: 0.5 })).toBe("human");
  });

  it("of 1 need certainty, and of 0 need none", () => {
    expect(decidesOn("a", { a: 1 })).toBe("model");
    expect(decidesOn("a", { a: 0 })).toBe("model");
  });
});

describe("every reason", () => {
  it("has a sentence", () => {
    const reasons = new Set(table.flatMap((row) => row.reasons));
    for (const reason of reasons) expect(reasonText[reason]).toMatch(/^[A-Z].*\.$/);
  });
});
