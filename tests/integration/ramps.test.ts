import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemActor, type UserActor } from "@/lib/access/actor";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { changePolicy } from "@/lib/policies/change-policy";
import { halt } from "@/lib/policies/halt";
import { findPendingProposal, findProposal, listPolicies } from "@/lib/policies/policy-query";
import { advanceRamp } from "@/lib/policies/ramp/advance-ramp";
import { advanceRamps } from "@/lib/policies/ramp/advance-ramps";
import { pauseRamp } from "@/lib/policies/ramp/pause-ramp";
import { resumeRamp } from "@/lib/policies/ramp/resume-ramp";
import { startRamp } from "@/lib/policies/ramp/start-ramp";
import { stepBackRamp } from "@/lib/policies/ramp/step-back-ramp";
import { stopRamp } from "@/lib/policies/ramp/stop-ramp";
import { verifyRampStep } from "@/lib/policies/ramp/verify-ramp-step";
import { settleProposal } from "@/lib/policies/settle-proposal";
import { findLatestRamp, findRamp } from "@/lib/ramps/ramp-query";
import { findUseCase } from "@/lib/use-cases/use-case-query";
import { eventsAbout } from "@/tests/support/audit-events";
import { makeReviewer, queueItems } from "@/tests/support/item-fixture";
import { suppliedUseCase } from "@/tests/support/supplied-use-case";

const worker = { actor: systemActor("worker") };
const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

const later = (minutes: number) => {
  const at = new Date(clock.now().getTime() + minutes * 60_000);
  clock.now = () => at;
};

type Schedule = Parameters<typeof startRamp>[1]["schedule"];

const window = { windowMinutes: null, freshMinutes: 1440 };
const schedule: Schedule = {
  steps: [0.1, 0.5, 1].map((share) => ({ share, holdMinutes: 60 })),
  conditions: [
    { kind: "verdicts", atLeast: 10, ...window },
    { kind: "agreement", atLeast: 0.9, minVerdicts: 10, among: "both", ...window },
  ],
  guards: [{ kind: "agreement", atLeast: 0.7, minVerdicts: 5, among: "both", ...window }],
};

const ground: Partial<PolicySettings> = {
  mode: "partial_automation",
  baseMode: "shadow",
  rampShare: 0,
  thresholds: { yes: 0.9 },
};

async function rampUseCase(settings: Partial<PolicySettings> = ground, secondPersonToRaise = false) {
  const { useCaseId, slug } = await suppliedUseCase(settings, { secondPersonToRaise });
  const manager = await makeReviewer(useCaseId, "manager");
  return { useCaseId, slug, manager };
}

async function start(actor: UserActor, useCaseId: string, given: Schedule = schedule): Promise<string> {
  const result = await startRamp({ actor }, { useCaseId, schedule: given, reason: "It did well." });
  if (!("started" in result)) throw new Error("This became a proposal.");
  return result.started.rampId;
}

/** Final verdicts on items that the model said yes to; so many of them say yes too. */
async function giveVerdicts(useCaseId: string, count: number, agreeing = count, purpose = "quality_control" as const) {
  const createdAt = clock.now();
  const items = await queueItems(useCaseId, {
    count,
    purpose,
    prediction: { outcome: "yes", confidence: 0.95 },
    createdAt,
  });
  for (const [index, { reviewId }] of items.entries()) {
    const outcome = index < agreeing ? "yes" : "no";
    await database.review.update({
      where: { id: reviewId },
      data: { status: "settled", settledAt: createdAt, answeredAt: createdAt, outcome, secondsSpent: 10 },
    });
  }
}

const shareOf = async (useCaseId: string) => (await findUseCase(useCaseId))?.policy.settings.rampShare;
const typesOf = async (id: string) => (await eventsAbout(id)).map(({ type }) => type);
const countEvents = (useCaseId: string) => database.auditEvent.count({ where: { useCaseId } });

async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

beforeEach(() => {
  const at = new Date();
  clock.now = () => at;
});

