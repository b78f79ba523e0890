import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextRampStep, type RampMove, type RampState } from "@/lib/engine/next-ramp-step";
import type { RampAnswer, RampFinding } from "@/lib/engine/ramp-conditions";

const answers: RampAnswer[] = ["pass", "fail", "inconclusive", "no_data", "stale", "error"];
const now = new Date("2026-03-02T12:00:00Z");
const finding = (answer: RampAnswer): RampFinding => ({
  answer,
  seen: "seen",
  wanted: "wanted",
  missing: answer === "pass" ? "" : `It says ${answer}.`,
});
const findings = (conditions: RampAnswer[], guards: RampAnswer[] = []) => ({
  conditions: conditions.map(finding),
  guards: guards.map(finding),
});
const state = (given: Partial<RampState> & { minutes?: number } = {}): RampState => {
  const { minutes = 60, ...rest } = given;
  return {
    steps: [0.05, 0.5, 1].map((share) => ({ share, holdMinutes: 60 })),
    step: 1,
    stepStartedAt: new Date(now.getTime() - minutes * 60_000),
    paused: false,
    ...rest,
  };
};

describe("the next step of a ramp", () => {
  it.each<[string, RampState, ReturnType<typeof findings>, RampMove]>([
    ["advances", state(), findings(["pass", "pass"], ["pass"]), { kind: "advance", to: 2 }],
    ["advances from before its first step", state({ step: -1 }), findings(["pass"]), { kind: "advance", to: 0 }],
    ["is finished after its last", state({ step: 2 }), findings(["pass"]), { kind: "finish" }],
    [
      "holds",
      state({ minutes: 59 }),
      findings(["pass"]),
      { kind: "hold", missing: ["This step holds for another 1 minute."] },
    ],
    ["waits for a condition", state(), findings(["pass", "no_data"]), { kind: "hold", missing: ["It says no_data."] }],
    ["is paused", state({ paused: true }), findings(["pass"]), { kind: "hold", missing: ["It is paused."] }],
    [
      "has no condition",
      state(),
      findings([]),
      { kind: "hold", missing: [expect.stringMatching(/time alone/)] as never },
    ],
    [
      "steps down",
      state({ minutes: 1 }),
      findings(["pass"], ["fail"]),
      { kind: "step_down", to: 0, because: "It says fail." },
    ],
    [
      "steps down below its first",
      state({ step: 0 }),
      findings([], ["fail"]),
      { kind: "step_down", to: -1, because: "It says fail." },
    ],
    [
      "steps down while paused",
      state({ paused: true }),
      findings([], ["pass", "fail"]),
      { kind: "step_down", to: 0, because: "It says fail." },
    ],
    [
      "can go no lower",
      state({ step: -1 }),
      findings(["pass"], ["fail"]),
      { kind: "hold", missing: ["A guard fails: It says fail."] },
    ],
  ])("%s", (_, ramp, given, move) => {
    expect(nextRampStep(ramp, given, now)).toEqual(move);
  });

  const findingArbitrary = fc.constantFrom(...answers).map(finding);
  const rampArbitrary = fc
    .record({
      holds: fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 20 }),
      step: fc.integer({ min: -1, max: 19 }),
      minutes: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.constant(10_000_000)),
      paused: fc.boolean(),
    })
    .map(({ holds, step, minutes, paused }) =>
      state({
        steps: holds.map((holdMinutes, index) => ({ share: (index + 1) / holds.length, holdMinutes })),
        step: Math.min(step, holds.length - 1),
        minutes,
        paused,
      }),
    );
  const cases = fc.record({
    ramp: rampArbitrary,
    conditions: fc.array(findingArbitrary, { maxLength: 6 }),
    guards: fc.array(findingArbitrary, { maxLength: 4 }),
  });
  const goesUp = ({ kind }: RampMove) => kind === "advance" || kind === "finish";

  it("is never up by time alone, and only where every condition passes, no guard fails and the hold is over", () => {
    let up = 0;
    fc.assert(
      fc.property(cases, ({ ramp, conditions, guards }) => {
        const move = nextRampStep(ramp, { conditions, guards }, now);
        if (!goesUp(move)) return;
        up++;
        const held = ramp.steps[Math.max(0, ramp.step)]?.holdMinutes ?? Number.POSITIVE_INFINITY;
        expect(conditions.length).toBeGreaterThan(0);
        expect(conditions.every(({ answer }) => answer === "pass")).toBe(true);
        expect(guards.some(({ answer }) => answer === "fail")).toBe(false);
        expect(now.getTime() - ramp.stepStartedAt.getTime()).toBeGreaterThanOrEqual(held * 60_000);
        expect(ramp.paused).toBe(false);
        if (move.kind === "advance") expect(move.to).toBe(ramp.step + 1);
      }),
      { numRuns: 20_000 },
    );
    expect(up).toBeGreaterThan(50);
  });

  it("is down wherever a guard fails, by one, in the middle of a hold and paused too; and nowhere else", () => {
    fc.assert(
      fc.property(cases, ({ ramp, conditions, guards }) => {
        const move = nextRampStep(ramp, { conditions, guards }, now);
        const fails = guards.some(({ answer }) => answer === "fail") && ramp.step >= 0;
        expect(move.kind === "step_down").toBe(fails);
        if (move.kind === "step_down") expect(move.to).toBe(ramp.step - 1);
      }),
      { numRuns: 5_000 },
    );
  });

  it("says what is missing wherever it holds", () => {
    fc.assert(
      fc.property(cases, ({ ramp, conditions, guards }) => {
        const move = nextRampStep(ramp, { conditions, guards }, now);
        if (move.kind === "hold") expect(move.missing.filter((sentence) => sentence !== "")).not.toEqual([]);
      }),
      { numRuns: 5_000 },
    );
  });

  it("holds where a moment is no moment", () => {
    const broken = state({ stepStartedAt: new Date(Number.NaN) });
    expect(nextRampStep(broken, findings(["pass"]), now).kind).toBe("hold");
  });
});
