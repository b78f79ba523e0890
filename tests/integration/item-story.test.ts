import { afterEach, describe, expect, it } from "vitest";
import { systemActor } from "@/lib/access/actor";
import { findItemStory } from "@/lib/items/item-story-query";
import { settleReviews } from "@/lib/items/settle-reviews";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { undoVerdict } from "@/lib/review/undo-verdict";
import { makeReviewer } from "@/tests/support/item-fixture";
import { letter, submitAll, suppliedUseCase } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

async function settleLater() {
  const at = new Date(clock.now().getTime() + (env.undoSeconds + 1) * 1000);
  clock.now = () => at;
  await settleReviews({ actor: systemActor("worker") }, { limit: 100 });
}

describe("an item's story", () => {
  it("tells what the model decided, why, and where it is on record", async () => {
    const { useCaseId } = await suppliedUseCase({
      mode: "partial_automation",
      thresholds: { yes: 0.9 },
      qcShare: 0,
      blindShare: 0,
    });
    const unlisted = letter("unlisted", 0.97, { kind: "unheard of" });
    const [item, decided] = await submitAll(useCaseId, [unlisted, letter("clear", 0.97)]);
    const manager = await makeReviewer(useCaseId, "manager");
    const story = await findItemStory(manager, decided?.id ?? "");
    expect(story?.told?.decisions).toMatchObject([{ seq: 1, answer: { outcome: "yes" }, by: "model", reviewer: null }]);
    const entries = story?.told?.entries ?? [];
    expect(entries.map((entry) => entry.title)).toEqual([
      "Received from test",
      "The model answered",
      "Routed to the model",
      "Decided by the model",
    ]);
    expect(entries[1]?.prediction).toMatchObject({ supplied: true, scores: [{ outcome: "yes", score: 0.97 }, {}] });
    expect(entries[2]?.lines).toContain("The model was sure enough for this outcome.");
    for (const { event } of entries.filter((entry) => entry.event !== null)) {
      const row = await database.auditEvent.findUniqueOrThrow({ where: { id: event?.id ?? "" } });
      expect(Buffer.from(row.leafHash).toString("hex")).toBe(event?.leafHash);
    }

    // A category that the list does not know keeps an item from being automated, and the story says so.
    const fallen = await findItemStory(manager, item?.id ?? "");
    expect(fallen?.input.find((field) => field.key === "kind")).toMatchObject({ value: "unheard of", unlisted: true });
    expect(fallen?.told?.entries.find((entry) => entry.title === "Routed to a person")).toMatchObject({
      tone: "fallback",
      lines: expect.arrayContaining(["A category lies outside the list that the field knows."]),
    });
  });

  it("tells who answered, undid, answered again and decided, with note, sight and disagreement", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "ai_assist", blindShare: 0 });
    const [item] = await submitAll(useCaseId, [letter("doubtful", 0.6)]);
    const reviewer = { actor: await makeReviewer(useCaseId) };
    const claimed = await claimNextReview(reviewer, { useCaseId, loaded: [] });
    const review = { useCaseId, reviewId: claimed?.reviewId ?? "" };
    await answerReview(reviewer, { ...review, answer: { outcome: "yes" }, note: "hasty" });
    await undoVerdict(reviewer, review);
    await answerReview(reviewer, { ...review, answer: { outcome: "no" }, note: "On second thoughts." });
    await settleLater();

    const auditor = await makeReviewer(useCaseId, "auditor");
    const story = await findItemStory(auditor, item?.id ?? "");
    const entries = story?.told?.entries ?? [];
    expect(entries.map((entry) => entry.title)).toEqual([
      "Received from test",
      "The model answered",
      "Routed to a person",
      "Test Reviewer took it to decide it",
      "The model's answer was shown to Test Reviewer",
      "Test Reviewer answered",
      "Test Reviewer took the verdict back",
      "Test Reviewer answered",
      "Decided by Test Reviewer",
      "Model and person differ",
    ]);
    expect(entries[5]).toMatchObject({ answer: { outcome: "yes" }, note: null });
    expect(entries[7]).toMatchObject({ answer: { outcome: "no" }, note: "On second thoughts." });
    expect(entries[7]?.lines).toContain("The model's answer had been shown before this verdict.");
    expect(story?.told?.decisions.at(-1)).toMatchObject({ answer: { outcome: "no" }, by: "human" });
    expect(story?.told?.waiting).toEqual([]);
  });

  it("shows a regression's numbers with their unit and spread", async () => {
    const { useCaseId } = await suppliedUseCase(
      { mode: "ai_assist" },
      { kind: "regression", outcomes: undefined, target: { unit: "rings", tolerance: 1 } },
    );
    const body = { externalId: "tree", input: { text: "oak" }, prediction: { value: 9.25, spread: 1.5 } };
    const [item] = await submitAll(useCaseId, [body]);
    const story = await findItemStory(await makeReviewer(useCaseId, "manager"), item?.id ?? "");
    expect(story?.unit).toBe("rings");
    const answered = story?.told?.entries.find((entry) => entry.title === "The model answered");
    expect(answered).toMatchObject({ answer: { value: 9.25 }, prediction: { spread: 1.5, scores: [] } });
  });

  it("is not found by those who may not read items here", async () => {
    const { useCaseId } = await suppliedUseCase();
    const [item] = await submitAll(useCaseId, [letter("private")]);
    const id = item?.id ?? "";
    const other = await suppliedUseCase();
    for (const stranger of [
      await makeReviewer(useCaseId, "reviewer"),
      await makeReviewer(other.useCaseId, "manager", "auditor", "adjudicator"),
    ]) {
      expect(await findItemStory(stranger, id)).toBeNull();
    }
    for (const role of ["manager", "auditor"] as const) {
      expect(await findItemStory(await makeReviewer(useCaseId, role), id)).toMatchObject({ id });
    }
    expect(await findItemStory(await makeReviewer(useCaseId, "manager"), newId())).toBeNull();
  });

  it("is sealed, alike for a check and a decision, for those who could be given its review", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 1, blindShare: 1 });
    const [checked] = await submitAll(useCaseId, [letter("checked", 0.99)]);
    const [left] = await submitAll(useCaseId, [letter("left")]);
    const adjudicator = await makeReviewer(useCaseId, "adjudicator");
    const sealed = await Promise.all([checked, left].map((item) => findItemStory(adjudicator, item?.id ?? "")));
    for (const story of sealed) expect(story?.told).toBeNull();
    const shape = (story: unknown) => JSON.stringify(story).replaceAll(/[0-9a-f-]{36}|checked|left|\d{4}-[^"]+/g, "");
    expect(shape(sealed[0])).toBe(shape(sealed[1]));

    // Not before the verdict is final: a verdict that can be undone could be changed by what is seen here.
    const reviewer = { actor: await makeReviewer(useCaseId) };
    const claimed = await claimNextReview(reviewer, { useCaseId, loaded: [] });
    const answer = { answer: { outcome: "yes" }, note: "" };
    await answerReview(reviewer, { useCaseId, reviewId: claimed?.reviewId ?? "", ...answer });
    expect((await findItemStory(adjudicator, checked?.id ?? ""))?.told).toBeNull();
    await settleLater();
    expect((await findItemStory(adjudicator, checked?.id ?? ""))?.told).not.toBeNull();
  });
});