describe("a ramp", () => {
  it("puts its first step in force, and goes up on its conditions to its end", async () => {
    const { useCaseId, slug, manager } = await rampUseCase();
    const rampId = await start(manager, useCaseId);
    expect(await shareOf(useCaseId)).toBe(0.1);
    for (const share of [0.5, 1]) {
      later(30);
      await giveVerdicts(useCaseId, 10);
      later(30);
      expect(await advanceRamp(worker, { rampId })).toMatchObject({ kind: "stepped", down: false, stepped: { share } });
      expect(await shareOf(useCaseId)).toBe(share);
    }
    later(60);
    await giveVerdicts(useCaseId, 10);
    expect(await advanceRamp(worker, { rampId })).toEqual({ kind: "finished" });
    expect(await findRamp(rampId)).toMatchObject({ status: "finished", step: 2 });
    expect(await shareOf(useCaseId)).toBe(1);

    expect((await listPolicies(useCaseId)).slice(0, 3)).toMatchObject([
      {
        version: 5,
        reason: "Ramp step 3 of 3: from 50% to 100%, because every condition passed.",
        authorId: manager.id,
      },
      {
        version: 4,
        reason: "Ramp step 2 of 3: from 10% to 50%, because every condition passed.",
        authorName: manager.name,
      },
      {
        version: 3,
        reason: "Ramp step 1 of 3: It did well.",
        settings: { mode: "partial_automation", rampShare: 0.1 },
      },
    ]);
    const events = await eventsAbout(rampId);
    expect(events.map(({ type }) => type)).toEqual([
      "ramp.started",
      "ramp.stepped",
      "ramp.stepped",
      "ramp.stepped",
      "ramp.finished",
    ]);
    expect(events[0]?.envelope).toMatchObject({
      actor: { kind: "user", id: manager.id },
      use_case: { id: useCaseId, slug },
      detail: { start_share: 0, schedule: { steps: schedule.steps } },
    });
    expect(events[2]?.envelope).toMatchObject({
      actor: { kind: "system" },
      policy: { version: 4 },
      detail: { from: 0, to: 1, share: 0.5 },
    });
    expect(await advanceRamp(worker, { rampId })).toEqual({ kind: "ended" });
  });

  it("never advances by time alone, and tells what is missing without an event", async () => {
    const { useCaseId, manager } = await rampUseCase();
    const rampId = await start(manager, useCaseId);
    const before = await countEvents(useCaseId);
    later(60 * 24 * 365);
    await advanceRamps(worker);
    const ramp = await findRamp(rampId);
    expect(ramp).toMatchObject({
      status: "running",
      step: 0,
      checkedAt: clock.now(),
      findings: {
        conditions: [{ answer: "no_data" }, { answer: "no_data" }],
        guards: [{ answer: "no_data" }],
        missing: ["10 verdicts needed, none is there.", "10 verdicts needed, none is there."],
      },
    });
    expect(await countEvents(useCaseId)).toBe(before);
    expect(await shareOf(useCaseId)).toBe(0.1);
  });

  it.each([
    ["too few verdicts", 9, 9, "inconclusive"],
    ["too little agreement", 10, 8, "fail"],
  ])("holds with %s", async (_, count, agreeing, answer) => {
    const { useCaseId, manager } = await rampUseCase();
    const rampId = await start(manager, useCaseId);
    later(61);
    await giveVerdicts(useCaseId, count, agreeing);
    const held = await advanceRamp(worker, { rampId });
    expect(held).toMatchObject({ kind: "held", judgement: { conditions: [{}, { answer }], move: { kind: "hold" } } });
    expect(await shareOf(useCaseId)).toBe(0.1);
  });

  it("holds until its hold is over, and while its verdicts are stale", async () => {
    const { useCaseId, manager } = await rampUseCase();
    const rampId = await start(manager, useCaseId);
    later(1);
    await giveVerdicts(useCaseId, 10);
    later(58);
    expect(await advanceRamp(worker, { rampId })).toMatchObject({
      judgement: { move: { kind: "hold", missing: ["This step holds for another 1 minute."] } },
    });
    later(2 * 1440);
    expect(await advanceRamp(worker, { rampId })).toMatchObject({
      judgement: { conditions: [{ answer: "stale" }, { answer: "stale" }] },
    });
    expect(await shareOf(useCaseId)).toBe(0.1);
  });

  it("counts only what came since the step began", async () => {
    const { useCaseId, manager } = await rampUseCase();
    await giveVerdicts(useCaseId, 50);
    later(1);
    const rampId = await start(manager, useCaseId);
    later(61);
    expect(await advanceRamp(worker, { rampId })).toMatchObject({
      kind: "held",
      judgement: { conditions: [{ answer: "no_data" }, { answer: "no_data" }] },
    });
  });

  it("counts one verdict an item, and no second opinion", async () => {
    const { useCaseId, manager } = await rampUseCase();
    const rampId = await start(manager, useCaseId);
    later(61);
    await giveVerdicts(useCaseId, 9);
    const given = await database.review.findMany({ where: { useCaseId } });
    await database.review.createMany({
      data: given.flatMap(({ draft: _, ...review }) =>
        (["quality_control", "second_opinion"] as const).map((purpose) => ({ ...review, id: newId(), purpose })),
      ),
    });
    expect(await advanceRamp(worker, { rampId })).toMatchObject({
      kind: "held",
      judgement: { conditions: [{ answer: "inconclusive", seen: "9 of 10 verdicts" }, { answer: "inconclusive" }] },
    });
  });

  it("steps down at once where a guard fails, in the middle of a hold, and once for the same evidence", async () => {
    const { useCaseId, manager } = await rampUseCase();
    const rampId = await start(manager, useCaseId);
    later(61);
    await giveVerdicts(useCaseId, 10);
    await advanceRamps(worker);
    expect(await shareOf(useCaseId)).toBe(0.5);
    later(1);
    await giveVerdicts(useCaseId, 5, 2);
    await advanceRamps(worker);
    expect(await shareOf(useCaseId)).toBe(0.1);
    expect(await findRamp(rampId)).toMatchObject({
      step: 0,
      stepStartedAt: clock.now(),
      findings: { note: "Stepped down from step 2. Agreement is below 70%." },
    });
    expect((await listPolicies(useCaseId))[0]?.reason).toBe(
      "Ramp step 1 of 3, down from step 2: Agreement is below 70%.",
    );
    later(1);
    await advanceRamps(worker);
    expect(await shareOf(useCaseId)).toBe(0.1);
    await giveVerdicts(useCaseId, 5, 0);
    await advanceRamps(worker);
    expect(await shareOf(useCaseId)).toBe(0);
    expect(await findRamp(rampId)).toMatchObject({ status: "running", step: -1 });
    expect(await typesOf(rampId)).not.toContain("ramp.unverified");
  });

  it("takes one step where many workers look at once", async () => {
    for (let turn = 0; turn < 5; turn++) {
      const { useCaseId, manager } = await rampUseCase();
      const rampId = await start(manager, useCaseId);
      later(61);
      await giveVerdicts(useCaseId, 10);
      await Promise.all(Array.from({ length: 4 }, () => advanceRamp(worker, { rampId })));
      expect(await shareOf(useCaseId)).toBe(0.5);
      expect(await listPolicies(useCaseId)).toHaveLength(4);
      later(1);
      await giveVerdicts(useCaseId, 10, 0);
      await Promise.all(Array.from({ length: 4 }, () => advanceRamp(worker, { rampId })));
      expect(await shareOf(useCaseId)).toBe(0.1);
      expect(await typesOf(rampId)).toEqual(["ramp.started", "ramp.stepped", "ramp.stepped", "ramp.stepped"]);
    }
  });

  it("is looked at although another one cannot be", async () => {
    const broken = await rampUseCase();
    const brokenId = await start(broken.manager, broken.useCaseId);
    await database.ramp.update({ where: { id: brokenId }, data: { schedule: { steps: [], ceiling: {} } } });
    const { useCaseId, manager } = await rampUseCase();
    await start(manager, useCaseId);
    later(61);
    await giveVerdicts(useCaseId, 10);
    await advanceRamps(worker);
    expect(await shareOf(useCaseId)).toBe(0.5);
    expect(await shareOf(broken.useCaseId)).toBe(0.1);
    await database.ramp.delete({ where: { id: brokenId } });
  });
});

