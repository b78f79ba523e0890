import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemActor } from "@/lib/access/actor";
import { type PolicySettings, policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { settleReviews } from "@/lib/items/settle-reviews";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { changePolicy } from "@/lib/policies/change-policy";
import { expireProposals } from "@/lib/policies/expire-proposals";
import {
  findPendingProposal,
  findProposal,
  findProposalEvidence,
  listUnsuccessfulProposals,
} from "@/lib/policies/policy-query";
import { previewPolicy } from "@/lib/policies/preview-policy";
import { startRamp } from "@/lib/policies/ramp/start-ramp";
import { settleProposal } from "@/lib/policies/settle-proposal";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { findUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";
import { call, makeKey } from "@/tests/support/api-client";
import { eventsAbout } from "@/tests/support/audit-events";
import { makeReviewer } from "@/tests/support/item-fixture";
import { actorOf, makePerson } from "@/tests/support/people";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const worker = { actor: systemActor("worker") };
const realNow = clock.now;

beforeEach(() => {
  const at = new Date();
  clock.now = () => at;
});

afterEach(() => {
  clock.now = realNow;
});

const later = (minutes: number) => {
  const at = new Date(clock.now().getTime() + minutes * 60_000);
  clock.now = () => at;
};

const weekMinutes = 7 * 1440;
const raise = { mode: "partial_automation", thresholds: { yes: 0.9 } } as const;

/** A use case under these settings that asks for a second person from now on. */
async function guarded(settings: Partial<PolicySettings> = { mode: "ai_assist" }) {
  const { useCaseId, slug } = await suppliedUseCase(settings);
  const asks = { secondPersonToRaise: true, definitionVersion: { increment: 1 } };
  await database.useCase.update({ where: { id: useCaseId }, data: asks });
  const [author, second] = await Promise.all([makeReviewer(useCaseId, "manager"), makeReviewer(useCaseId, "manager")]);
  return { useCaseId, slug, author, second };
}

async function propose(
  useCaseId: string,
  author: Awaited<ReturnType<typeof guarded>>["author"],
  changes: Partial<PolicySettings> = raise,
) {
  const result = await changePolicy({ actor: author }, { useCaseId, changes, reason: "It did well." });
  if (!("proposal" in result)) throw new Error("This was put in force at once.");
  return result.proposal.id;
}

async function recordOf(useCaseId: string): Promise<UseCaseRecord> {
  const useCase = await findUseCase(useCaseId);
  if (useCase === null) throw new Error("There is no such use case.");
  return useCase;
}

async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

describe("a proposal that nobody settles", () => {
  it("can be approved until its last moment, and not after", async () => {
    const { useCaseId, author, second } = await guarded();
    const proposalId = await propose(useCaseId, author);
    const expiresAt = (await findProposal(proposalId))?.expiresAt;
    expect(expiresAt).toEqual(new Date(clock.now().getTime() + weekMinutes * 60_000));
    later(weekMinutes);
    for (const actor of [second, author]) {
      const action = actor === author ? "withdraw" : "approve";
      const error = await refusal(settleProposal({ actor }, { proposalId, action, note: "" }));
      expect(error).toMatchObject({
        code: "conflict",
        status: 409,
        message: expect.stringMatching(/expired on .*Propose it again/),
      });
    }
    expect((await recordOf(useCaseId)).policy.version).toBe(2);
    later(-1);
    await settleProposal({ actor: second }, { proposalId, action: "approve", note: "" });
    expect((await recordOf(useCaseId)).policy.version).toBe(3);
  });

  it("is marked as expired, once, however many workers look", async () => {
    const { useCaseId, author } = await guarded();
    const proposalId = await propose(useCaseId, author);
    later(weekMinutes - 1);
    await expireProposals(worker, { limit: 100 });
    expect((await findProposal(proposalId))?.status).toBe("pending");
    later(1);
    await Promise.all(Array.from({ length: 4 }, () => expireProposals(worker, { limit: 100 })));
    expect((await findProposal(proposalId))?.status).toBe("expired");
    expect((await eventsAbout(proposalId)).map(({ type }) => type)).toEqual(["policy.proposed", "policy.expired"]);
    expect(await listUnsuccessfulProposals(useCaseId)).toMatchObject([{ id: proposalId, status: "expired" }]);
    expect(await expireProposals(worker, { limit: 100 })).toBe(0);
    expect((await refusal(expireProposals({ actor: author }, { limit: 1 }))).code).toBe("forbidden");
  });

  it("makes room for the next one, although no worker has marked it yet", async () => {
    const { useCaseId, author, second } = await guarded();
    const first = await propose(useCaseId, author);
    later(weekMinutes);
    const other = await propose(useCaseId, second);
    expect((await findProposal(first))?.status).toBe("expired");
    expect((await findPendingProposal(useCaseId))?.id).toBe(other);
    expect((await eventsAbout(first)).map(({ type }) => type)).toEqual(["policy.proposed", "policy.expired"]);
  });
});

describe("who must approve", () => {
  const approvals = policySettingsSchema.parse({}).approvals;
  const wary: Partial<PolicySettings> = {
    mode: "partial_automation",
    baseMode: "shadow",
    rampShare: 0.2,
    thresholds: { yes: 0.9 },
    approvals: { ...approvals, share: "admin", champion: "admin" },
  };

  it.each<[string, Partial<PolicySettings>, RegExp | null]>([
    ["the share", { rampShare: 0.5 }, /by the ramp share, which only an admin may approve/],
    ["a threshold", { thresholds: { yes: 0.5 } }, null],
    ["the mode", { mode: "full_automation" }, null],
    ["a threshold and the share", { thresholds: { yes: 0.5 }, rampShare: 0.3 }, /by the ramp share/],
  ])("is asked about %s", async (_, changes, sentence) => {
    const { useCaseId, author, second } = await guarded(wary);
    const proposalId = await propose(useCaseId, author, changes);
    const approve = (actor: typeof second) => settleProposal({ actor }, { proposalId, action: "approve", note: "" });
    if (sentence !== null) {
      const error = await refusal(approve(second));
      expect(error).toMatchObject({ code: "forbidden", message: expect.stringMatching(sentence) });
      expect((await recordOf(useCaseId)).policy.version).toBe(2);
      const { id } = await makePerson({ isAdmin: true });
      await approve(await actorOf(id));
    } else {
      await approve(second);
    }
    expect((await recordOf(useCaseId)).policy.settings).toMatchObject(changes);
  });

  it("holds for ramps too, and an admin cannot approve their own", async () => {
    const { useCaseId, second } = await guarded(wary);
    const admin = await actorOf((await makePerson({ isAdmin: true })).id);
    const window = { windowMinutes: null, freshMinutes: 1440 };
    const schedule = {
      steps: [{ share: 0.5, holdMinutes: 60 }],
      conditions: [{ kind: "verdicts" as const, atLeast: 1, ...window }],
      guards: [],
    };
    const result = await startRamp({ actor: admin }, { useCaseId, schedule, reason: "Up." });
    const proposalId = "proposal" in result ? result.proposal.id : "";
    for (const actor of [second, admin]) {
      const error = await refusal(settleProposal({ actor }, { proposalId, action: "approve", note: "" }));
      expect(error.code).toBe("forbidden");
    }
    await settleProposal({ actor: second }, { proposalId, action: "decline", note: "Not now." });
  });

  it("is not a manager's to loosen: an admin has to approve that", async () => {
    const { useCaseId, author, second } = await guarded(wary);
    const proposalId = await propose(useCaseId, author, { approvals });
    const error = await refusal(settleProposal({ actor: second }, { proposalId, action: "approve", note: "" }));
    expect(error.code).toBe("forbidden");
    expect((await recordOf(useCaseId)).policy.settings.approvals.share).toBe("admin");
  });
});

describe("lowering automation", () => {
  const high: Partial<PolicySettings> = {
    mode: "full_automation",
    baseMode: "partial_automation",
    rampShare: 0.5,
    thresholds: { yes: 0.8, no: 0.8 },
  };

  it.each<[string, Partial<PolicySettings>]>([
    ["a lower mode", { mode: "partial_automation" }],
    ["people only", { mode: "human_only", baseMode: "human_only" }],
    ["a lower base mode", { baseMode: "shadow" }],
    ["a smaller share", { rampShare: 0.4 }],
    ["a higher threshold", { thresholds: { yes: 0.9, no: 0.8 } }],
    ["a threshold less", { thresholds: { yes: 0.8 } }],
    ["one more guardrail", { guardrails: [{ key: "no", label: "", watch: false, kind: "outcome", outcomes: ["no"] }] }],
    ["more checks", { qcShare: 1 }],
    ["fewer checks", { qcShare: 0 }],
    ["more reviews", { reviewsPerItem: 3 }],
    ["a stricter approval", { approvals: { ...policySettingsSchema.parse({}).approvals, mode: "admin" } }],
  ])("is in force at once: %s", async (_, changes) => {
    const { useCaseId, author } = await guarded(high);
    const result = await changePolicy({ actor: author }, { useCaseId, changes, reason: "Careful." });
    expect(result).toEqual({ inForce: { policyVersion: 3 } });
    expect((await recordOf(useCaseId)).policy.settings).toMatchObject(changes);
    expect(await findPendingProposal(useCaseId)).toBeNull();
  });

  it.each<[string, Partial<PolicySettings>]>([
    ["a higher base mode", { baseMode: "full_automation" }],
    ["a larger share", { rampShare: 0.6 }],
    ["a lower threshold", { thresholds: { yes: 0.8, no: 0.7 } }],
    ["another salt", { saltVersion: 2 }],
    ["one thing up and another down", { rampShare: 0.6, thresholds: { yes: 0.95 } }],
  ])("is not what this is: %s", async (_, changes) => {
    const { useCaseId, author } = await guarded(high);
    const result = await changePolicy({ actor: author }, { useCaseId, changes, reason: "Bold." });
    expect(result).toHaveProperty("proposal");
    expect((await recordOf(useCaseId)).policy.version).toBe(2);
  });
});

describe("two proposals at once", () => {
  it("leave one, whoever makes them, a change or a ramp", async () => {
    const window = { windowMinutes: null, freshMinutes: 1440 };
    const schedule = {
      steps: [{ share: 1, holdMinutes: 60 }],
      conditions: [{ kind: "verdicts" as const, atLeast: 1, ...window }],
      guards: [],
    };
    for (let turn = 0; turn < 3; turn++) {
      const { useCaseId, author, second } = await guarded({ ...raise, baseMode: "shadow", rampShare: 0.1 });
      const attempts = await Promise.allSettled([
        changePolicy({ actor: author }, { useCaseId, changes: { rampShare: 0.5 }, reason: "One." }),
        changePolicy({ actor: second }, { useCaseId, changes: { rampShare: 0.6 }, reason: "Two." }),
        startRamp({ actor: second }, { useCaseId, schedule, reason: "Three." }),
        startRamp({ actor: author }, { useCaseId, schedule, reason: "Four." }),
      ]);
      expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const attempt of attempts) {
        if (attempt.status === "rejected") expect(attempt.reason).toMatchObject({ code: "conflict", status: 409 });
      }
      expect(await database.policyProposal.count({ where: { useCaseId, status: "pending" } })).toBe(1);
    }
  });
});

describe("an outdated proposal", () => {
  it("is refused with what changed since, in the API's problem document too", async () => {
    const { useCaseId, author, second } = await guarded();
    const proposalId = await propose(useCaseId, author);
    const changes = { qcShare: 0.5, blindShare: 0.2 };
    await changePolicy({ actor: second }, { useCaseId, changes, reason: "More checks." });
    const error = await refusal(settleProposal({ actor: second }, { proposalId, action: "approve", note: "" }));
    expect(error).toMatchObject({ code: "conflict", status: 409 });
    expect(error.problems.map(({ path }) => path)).toEqual(["qcShare", "blindShare"]);
    expect(error.problems[0]?.message).toMatch(/5% when it was proposed, 50% now\.$/);
  });
});

describe("the preview", () => {
  const confidences = [0.55, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];

  /** One that no model was asked about, then seven predicted yes. */
  async function streamed() {
    const { useCaseId } = await suppliedUseCase();
    await submitAll(useCaseId, [letter("never asked", 0.9)]);
    await changePolicy(system, { useCaseId, changes: { mode: "ai_assist", blindShare: 0 }, reason: "Ask." });
    await submitAll(
      useCaseId,
      confidences.map((confidence, index) => letter(`p${index}`, confidence)),
    );
    return useCaseId;
  }

  const wanted = (changes: Partial<PolicySettings>): PolicySettings =>
    policySettingsSchema.parse({ mode: "ai_assist", blindShare: 0, champion: 1, ...changes });

  it("counts what would be automated, sampled, left to people, and what is not known", async () => {
    const useCaseId = await streamed();
    const settings = wanted({ mode: "partial_automation", thresholds: { yes: 0.8 }, qcShare: 1 });
    const preview = await previewPolicy(await recordOf(useCaseId), settings, 1000);
    expect(preview).toMatchObject({
      items: 8,
      proposed: { automated: 4, people: 3, notKnown: 1, sampled: 4, fallback: 0, lost: 0, guardrails: [] },
      inForce: { automated: 0, people: 8, notKnown: 0, sampled: 0 },
      itemsPerDay: 8,
      secondsPerVerdict: null,
    });
    expect(preview.proposed.hoursPerDay).toBeNull();
    const latest = await previewPolicy(await recordOf(useCaseId), settings, 5);
    expect(latest).toMatchObject({ items: 5, proposed: { automated: 4, people: 1, notKnown: 0 } });
    await submitAll(useCaseId, [letter("failed")]);
    const lost = await previewPolicy(await recordOf(useCaseId), settings, 1);
    expect(lost).toMatchObject({ items: 1, proposed: { people: 1, lost: 1, notKnown: 0 } });
  });

  it("says how many hours reviewers would spend", async () => {
    const useCaseId = await streamed();
    const reviewer = { actor: await makeReviewer(useCaseId) };
    for (const seconds of [10, 30]) {
      const item = await claimNextReview(reviewer, { useCaseId, loaded: [] });
      if (item === null) throw new Error("The queue is empty.");
      later(seconds / 60);
      await answerReview(reviewer, { useCaseId, reviewId: item.reviewId, answer: { outcome: "yes" }, note: "" });
    }
    later(env.undoSeconds / 60 + 1);
    await settleReviews(worker, { limit: 5000 });
    const settings = wanted({ mode: "partial_automation", thresholds: { yes: 0.8 }, qcShare: 1, reviewsPerItem: 2 });
    const preview = await previewPolicy(await recordOf(useCaseId), settings, 1000);
    expect(preview).toMatchObject({ verdicts: 2, itemsPerDay: 8 });
    expect(preview.secondsPerVerdict).toBeCloseTo(20, 6);
    // 8 items a day x (3 of 7 to people x 2 reviews + 4 of 7 sampled) x 20 s.
    expect(preview.proposed.hoursPerDay).toBeCloseTo((8 * ((3 * 2 + 4) / 7) * 20) / 3600, 9);
    expect(preview.inForce.hoursPerDay).toBeCloseTo((8 * 1 * 20) / 3600, 9);
  });

  it("names what each guardrail stops, also where it only watches, and holds a rate to its hour", async () => {
    const useCaseId = await streamed();
    const settings = wanted({
      mode: "full_automation",
      qcShare: 0,
      guardrails: [
        { key: "sure", label: "Not sure", watch: false, kind: "score_below", score: 0.65 },
        { key: "seen", label: "", watch: true, kind: "score_below", score: 0.85 },
        { key: "rate", label: "", watch: false, kind: "rate", most: 3, per: "use_case" },
      ],
    });
    const { proposed } = await previewPolicy(await recordOf(useCaseId), settings, 1000);
    expect(proposed).toMatchObject({ automated: 3, people: 4, notKnown: 1 });
    expect(proposed.guardrails).toEqual([
      { key: "sure", label: "Not sure", watch: false, items: 2 },
      { key: "seen", label: "", watch: true, items: 4 },
      { key: "rate", label: "", watch: false, items: 2 },
    ]);
  });

  it("draws the ramp's buckets by the proposed salt, as arrival would", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "ai_assist" });
    await submitAll(
      useCaseId,
      Array.from({ length: 300 }, (_, index) => letter(`i${index}`, 0.95)),
    );
    const at = { mode: "full_automation", baseMode: "shadow", rampShare: 0.3 } as const;
    const useCase = await recordOf(useCaseId);
    const [one, other] = [
      await previewPolicy(useCase, wanted(at), 1000),
      await previewPolicy(useCase, wanted({ ...at, saltVersion: 2 }), 1000),
    ];
    for (const { proposed } of [one, other]) {
      expect(proposed.automated).toBeGreaterThan(60);
      expect(proposed.automated).toBeLessThan(120);
      expect(proposed.automated + proposed.people).toBe(300);
    }
    await changePolicy(system, { useCaseId, changes: at, reason: "For real." });
    await submitAll(
      useCaseId,
      Array.from({ length: 300 }, (_, index) => letter(`r${index}`, 0.95)),
    );
    const automated = await database.item.count({ where: { useCaseId, decidedBy: "model" } });
    const again = await previewPolicy(await recordOf(useCaseId), wanted(at), 300);
    expect(again.proposed.automated).toBe(automated);
    expect(again.inForce).toEqual(again.proposed);
  });

  it("knows nothing of another champion that was never asked", async () => {
    const useCaseId = await streamed();
    await submitAll(useCaseId, [letter("more", 0.9)]);
    const settings = { ...wanted({ mode: "full_automation" }), champion: 2 };
    const { proposed } = await previewPolicy(await recordOf(useCaseId), settings, 1000);
    expect(proposed).toMatchObject({ automated: 0, people: 0, notKnown: 9, hoursPerDay: null });
  });

  it("is kept with a proposal as it was when it was made", async () => {
    const { useCaseId, slug, author } = await guarded({ mode: "ai_assist", blindShare: 0 });
    await submitAll(useCaseId, [letter("a", 0.95), letter("b", 0.6)]);
    const proposalId = await propose(useCaseId, author);
    await submitAll(useCaseId, [letter("c", 0.95)]);
    expect(await findProposalEvidence(proposalId)).toMatchObject({
      at: clock.now().toISOString(),
      preview: { items: 2, proposed: { automated: 1, people: 1 }, inForce: { automated: 0, people: 2 } },
      champion: { version: 1, days: 28, evidence: { ok: true, predictions: { n: 2, hits: 0 } } },
    });
    const { key } = await makeKey(["items:read"]);
    const { body } = await call(key, "GET", `/use-cases/${slug}/policy`);
    expect(body.proposal).toMatchObject({
      id: proposalId,
      expiresAt: new Date(clock.now().getTime() + weekMinutes * 60_000).toISOString(),
      schedule: null,
    });
    expect(body.ramp).toBeNull();
  });
});

describe("a ramp in the API", () => {
  it("stands with its policy: what it waits for, and what was seen", async () => {
    const { useCaseId, slug } = await suppliedUseCase({ ...raise, baseMode: "shadow", rampShare: 0 });
    const manager = await makeReviewer(useCaseId, "manager");
    const schedule = {
      steps: [{ share: 0.5, holdMinutes: 60 }],
      conditions: [{ kind: "verdicts" as const, atLeast: 7, windowMinutes: null, freshMinutes: 1440 }],
      guards: [],
    };
    await startRamp({ actor: manager }, { useCaseId, schedule, reason: "Up." });
    const { key } = await makeKey(["items:read"]);
    const { status, body } = await call(key, "GET", `/use-cases/${slug}/policy`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      policyVersion: 3,
      ramp: {
        status: "running",
        step: 0,
        startShare: 0,
        steps: schedule.steps,
        holdUntil: new Date(clock.now().getTime() + 3_600_000).toISOString(),
        conditions: [{ wanted: "at least 7 verdicts", finding: null }],
      },
    });
  });
});
