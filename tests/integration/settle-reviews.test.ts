import { afterEach, describe, expect, it } from "vitest";
import { systemActor } from "@/lib/access/actor";
import { findItemView } from "@/lib/items/item-query";
import { recordBackgroundPredictions } from "@/lib/items/record-background-predictions";
import { settleReviews } from "@/lib/items/settle-reviews";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { makeReviewer } from "@/tests/support/item-fixture";
import { letter, submitAll, suppliedUseCase } from "@/tests/support/supplied-use-case";

const worker = { actor: systemActor("worker") };
const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

const later = (seconds: number) => {
  const at = new Date(clock.now().getTime() + seconds * 1000);
  clock.now = () => at;
};

async function answerOne(useCaseId: string, outcome: string): Promise<string> {
  const reviewer = { actor: await makeReviewer(useCaseId) };
  const item = await claimNextReview(reviewer, { useCaseId, loaded: [] });
  if (item === null) throw new Error("The queue is empty.");
  await answerReview(reviewer, { useCaseId, reviewId: item.reviewId, answer: { outcome }, note: "" });
  return item.reviewId;
}

const statusOf = async (itemId: string) => (await findItemView(itemId))?.view;

describe("settling verdicts", () => {
  it("decides the item when the undo window has closed, and not before", async () => {
    const { useCaseId } = await suppliedUseCase();
    const [item] = await submitAll(useCaseId, [letter("a")]);
    const itemId = item?.id ?? "";
    await answerOne(useCaseId, "no");
    later(env.undoSeconds - 1);
    await settleReviews(worker, { limit: 100 });
    expect(await statusOf(itemId)).toMatchObject({ status: "in_review", decision: null });
    later(2);
    await settleReviews(worker, { limit: 100 });
    expect(await statusOf(itemId)).toMatchObject({
      status: "decided",
      decision: { outcome: "no", decidedBy: "human" },
    });
    const events = await database.auditEvent.findMany({ where: { subjectId: itemId }, orderBy: { subjectSeq: "asc" } });
    expect(events.map((event) => event.type)).toEqual([
      "item.submitted",
      "review.claimed",
      "review.answered",
      "decision.made",
    ]);
  });

  it("decides once, however many workers settle at the same time", async () => {
    const { useCaseId } = await suppliedUseCase();
    await submitAll(
      useCaseId,
      Array.from({ length: 20 }, (_, index) => letter(`i${index}`)),
    );
    for (let index = 0; index < 20; index++) await answerOne(useCaseId, "yes");
    later(env.undoSeconds + 1);
    const settled = await Promise.all(Array.from({ length: 6 }, () => settleReviews(worker, { limit: 5 })));
    let more = settled.reduce((sum, count) => sum + count, 0);
    for (let count = 1; count > 0; more += count) count = await settleReviews(worker, { limit: 5 });
    expect(more).toBeGreaterThanOrEqual(20);
    expect(await database.decision.count({ where: { item: { useCaseId } } })).toBe(20);
    expect(await database.auditEvent.count({ where: { useCaseId, type: "decision.made" } })).toBe(20);
  });

  it("leaves a model's decision as it is when quality control differs, and opens a disagreement", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 1 });
    const [item] = await submitAll(useCaseId, [letter("a", 0.9)]);
    const reviewId = await answerOne(useCaseId, "no");
    later(env.undoSeconds + 1);
    await settleReviews(worker, { limit: 100 });
    expect(await statusOf(item?.id ?? "")).toMatchObject({ decision: { outcome: "yes", decidedBy: "model" } });
    expect(await database.disagreement.findMany({ where: { useCaseId } })).toMatchObject([
      { kind: "model_human", status: "open", reviewId },
    ]);
  });

  it("opens no disagreement where model and person agree", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "ai_assist" });
    await submitAll(useCaseId, [letter("a", 0.9)]);
    await answerOne(useCaseId, "yes");
    later(env.undoSeconds + 1);
    await settleReviews(worker, { limit: 100 });
    expect(await database.disagreement.count({ where: { useCaseId } })).toBe(0);
  });

  it("is refused to people", async () => {
    const { useCaseId } = await suppliedUseCase();
    const actor = await makeReviewer(useCaseId, "manager");
    await expect(settleReviews({ actor }, { limit: 1 })).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("shadow predictions", () => {
  it("are recorded after the item, once, and compared with a verdict that is already final", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "shadow" });
    const [item] = await submitAll(useCaseId, [letter("a")]);
    const itemId = item?.id ?? "";
    expect(item).toMatchObject({ status: "in_review", route: { mode: "shadow", modelVersion: 1 } });
    await answerOne(useCaseId, "no");
    later(env.undoSeconds + 1);
    await settleReviews(worker, { limit: 100 });
    expect(await recordBackgroundPredictions(worker, { useCaseId, itemIds: [itemId] })).toBe(1);
    expect(await recordBackgroundPredictions(worker, { useCaseId, itemIds: [itemId] })).toBe(0);
    // Nobody sent a prediction with it, so the shadow's answer is a failure: recorded, and nobody's error.
    expect(await database.prediction.findMany({ where: { itemId } })).toMatchObject([
      { outcome: null, failure: { code: "missing_input" } },
    ]);
    expect(await database.auditEvent.count({ where: { subjectId: itemId, type: "prediction.recorded" } })).toBe(1);
  });

  it("are the caller's own where one came with the item, shown to nobody", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "shadow" });
    const [item] = await submitAll(useCaseId, [letter("a", 0.99)]);
    expect(item).toMatchObject({ status: "in_review", route: { mode: "shadow" } });
    expect(await database.prediction.findMany({ where: { itemId: item?.id ?? "" } })).toMatchObject([
      { outcome: "yes", supplied: true },
    ]);
    expect(await database.review.findMany({ where: { itemId: item?.id ?? "" } })).toMatchObject([{ reveal: "never" }]);
  });

  it("are refused to people", async () => {
    const { useCaseId } = await suppliedUseCase();
    const actor = await makeReviewer(useCaseId, "manager");
    await expect(recordBackgroundPredictions({ actor }, { useCaseId, itemIds: [] })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});