describe("by hand, a ramp", () => {
  it("can be paused and resumed; paused it goes up no further, but its guards still take it down", async () => {
    const { useCaseId, manager } = await rampUseCase();
    const actor = manager;
    const rampId = await start(manager, useCaseId);
    await pauseRamp({ actor }, { rampId });
    later(61);
    await giveVerdicts(useCaseId, 10);
    await advanceRamps(worker);
    expect(await findRamp(rampId)).toMatchObject({
      status: "paused",
      step: 0,
      findings: { note: `Paused by ${manager.name}.`, missing: ["It is paused."] },
    });
    expect((await refusal(pauseRamp({ actor }, { rampId }))).code).toBe("conflict");
    await resumeRamp({ actor }, { rampId });
    expect((await refusal(resumeRamp({ actor }, { rampId }))).code).toBe("conflict");
    await advanceRamps(worker);
    expect(await shareOf(useCaseId)).toBe(0.5);
    await pauseRamp({ actor }, { rampId });
    later(1);
    await giveVerdicts(useCaseId, 5, 0);
    await advanceRamps(worker);
    expect(await shareOf(useCaseId)).toBe(0.1);
    expect(await findRamp(rampId)).toMatchObject({ status: "paused", step: 0 });
    expect(await typesOf(rampId)).toEqual([
      "ramp.started",
      "ramp.stepped",
      "ramp.paused",
      "ramp.resumed",
      "ramp.stepped",
      "ramp.paused",
      "ramp.stepped",
    ]);
  });

  it("can be stepped back, one step for each person who saw it", async () => {
    const { useCaseId, manager } = await rampUseCase({ ...ground, rampShare: 0.05 });
    const actor = manager;
    const rampId = await start(manager, useCaseId);
    const back = () => stepBackRamp({ actor }, { rampId, fromStep: 0, reason: "Strange answers." });
    const attempts = await Promise.allSettled([back(), back()]);
    expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await shareOf(useCaseId)).toBe(0.05);
    const further = stepBackRamp({ actor }, { rampId, fromStep: -1, reason: "More." });
    expect((await refusal(further)).message).toMatch(/no step below/);
    expect((await listPolicies(useCaseId))[0]?.reason).toMatch(
      /^Ramp back to 5%, .*: stepped back by .*Strange answers\.$/,
    );
  });

  it.each([
    ["keep", 0.1],
    ["go_back", 0],
  ] as const)("can be stopped: %s", async (share, left) => {
    const { useCaseId, manager } = await rampUseCase();
    const rampId = await start(manager, useCaseId);
    await stopRamp({ actor: manager }, { rampId, share, reason: "Enough." });
    expect(await shareOf(useCaseId)).toBe(left);
    expect(await findRamp(rampId)).toMatchObject({
      status: "stopped",
      endedBecause: `Stopped by ${manager.name}: Enough.`,
    });
    later(61);
    await giveVerdicts(useCaseId, 10);
    await advanceRamps(worker);
    expect(await shareOf(useCaseId)).toBe(left);
    expect((await refusal(pauseRamp({ actor: manager }, { rampId }))).message).toMatch(/has ended/);
    await start(manager, useCaseId);
  });

  it("is refused to whoever may not change the policy", async () => {
    const { useCaseId, manager } = await rampUseCase();
    const rampId = await start(manager, useCaseId);
    const auditor = { actor: await makeReviewer(useCaseId, "auditor", "reviewer") };
    const reason = "Mine.";
    const attempts = [
      () => startRamp(auditor, { useCaseId, schedule, reason }),
      () => pauseRamp(auditor, { rampId }),
      () => resumeRamp(auditor, { rampId }),
      () => stepBackRamp(auditor, { rampId, fromStep: 0, reason }),
      () => stopRamp(auditor, { rampId, share: "keep", reason }),
      () => advanceRamp({ actor: manager }, { rampId }),
    ];
    for (const attempt of attempts) expect((await refusal(attempt())).code).toBe("forbidden");
    expect(await findRamp(rampId)).toMatchObject({ status: "running", step: 0 });
  });
});

