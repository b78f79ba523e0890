import { describe, expect, it } from "vitest";
import { policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { conditionText, evaluateCondition, type RampAnswer, type RampEvidence } from "@/lib/engine/ramp-conditions";
import { rampProblems } from "@/lib/engine/ramp-problems";
import { type RampCondition, rampConditionSchema, rampScheduleSchema } from "@/lib/engine/ramp-schema";

const now = new Date("2026-03-02T12:00:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const none = { n: 0, hits: 0, latestAt: null };
const tally = (hits: number, n: number, minutes = 5) => ({ n, hits, latestAt: ago(minutes) });

type Facts = Extract<RampEvidence, { ok: true }>;

const evidence = (facts: Partial<Facts> = {}): RampEvidence => ({
  ok: true,
  gatheredAt: now,
  from: ago(600),
  verdicts: none,
  checked: none,
  blind: none,
  predictions: none,
  queue: { waiting: 0, oldest: null },
  ...facts,
});

const condition = (given: Record<string, unknown>): RampCondition => rampConditionSchema.parse(given);
const verdicts = condition({ kind: "verdicts", atLeast: 50 });
const agreement = condition({ kind: "agreement", atLeast: 0.9, minVerdicts: 50 });
const checkedOnly = condition({ kind: "agreement", atLeast: 0.9, minVerdicts: 50, among: "checked" });
const failed = condition({ kind: "failed_predictions", atMost: 0.02, minPredictions: 100 });
const queue = condition({ kind: "queue_age", atMostMinutes: 60 });

describe("a condition", () => {
  it.each<[string, RampCondition, RampEvidence, RampAnswer]>([
    ["no verdict", verdicts, evidence(), "no_data"],
    ["too few verdicts", verdicts, evidence({ verdicts: tally(40, 49) }), "inconclusive"],
    ["enough verdicts, whatever they say", verdicts, evidence({ verdicts: tally(0, 50) }), "pass"],
    ["verdicts that are a day old and a minute", verdicts, evidence({ verdicts: tally(50, 50, 1441) }), "stale"],
    ["verdicts that are a day old", verdicts, evidence({ verdicts: tally(50, 50, 1440) }), "pass"],
    ["no verdict to agree", agreement, evidence({ verdicts: tally(50, 50) }), "no_data"],
    ["agreement of too few", agreement, evidence({ checked: tally(49, 49) }), "inconclusive"],
    ["agreement just as asked", agreement, evidence({ checked: tally(45, 50) }), "pass"],
    ["agreement one below", agreement, evidence({ checked: tally(44, 50) }), "fail"],
    ["checked and blind together", agreement, evidence({ checked: tally(25, 25), blind: tally(20, 25) }), "pass"],
    [
      "blind ones that do not count",
      checkedOnly,
      evidence({ checked: tally(25, 25), blind: tally(25, 25) }),
      "inconclusive",
    ],
    ["old agreement", agreement, evidence({ blind: tally(50, 50, 5000) }), "stale"],
    ["old and new agreement", agreement, evidence({ blind: tally(49, 49, 5000), checked: tally(1, 1) }), "pass"],
    ["no prediction", failed, evidence(), "no_data"],
    ["too few predictions", failed, evidence({ predictions: tally(99, 99) }), "inconclusive"],
    ["as many failures as allowed", failed, evidence({ predictions: tally(2, 100) }), "pass"],
    ["one failure too many", failed, evidence({ predictions: tally(3, 100) }), "fail"],
    ["nothing waits", queue, evidence(), "pass"],
    ["the oldest waits as long as allowed", queue, evidence({ queue: { waiting: 3, oldest: ago(60) } }), "pass"],
    ["the oldest waits longer", queue, evidence({ queue: { waiting: 1, oldest: ago(61) } }), "fail"],
    ["counts that cannot be", agreement, evidence({ checked: tally(51, 50) }), "error"],
    ["a count that is no number", verdicts, evidence({ verdicts: tally(0, Number.NaN) }), "error"],
    ["a queue that is no number", queue, evidence({ queue: { waiting: Number.NaN, oldest: null } }), "error"],
    ["a query that failed", queue, { ok: false, gatheredAt: now, problem: "The database did not answer" }, "error"],
  ])("answers to %s", (_, asked, given, answer) => {
    const finding = evaluateCondition(asked, given, now);
    expect(finding.answer).toBe(answer);
    expect(finding.missing === "").toBe(answer === "pass");
    expect(finding.seen).not.toBe("");
    expect(finding.wanted).toBe(conditionText(asked));
  });

  it("does not trust evidence that was gathered minutes ago, or that comes from the future", () => {
    for (const minutes of [3, -3, Number.NaN]) {
      const given = {
        ...evidence({ verdicts: tally(50, 50) }),
        gatheredAt: new Date(now.getTime() - minutes * 60_000),
      };
      expect(evaluateCondition(verdicts, given, now).answer).toBe("stale");
    }
  });

  it("says its window where it has one", () => {
    const lastWeek = condition({ kind: "verdicts", atLeast: 50, windowMinutes: 10_080 });
    expect(conditionText(lastWeek)).toBe("at least 50 verdicts of the last 7 days");
    expect(
      conditionText(condition({ kind: "failed_predictions", atMost: 0.02, minPredictions: 9, windowMinutes: 60 })),
    ).toBe("at most 2% of at least 9 predictions of the last 60 minutes failed");
  });

  it("says what it saw, what it wants and what is missing", () => {
    expect(evaluateCondition(agreement, evidence({ checked: tally(44, 50) }), now)).toEqual({
      answer: "fail",
      seen: "44 of 50 verdicts agree (88%)",
      wanted:
        "people and model agree on at least 90% of at least 50 verdicts, given without sight of the model's answer",
      missing: "Agreement is below 90%.",
    });
    expect(evaluateCondition(verdicts, evidence({ verdicts: tally(0, 1) }), now).missing).toBe(
      "49 more verdicts needed.",
    );
  });
});

describe("a schedule", () => {
  const steps = (...shares: number[]) => shares.map((share) => ({ share, holdMinutes: 60 }));
  const conditions = [{ kind: "verdicts", atLeast: 50 }];
  const settings = (rampShare: number) =>
    policySettingsSchema.parse({ mode: "full_automation", baseMode: "shadow", champion: 1, rampShare });

  it("takes what it should, and fills in what was left out", () => {
    const schedule = rampScheduleSchema.parse({ steps: steps(0.05, 0.1, 1), conditions });
    expect(schedule.guards).toEqual([]);
    expect(schedule.conditions).toEqual([{ kind: "verdicts", atLeast: 50, windowMinutes: null, freshMinutes: 1440 }]);
    expect(rampProblems(schedule, settings(0))).toEqual([]);
    expect(rampProblems(schedule, settings(0.05))).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string, RegExp]>([
    ["no step", { steps: [] }, "steps", /needs a step/],
    ["too many steps", { steps: steps(...Array.from({ length: 21 }, (_, i) => (i + 1) / 21)) }, "steps", /twenty/],
    ["a share above 1", { steps: steps(0.5, 1.1) }, "steps.1.share", /between 0 and 1/],
    ["a share that is NaN", { steps: steps(Number.NaN) }, "steps.0.share", /between 0 and 1/],
    ["equal steps", { steps: steps(0.5, 0.5) }, "steps.1.share", /larger than the one before it, which is 50%/],
    ["steps that fall", { steps: steps(0.5, 0.7, 0.2) }, "steps.2.share", /which is 70%/],
    ["no hold", { steps: [{ share: 1, holdMinutes: 0 }] }, "steps.0.holdMinutes", /at least one minute/],
    ["no condition", { conditions: [] }, "conditions", /nothing goes up by time alone/],
    [
      "agreement of nothing",
      { conditions: [{ kind: "agreement", atLeast: 0.9, minVerdicts: 0 }] },
      "conditions.0.minVerdicts",
      /At least 1/,
    ],
    ["an unknown condition", { conditions: [{ kind: "feeling" }] }, "conditions.0.kind", /./],
    [
      "a guard that never fails",
      { guards: [{ kind: "verdicts", atLeast: 3 }] },
      "guards.0.kind",
      /agreement, failed predictions/,
    ],
  ])("is refused with %s", (_, part, path, sentence) => {
    const parsed = rampScheduleSchema.safeParse({ steps: steps(0.5, 1), conditions, ...part });
    const issue = parsed.error?.issues.find((one) => one.path.join(".") === path);
    expect(issue?.message, JSON.stringify(parsed.error?.issues)).toMatch(sentence);
  });

  it("tells of every mistake at once", () => {
    const parsed = rampScheduleSchema.safeParse({ steps: steps(0.5, 0.2), conditions: [{ kind: "verdicts" }] });
    expect(parsed.error?.issues.map(({ path }) => path.join("."))).toEqual(["steps.1.share", "conditions.0.atLeast"]);
  });

  it.each<[string, number[], number, string, RegExp]>([
    ["ends below its start", [0.1, 0.2], 0.3, "steps.1.share", /ends at 20%, and 30% is in force/],
    ["ends where it starts", [0.3], 0.3, "steps.0.share", /ends at 30%/],
    ["begins below the share in force", [0.1, 0.5], 0.3, "steps.0.share", /30% is in force/],
  ])("is refused where it %s", (_, shares, share, path, sentence) => {
    const schedule = rampScheduleSchema.parse({ steps: steps(...shares), conditions });
    expect(rampProblems(schedule, settings(share))).toEqual([{ path, message: expect.stringMatching(sentence) }]);
  });

  it("is refused where mode and base mode are the same", () => {
    const schedule = rampScheduleSchema.parse({ steps: steps(1), conditions });
    const flat = policySettingsSchema.parse({ mode: "shadow", baseMode: "shadow", champion: 1, rampShare: 0 });
    expect(rampProblems(schedule, flat)).toMatchObject([
      { path: "steps", message: expect.stringMatching(/nothing to/) },
    ]);
  });
});
