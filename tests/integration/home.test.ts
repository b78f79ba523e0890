import { afterEach, describe, expect, it } from "vitest";
import { systemActor } from "@/lib/access/actor";
import { settleReviews } from "@/lib/items/settle-reviews";
import { submitItems } from "@/lib/items/submit-items";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { changePolicy } from "@/lib/policies/change-policy";
import { halt } from "@/lib/policies/halt";
import { findAgreement } from "@/lib/reports/agreement-query";
import { findFlow } from "@/lib/reports/flow-query";
import { findHome } from "@/lib/reports/home-query";
import { findOverview } from "@/lib/reports/overview-query";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { showSuggestion } from "@/lib/review/show-suggestion";
import { findUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";
import { makeReviewer } from "@/tests/support/item-fixture";
import { actorOf, makePerson } from "@/tests/support/people";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

const setNow = (moment: Date) => {
  clock.now = () => moment;
};

async function recordOf(useCaseId: string): Promise<UseCaseRecord> {
  const record = await findUseCase(useCaseId);
  if (record === null) throw new Error("The use case is gone.");
  return record;
}

/** One reviewer answers the next items, one outcome each, and the verdicts become final. */
async function answerAll(useCaseId: string, outcomes: readonly string[]) {
  const reviewer = { actor: await makeReviewer(useCaseId) };
  for (const outcome of outcomes) {
    const item = await claimNextReview(reviewer, { useCaseId, loaded: [] });
    if (item === null) throw new Error("The queue is empty.");
    await answerReview(reviewer, { useCaseId, reviewId: item.reviewId, answer: { outcome }, note: "" });
  }
  setNow(new Date(clock.now().getTime() + (env.undoSeconds + 1) * 1000));
  await settleReviews({ actor: systemActor("worker") }, { limit: 100 });
}

describe("the week's flow", () => {
  it("counts items by the day they came and by who has decided them", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "partial_automation", thresholds: { yes: 0.9 }, qcShare: 0 });
    const noon = new Date("2026-05-20T12:00:00Z");
    setNow(new Date("2026-05-12T12:00:00Z"));
    await submitAll(useCaseId, [letter("last week", 0.95)]);
    setNow(new Date("2026-05-18T23:59:59.999Z"));
    await submitAll(useCaseId, [letter("monday", 0.95), letter("monday, unsure", 0.6)]);
    await answerAll(useCaseId, ["no"]);
    setNow(noon);
    await submitAll(useCaseId, [letter("today", 0.95), letter("today, unsure", 0.6)]);
    const { day, week, days } = await findFlow(await recordOf(useCaseId));
    expect(day).toEqual({ model: 1, human: 0, fallback: 0, waiting: 1 });
    expect(week).toEqual({ model: 2, human: 1, fallback: 0, waiting: 1 });
    expect(days.map(({ date }) => date)).toEqual(
      ["14", "15", "16", "17", "18", "19", "20"].map((date) => `2026-05-${date}`),
    );
    expect(days[4]).toMatchObject({ model: 1, human: 1, waiting: 0 });
    expect(days[6]).toMatchObject({ model: 1, human: 0, waiting: 1 });
  });
});

describe("agreement", () => {
  it("keeps blind, seen and checked verdicts apart, and gives n and an interval", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "ai_assist", blindShare: 1 });
    await submitAll(useCaseId, [letter("1", 0.8), letter("2", 0.8), letter("3", 0.8)]);
    await answerAll(useCaseId, ["yes", "yes", "no"]);
    await changePolicy(system, { useCaseId, changes: { blindShare: 0 }, reason: "test" });
    await submitAll(useCaseId, [letter("4", 0.8), letter("5", 0.8)]);
    await answerAll(useCaseId, ["yes", "no"]);
    await changePolicy(system, { useCaseId, changes: { mode: "full_automation", qcShare: 1 }, reason: "test" });
    await submitAll(useCaseId, [letter("6", 0.8)]);
    await answerAll(useCaseId, ["yes"]);
    const { blind, seen, checked } = await findAgreement(await recordOf(useCaseId));
    expect(blind).toMatchObject({ agreed: 2, n: 3 });
    expect(blind.interval?.lower).toBeCloseTo(0.0943, 4);
    expect(blind.interval?.upper).toBeCloseTo(0.9916, 4);
    expect(seen).toMatchObject({ agreed: 1, n: 2 });
    expect(checked).toMatchObject({ agreed: 1, n: 1 });
  });

  it("takes the first answer where the model's was shown after it", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "ai_assist", blindShare: 0, reveal: "after" });
    await submitAll(useCaseId, [letter("swayed", 0.8)]);
    const reviewer = { actor: await makeReviewer(useCaseId) };
    const claimed = await claimNextReview(reviewer, { useCaseId, loaded: [] });
    const review = { useCaseId, reviewId: claimed?.reviewId ?? "" };
    await showSuggestion(reviewer, { ...review, answer: { outcome: "no" } });
    await answerReview(reviewer, { ...review, answer: { outcome: "yes" }, note: "" });
    setNow(new Date(clock.now().getTime() + (env.undoSeconds + 1) * 1000));
    await settleReviews({ actor: systemActor("worker") }, { limit: 100 });
    const { blind, seen } = await findAgreement(await recordOf(useCaseId));
    expect(blind).toMatchObject({ agreed: 0, n: 1 });
    expect(seen.n).toBe(0);
  });

  it("takes a number within the tolerance for the same", async () => {
    const { useCaseId } = await suppliedUseCase(
      { mode: "shadow" },
      { kind: "regression", outcomes: undefined, target: { unit: "rings", tolerance: 1 } },
    );
    const bodies = [10, 20].map((value) => ({
      externalId: `tree ${value}`,
      input: { text: "oak" },
      prediction: { value },
    }));
    await submitItems(system, { useCaseId, items: bodies });
    await database.review.updateMany({
      where: { useCaseId },
      data: { status: "settled", value: 10.9, settledAt: clock.now() },
    });
    const { blind } = await findAgreement(await recordOf(useCaseId));
    expect(blind).toMatchObject({ agreed: 1, n: 2 });
  });
});