describe("a ramp and its policy", () => {
  it("is refused where it does not fit, with a sentence at its place", async () => {
    const { useCaseId, manager } = await rampUseCase({ ...ground, rampShare: 0.3 });
    const steps = [0.1, 0.2].map((share) => ({ share, holdMinutes: 60 }));
    const attempt = startRamp({ actor: manager }, { useCaseId, schedule: { ...schedule, steps }, reason: "Down." });
    expect(await refusal(attempt)).toMatchObject({
      code: "invalid_input",
      problems: [
        { path: "schedule.steps.1.share", message: expect.stringMatching(/^This schedule ends at 20%, and 30%/) },
      ],
    });
    expect(await findLatestRamp(useCaseId)).toBeNull();
    expect(await listPolicies(useCaseId)).toHaveLength(2);
  });

  it("is the only one: of two at once, one is refused", async () => {
    const { useCaseId, manager } = await rampUseCase();
    const attempts = await Promise.allSettled([start(manager, useCaseId), start(manager, useCaseId)]);
    expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await database.ramp.count({ where: { useCaseId } })).toBe(1);
    const error = await refusal(start(manager, useCaseId));
    expect(error).toMatchObject({ code: "conflict", message: expect.stringMatching(/under way already/) });
  });

  it.each<[string, Partial<PolicySettings>, string | null]>([
    ["the mode", { mode: "ai_assist" }, "Policy 4 changed the mode."],
    ["the base mode", { baseMode: "human_only" }, "Policy 4 changed the base mode."],
    ["the share", { rampShare: 0.05 }, "Policy 4 changed the ramp share."],
    ["a threshold", { thresholds: { yes: 0.99 } }, "Policy 4 changed the thresholds."],
    ["the salt", { saltVersion: 2 }, "Policy 4 changed the salt version."],
    ["the quality control share", { qcShare: 0.5 }, null],
    ["the blind share", { blindShare: 0.5 }, null],
  ])("goes with a change of %s, or goes on", async (_, changes, because) => {
    const { useCaseId, manager } = await rampUseCase();
    const rampId = await start(manager, useCaseId);
    await changePolicy({ actor: manager }, { useCaseId, changes, reason: "Another thing." });
    expect(await findRamp(rampId)).toMatchObject({
      status: because === null ? "running" : "stopped",
      endedBecause: because,
    });
    expect((await typesOf(rampId)).includes("ramp.stopped")).toBe(because !== null);
    later(61);
    await giveVerdicts(useCaseId, 10);
    await advanceRamps(worker);
    const { settings } = (await findUseCase(useCaseId))?.policy ?? {};
    expect(settings).toMatchObject({ ...changes, rampShare: because === null ? 0.5 : (changes.rampShare ?? 0.1) });
  });

  it("ends where a guardrail goes that its approval counted on, although that automates nothing yet", async () => {
    const guardrails: PolicySettings["guardrails"] = [
      { key: "never", label: "", watch: false, kind: "outcome", outcomes: ["yes"] },
    ];
    const { useCaseId, manager } = await rampUseCase({ ...ground, guardrails });
    const rampId = await start(manager, useCaseId);
    await stepBackRamp({ actor: manager }, { rampId, fromStep: 0, reason: "Wait." });
    await changePolicy({ actor: manager }, { useCaseId, changes: { guardrails: [] }, reason: "Off." });
    expect(await findRamp(rampId)).toMatchObject({
      status: "stopped",
      endedBecause: expect.stringMatching(/more than was/),
    });
  });

  it("is paused by a halt, and does not go on by itself when that is lifted", async () => {
    const { useCaseId, manager } = await rampUseCase();
    const actor = manager;
    const rampId = await start(manager, useCaseId);
    await halt({ actor }, { useCaseId, reason: "Look at this." });
    expect(await findRamp(rampId)).toMatchObject({ status: "paused" });
    later(61);
    await giveVerdicts(useCaseId, 10);
    await advanceRamps(worker);
    expect(await findRamp(rampId)).toMatchObject({ status: "paused", step: 0 });
    expect((await typesOf(rampId)).at(-1)).toBe("ramp.paused");
    expect((await refusal(resumeRamp({ actor }, { rampId }))).message).toMatch(/Lift the halt first/);
    await database.useCase.update({ where: { id: useCaseId }, data: { haltedAt: null } });
    await advanceRamps(worker);
    expect(await shareOf(useCaseId)).toBe(0.1);
    await resumeRamp({ actor }, { rampId });
    await advanceRamps(worker);
    expect(await shareOf(useCaseId)).toBe(0.5);
  });

  it("is paused by the worker where a halt did not tell it", async () => {
    const { useCaseId, manager } = await rampUseCase();
    const rampId = await start(manager, useCaseId);
    await database.useCase.update({ where: { id: useCaseId }, data: { haltedAt: clock.now() } });
    later(61);
    await giveVerdicts(useCaseId, 10);
    expect(await advanceRamp(worker, { rampId })).toEqual({ kind: "paused" });
    expect(await findRamp(rampId)).toMatchObject({ status: "paused", step: 0 });
    expect((await typesOf(rampId)).at(-1)).toBe("ramp.paused");
  });

  it("is read back after a step down, and what does not hold is an alert", async () => {
    const { useCaseId, manager } = await rampUseCase();
    const rampId = await start(manager, useCaseId);
    const stepped = await stepBackRamp({ actor: manager }, { rampId, fromStep: 0, reason: "Back." });
    expect(await verifyRampStep(worker, stepped)).toBe(true);
    expect(await verifyRampStep(worker, { ...stepped, share: 0.05 })).toBe(false);
    expect((await eventsAbout(rampId)).at(-1)).toMatchObject({
      type: "ramp.unverified",
      envelope: { detail: { expected: { share: 0.05, version: 4 }, in_force: { share: 0, version: 4 } } },
    });
    await changePolicy({ actor: manager }, { useCaseId, changes: { qcShare: 0.9 }, reason: "Later." });
    expect(await verifyRampStep(worker, stepped)).toBe(true);
  });
});