describe("Home", () => {
  it("shows a reviewer their queue and no figures, and a manager the figures and no queue", async () => {
    const { useCaseId, slug } = await suppliedUseCase({ mode: "ai_assist" });
    await submitAll(useCaseId, [letter("1", 0.8), letter("2", 0.8)]);
    const reviewer = await findHome(await makeReviewer(useCaseId, "reviewer"));
    expect(reviewer.queues).toMatchObject([{ useCase: { slug }, waiting: 2 }]);
    expect(reviewer.useCases).toMatchObject([{ slug, mode: "ai_assist", waiting: 2, figures: null }]);
    expect(reviewer.defines).toBe(false);
    const manager = await findHome(await makeReviewer(useCaseId, "manager"));
    expect(manager.queues).toEqual([]);
    expect(manager.useCases).toMatchObject([{ slug, figures: { day: { waiting: 2 }, blind: { n: 0 } } }]);
  });

  it("shows nothing to somebody without a role, and where to begin to an admin", async () => {
    const nobody = await actorOf((await makePerson()).id);
    expect(await findHome(nobody)).toEqual({
      queues: [],
      useCases: [],
      approvals: [],
      halts: [],
      alerts: [],
      disagreements: null,
      defines: false,
    });
    const admin = await actorOf((await makePerson({ isAdmin: true })).id);
    expect((await findHome(admin)).defines).toBe(true);
  });

  it("asks another manager for approval, never the one who proposed", async () => {
    const { useCaseId, slug } = await suppliedUseCase({ mode: "ai_assist" }, { secondPersonToRaise: true });
    const author = await makeReviewer(useCaseId, "manager");
    const second = await makeReviewer(useCaseId, "manager");
    const auditor = await makeReviewer(useCaseId, "auditor");
    const changes = { mode: "full_automation" as const };
    await changePolicy({ actor: author }, { useCaseId, changes, reason: "Ready." });
    expect((await findHome(second)).approvals).toMatchObject([
      { useCase: { slug }, reason: "Ready.", from: "ai_assist", to: "full_automation" },
    ]);
    expect((await findHome(author)).approvals).toEqual([]);
    expect((await findHome(auditor)).approvals).toEqual([]);
  });

  it("warns of failed predictions, an old queue and a halt", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation" });
    setNow(new Date(realNow().getTime() - 50 * 3_600_000));
    await submitAll(useCaseId, [letter("old")]);
    clock.now = realNow;
    await submitAll(useCaseId, [letter("no prediction")]);
    await halt(system, { useCaseId, reason: "Stop." });
    const { alerts, halts } = await findHome(await makeReviewer(useCaseId, "manager"));
    expect(halts).toMatchObject([
      { useCase: { id: useCaseId }, by: "test", reason: "Stop.", mayLift: true, proposal: null },
    ]);
    expect(halts[0]?.outlook).toEqual([
      "The model decided none of 1 item before the halt: as many go to people as before.",
      "2 reviews wait, and nobody is on duty: no verdict and no claim in the last 30 minutes. How long the queue takes is not known.",
    ]);
    expect(alerts.map((alert) => alert.kind)).toEqual(["failures", "old_queue"]);
    expect(alerts[0]?.title).toMatch(/1 prediction failed/);
    const reviewer = await findHome(await makeReviewer(useCaseId, "reviewer"));
    expect(reviewer.alerts.map((alert) => alert.kind)).toEqual(["old_queue"]);
    expect(reviewer.halts).toMatchObject([{ reason: "Stop.", outlook: [], mayLift: false }]);
  });
});

describe("a use case's overview", () => {
  it("gives figures and items only to those who may see items", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "ai_assist" });
    await submitAll(useCaseId, [letter("1", 0.8)]);
    const record = await recordOf(useCaseId);
    const forReviewer = await findOverview(await makeReviewer(useCaseId, "reviewer"), record);
    expect(forReviewer).toMatchObject({ waiting: { items: 1 }, figures: null });
    const forAuditor = await findOverview(await makeReviewer(useCaseId, "auditor"), record);
    expect(forAuditor.figures?.recent).toMatchObject([{ externalId: "1", decision: null }]);
  });
});