describe("a ramp that raises automation, where a second person is asked for", () => {
  async function proposed() {
    const { useCaseId, manager } = await rampUseCase(ground, true);
    const result = await startRamp({ actor: manager }, { useCaseId, schedule, reason: "It did well." });
    if (!("proposal" in result)) throw new Error("This was started at once.");
    return { useCaseId, manager, proposalId: result.proposal.id, second: await makeReviewer(useCaseId, "manager") };
  }

  it("is a proposal; approved, it starts, and no step is asked about again", async () => {
    const { useCaseId, manager, proposalId, second } = await proposed();
    expect(await shareOf(useCaseId)).toBe(0);
    expect(await findLatestRamp(useCaseId)).toBeNull();
    expect(await findProposal(proposalId)).toMatchObject({ schedule, settings: { ...ground, rampShare: 1 } });
    const own = settleProposal({ actor: manager }, { proposalId, action: "approve", note: "" });
    expect((await refusal(own)).code).toBe("forbidden");
    const settled = await settleProposal({ actor: second }, { proposalId, action: "approve", note: "" });
    expect(settled).toEqual({ status: "approved", policyVersion: 3 });
    expect(await shareOf(useCaseId)).toBe(0.1);
    const ramp = await findLatestRamp(useCaseId);
    expect(ramp).toMatchObject({ status: "running", authorId: manager.id, schedule: { ceiling: { rampShare: 1 } } });
    expect((await eventsAbout(ramp?.id ?? ""))[0]?.envelope).toMatchObject({ detail: { proposal: proposalId } });
    expect((await listPolicies(useCaseId))[0]).toMatchObject({ approvedBy: second.name, authorId: manager.id });
    later(61);
    await giveVerdicts(useCaseId, 10);
    await advanceRamps(worker);
    expect(await shareOf(useCaseId)).toBe(0.5);
    expect(await findPendingProposal(useCaseId)).toBeNull();
  });

  it("starts nothing when it is declined, or made on another policy", async () => {
    const declined = await proposed();
    await settleProposal(
      { actor: declined.second },
      { proposalId: declined.proposalId, action: "decline", note: "No." },
    );
    const { useCaseId, manager, proposalId, second } = await proposed();
    await changePolicy({ actor: manager }, { useCaseId, changes: { qcShare: 0.4 }, reason: "More checks." });
    const late = await refusal(settleProposal({ actor: second }, { proposalId, action: "approve", note: "" }));
    expect(late).toMatchObject({
      code: "conflict",
      problems: [{ path: "qcShare", message: expect.stringMatching(/5% when it was proposed, 40% now/) }],
    });
    for (const id of [declined.useCaseId, useCaseId]) expect(await findLatestRamp(id)).toBeNull();
  });

  it("waits in vain while the use case is halted", async () => {
    const { useCaseId, manager, proposalId, second } = await proposed();
    await halt({ actor: manager }, { useCaseId, reason: "Stop." });
    const error = await refusal(settleProposal({ actor: second }, { proposalId, action: "approve", note: "" }));
    expect(error).toMatchObject({ code: "conflict", message: expect.stringMatching(/halted/) });
    expect(await findLatestRamp(useCaseId)).toBeNull();
  });

  it("needs no second person where it raises nothing", async () => {
    const { useCaseId, manager } = await rampUseCase({ mode: "ai_assist", baseMode: "shadow", rampShare: 0 }, true);
    await start(manager, useCaseId);
    expect(await shareOf(useCaseId)).toBe(0.1);
  });
});
