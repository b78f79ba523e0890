import { setImmediate } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { systemActor } from "@/lib/access/actor";
import { commitValue } from "@/lib/audit/commit-value";
import { settleReviews } from "@/lib/items/settle-reviews";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { findDesk } from "@/lib/review/desk-query";
import { showSuggestion } from "@/lib/review/show-suggestion";
import { undoVerdict } from "@/lib/review/undo-verdict";
import { eventTypesOf, makeReviewer, makeUseCase, type QueuedItem, queueItems } from "../support/item-fixture";

const start = Date.now();
const at = (seconds: number) => vi.spyOn(clock, "now").mockReturnValue(new Date(start + seconds * 1000));
const yes = { outcome: "yes" } as const;
const no = { outcome: "no" } as const;

interface Scene {
  useCaseId: string;
  slug: string;
  actor: UserActor;
  other: UserActor;
  auditor: UserActor;
  item: QueuedItem;
  reviewId: string;
}

/** One reviewer who holds one item since second 0. */
async function claimed(options: Parameters<typeof queueItems>[1] = {}): Promise<Scene> {
  const { id: useCaseId, slug } = await makeUseCase();
  const [actor, other] = await Promise.all([makeReviewer(useCaseId), makeReviewer(useCaseId)]);
  const auditor = await makeReviewer(useCaseId, "auditor");
  const [item] = await queueItems(useCaseId, options);
  if (item === undefined) throw new Error("The fixture made no item.");
  at(0);
  await claimNextReview({ actor }, { useCaseId, loaded: [] });
  return { useCaseId, slug, actor, other, auditor, item, reviewId: item.reviewId };
}

async function envelopesOf(itemId: string) {
  const events = await database.auditEvent.findMany({ where: { subjectId: itemId }, orderBy: { subjectSeq: "asc" } });
  return events.map((event) => JSON.parse(Buffer.from(event.envelope).toString()));
}

const storedReview = (id: string) => database.review.findUniqueOrThrow({ where: { id } });

afterEach(() => vi.restoreAllMocks());

describe("a verdict", () => {
  test("is stored with its note, its time and its event, the note as a commitment only", async () => {
    const { useCaseId, actor, item, reviewId } = await claimed();
    at(12);
    const verdict = await answerReview({ actor }, { useCaseId, reviewId, answer: no, note: "  Clear photo.  " });
    expect(verdict).toEqual({ reviewId, undoMs: 10_000 });
    const review = await storedReview(reviewId);
    expect(review).toMatchObject({
      status: "answered",
      outcome: "no",
      note: "Clear photo.",
      secondsSpent: 12,
      leaseUntil: null,
      simulated: false,
      undoUntil: new Date(start + 22_000),
    });
    const event = (await envelopesOf(item.itemId)).at(-1);
    expect(event).toMatchObject({
      type: "review.answered",
      verdict: { review: reviewId, outcome: "no" },
      suggestion: { shown: false, at: null },
      comment_commitment: commitValue(review.noteSalt ?? new Uint8Array(), "note", "Clear photo."),
    });
    expect(JSON.stringify(event)).not.toContain("Clear photo");
  });

  test("sent twice, or twice at once, counts once", async () => {
    const { useCaseId, actor, item, reviewId } = await claimed();
    const input = { useCaseId, reviewId, answer: yes, note: "" };
    at(1);
    const both = await Promise.all([answerReview({ actor }, input), answerReview({ actor }, input)]);
    expect(both).toEqual([
      { reviewId, undoMs: 10_000 },
      { reviewId, undoMs: 10_000 },
    ]);
    at(4);
    expect(await answerReview({ actor }, input)).toEqual({ reviewId, undoMs: 7_000 });
    at(60);
    expect(await answerReview({ actor }, input)).toEqual({ reviewId, undoMs: 0 });
    expect(await eventTypesOf(item.itemId)).toEqual(["review.claimed", "review.answered"]);
  });

  test("that differs from the one given is refused: undo first, and after the window not at all", async () => {
    const { useCaseId, actor, other, reviewId } = await claimed();
    await answerReview({ actor }, { useCaseId, reviewId, answer: yes, note: "" });
    at(5);
    const changed = { useCaseId, reviewId, answer: no, note: "" };
    await expect(answerReview({ actor }, changed)).rejects.toMatchObject({ code: "already_decided", status: 409 });
    await expect(answerReview({ actor: other }, changed)).rejects.toMatchObject({ code: "claim_lost" });
    at(11);
    await expect(answerReview({ actor }, changed)).rejects.toMatchObject({ code: "undo_closed", status: 409 });
    expect(await storedReview(reviewId)).toMatchObject({ outcome: "yes" });
  });

  test("on an item that was decided or withdrawn meanwhile is refused, and the item is not handed out again", async () => {
    const { useCaseId, actor, item, reviewId } = await claimed();
    await database.item.update({
      where: { id: item.itemId },
      data: { status: "decided", outcome: "yes", decidedBy: "human", decidedAt: new Date() },
    });
    const input = { useCaseId, reviewId, answer: yes, note: "" };
    await expect(answerReview({ actor }, input)).rejects.toMatchObject({ code: "already_decided" });
    expect(await claimNextReview({ actor }, { useCaseId, loaded: [] })).toBeNull();
    await database.review.update({ where: { id: reviewId }, data: { status: "cancelled" } });
    await expect(answerReview({ actor }, input)).rejects.toMatchObject({ code: "already_decided" });
  });

  test("on quality control is taken although the model has decided the item", async () => {
    const { useCaseId, actor, reviewId } = await claimed({
      purpose: "quality_control",
      prediction: { outcome: "no", confidence: 0.99 },
    });
    await answerReview({ actor }, { useCaseId, reviewId, answer: yes, note: "" });
    expect(await storedReview(reviewId)).toMatchObject({ status: "answered", outcome: "yes" });
  });

  test("with an unknown outcome, a number where none is asked, or a monstrous note is refused in words", async () => {
    const { useCaseId, actor, reviewId } = await claimed();
    const give = (answer: { outcome: string } | { value: number }, note = "") =>
      answerReview({ actor }, { useCaseId, reviewId, answer, note });
    const invalid = (path: string) => ({ code: "invalid_input", problems: [{ path }] });
    await expect(give({ outcome: "maybe" })).rejects.toMatchObject(invalid("answer.outcome"));
    await expect(give({ value: 3 })).rejects.toMatchObject(invalid("answer.value"));
    await expect(give({ value: Number.NaN })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(give(yes, "x".repeat(1_000_000))).rejects.toMatchObject(invalid("note"));
    await expect(give(yes, "half \ud800")).rejects.toMatchObject(invalid("note"));
    expect(await storedReview(reviewId)).toMatchObject({ status: "open" });
  });

  test("may be a number where the use case asks for one, within its range", async () => {
    const { id: useCaseId } = await makeUseCase({
      kind: "regression",
      outcomes: undefined,
      target: { unit: "rings", tolerance: 1, min: 0, max: 40 },
    });
    const actor = await makeReviewer(useCaseId);
    const [item] = await queueItems(useCaseId);
    const reviewId = item?.reviewId ?? "";
    await claimNextReview({ actor }, { useCaseId, loaded: [] });
    const give = (value: number) => answerReview({ actor }, { useCaseId, reviewId, answer: { value }, note: "" });
    await expect(give(41)).rejects.toMatchObject({ problems: [{ message: "This must be at most 40 rings." }] });
    await give(11.5);
    expect(await storedReview(reviewId)).toMatchObject({ value: 11.5, outcome: null });
  });

  test("is refused to who may not review, and to a review named in another use case", async () => {
    const { useCaseId, auditor, actor, reviewId } = await claimed();
    const input = { useCaseId, reviewId, answer: yes, note: "" };
    await expect(answerReview({ actor: auditor }, input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(answerReview({ actor: systemActor("test") }, input)).rejects.toMatchObject({ code: "forbidden" });
    const elsewhere = await makeReviewer((await makeUseCase()).id);
    const foreign = { ...input, useCaseId: [...elsewhere.roles.keys()][0] ?? "" };
    await expect(answerReview({ actor: elsewhere }, foreign)).rejects.toMatchObject({ code: "not_found" });
    await answerReview({ actor }, input);
  });

  test("counts the time since the item's turn came, not since it was claimed ahead", async () => {
    const { useCaseId, actor, reviewId } = await claimed();
    await queueItems(useCaseId);
    const ahead = await claimNextReview({ actor }, { useCaseId, loaded: [reviewId] });
    at(30);
    await answerReview({ actor }, { useCaseId, reviewId, answer: yes, note: "" });
    at(34);
    await answerReview({ actor }, { useCaseId, reviewId: ahead?.reviewId ?? "", answer: yes, note: "" });
    expect(await storedReview(ahead?.reviewId ?? "")).toMatchObject({ secondsSpent: 4 });
  });
});

describe("undo", () => {
  test("gives the item back with the verdict as draft, and the time spent adds up", async () => {
    const { useCaseId, actor, item, reviewId } = await claimed();
    at(10);
    await answerReview({ actor }, { useCaseId, reviewId, answer: no, note: "Look again" });
    at(19);
    const undone = await undoVerdict({ actor }, { useCaseId, reviewId });
    expect(undone).toMatchObject({ reviewId, draft: { answer: no, note: "Look again" } });
    expect(await undoVerdict({ actor }, { useCaseId, reviewId })).toEqual(undone);
    at(22);
    await answerReview({ actor }, { useCaseId, reviewId, answer: yes, note: "Look again" });
    expect(await storedReview(reviewId)).toMatchObject({ outcome: "yes", secondsSpent: 13 });
    expect(await eventTypesOf(item.itemId)).toEqual([
      "review.claimed",
      "review.answered",
      "review.undone",
      "review.answered",
    ]);
  });

  test("is closed when the window is over, and for others' verdicts", async () => {
    const { useCaseId, actor, other, auditor, reviewId } = await claimed();
    await answerReview({ actor }, { useCaseId, reviewId, answer: no, note: "" });
    const undo = { useCaseId, reviewId };
    await expect(undoVerdict({ actor: other }, undo)).rejects.toMatchObject({ code: "claim_lost" });
    await expect(undoVerdict({ actor: auditor }, undo)).rejects.toMatchObject({ code: "forbidden" });
    at(10);
    await expect(undoVerdict({ actor }, undo)).rejects.toMatchObject({ code: "undo_closed" });
  });

  test("and the settling worker never both win", async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 4; round++) {
      const { useCaseId, actor, item, reviewId } = await claimed();
      await answerReview({ actor }, { useCaseId, reviewId, answer: no, note: "" });
      // Either side of the window's end, as two machines with clocks a little apart would have it.
      at(9.999);
      const undo = undoVerdict({ actor }, { useCaseId, reviewId });
      await setImmediate();
      at(10.001);
      const settle = settleReviews({ actor: systemActor("test") }, { limit: 500 });
      const [undone] = await Promise.allSettled([undo, settle]);
      outcomes.add(undone.status);
      const decisions = await database.decision.count({ where: { itemId: item.itemId } });
      expect(decisions).toBe(undone.status === "fulfilled" ? 0 : 1);
      expect((await storedReview(reviewId)).status).toBe(undone.status === "fulfilled" ? "open" : "settled");
    }
    expect(outcomes).toContain("fulfilled");
  });

  test("the desk's latest verdicts survive a reload, with the time that is left", async () => {
    const { useCaseId, slug, actor, auditor, item, reviewId } = await claimed();
    await answerReview({ actor }, { useCaseId, reviewId, answer: no, note: "" });
    at(4);
    expect(await findDesk(actor, slug)).toMatchObject({
      desk: { useCaseId, outcomes: [{ key: "yes" }, { key: "no" }] },
      recent: [{ reviewId, externalId: item.externalId, answer: no, undoMs: 6_000 }],
    });
    expect(await findDesk(auditor, slug)).toEqual({ name: "Fixture", desk: null });
    const stranger = await makeReviewer((await makeUseCase()).id);
    expect(await findDesk(stranger, slug)).toBeNull();
  });
});

describe("the model's answer", () => {
  const prediction = { outcome: "no", confidence: 0.731_313 };

  test("comes with the item where the route says before, and is on record as shown", async () => {
    const { useCaseId, actor, item, reviewId } = await claimed({ reveal: "before", prediction });
    const seen = await claimNextReview({ actor }, { useCaseId, loaded: [] });
    expect(seen?.suggestion).toEqual({
      answer: no,
      confidence: 0.731_313,
      spread: null,
      model: { name: "Fixture model", version: 1 },
    });
    expect(seen).not.toHaveProperty("answerFirst");
    await answerReview({ actor }, { useCaseId, reviewId, answer: no, note: "" });
    expect(await eventTypesOf(item.itemId)).toEqual(["review.claimed", "review.suggestion_shown", "review.answered"]);
    const shown = { shown: true, at: new Date(start).toISOString() };
    expect((await envelopesOf(item.itemId)).slice(1)).toMatchObject([{ suggestion: shown }, { suggestion: shown }]);
  });

  test("comes after the first answer where the route says after; first answer, showing and verdict are kept", async () => {
    const { useCaseId, actor, auditor, item, reviewId } = await claimed({ reveal: "after", prediction });
    const first = await claimNextReview({ actor }, { useCaseId, loaded: [] });
    expect(first).toMatchObject({ answerFirst: true });
    expect(first).not.toHaveProperty("suggestion");
    expect(JSON.stringify(first)).not.toContain("0.73");
    const ask = { useCaseId, reviewId, answer: yes };
    await expect(showSuggestion({ actor: auditor }, ask)).rejects.toMatchObject({ code: "forbidden" });
    at(3);
    const seen = await showSuggestion({ actor }, ask);
    expect(seen).toMatchObject({ suggestion: { answer: no, confidence: 0.731_313 }, firstAnswer: yes });
    at(4);
    expect(await showSuggestion({ actor }, { ...ask, answer: no })).toEqual(seen);
    expect(await claimNextReview({ actor }, { useCaseId, loaded: [] })).toEqual(seen);
    at(5);
    await answerReview({ actor }, { useCaseId, reviewId, answer: no, note: "" });
    expect(await storedReview(reviewId)).toMatchObject({
      firstOutcome: "yes",
      firstAnsweredAt: new Date(start + 3_000),
      suggestionShownAt: new Date(start + 3_000),
      outcome: "no",
    });
    const answered = (await envelopesOf(item.itemId)).at(-1);
    expect(answered).toMatchObject({ suggestion: { shown: true }, detail: { first_answer: yes } });
    expect(await eventTypesOf(item.itemId)).toEqual(["review.claimed", "review.suggestion_shown", "review.answered"]);
  });

  test("cannot be asked for where the route says never", async () => {
    const { useCaseId, actor, reviewId } = await claimed({ reveal: "never", prediction });
    const ask = { useCaseId, reviewId, answer: yes };
    await expect(showSuggestion({ actor }, ask)).rejects.toMatchObject({ code: "forbidden" });
    expect(await storedReview(reviewId)).toMatchObject({ suggestionShownAt: null, firstOutcome: null });
  });

  test("a first answer and a showing to somebody whose claim ran out do not count for the next person", async () => {
    const { useCaseId, actor, other, reviewId } = await claimed({ reveal: "after", prediction });
    await showSuggestion({ actor }, { useCaseId, reviewId, answer: yes });
    at(600);
    const fresh = await claimNextReview({ actor: other }, { useCaseId, loaded: [] });
    expect(fresh).toMatchObject({ reviewId, answerFirst: true });
    expect(fresh).not.toHaveProperty("suggestion");
    expect(fresh).not.toHaveProperty("firstAnswer");
  });

  test("quality control, blind and plain work look alike: same fields, no trace of model or purpose", async () => {
    const plain = await claimed();
    const blind = await claimed({ prediction });
    const checked = await claimed({ purpose: "quality_control", prediction });
    const views = await Promise.all(
      [plain, blind, checked].map(({ actor, useCaseId }) => claimNextReview({ actor }, { useCaseId, loaded: [] })),
    );
    const shape = (view: object | null | undefined) => Object.keys(view ?? {}).sort();
    expect(shape(views[1])).toEqual(shape(views[0]));
    expect(shape(views[2])).toEqual(shape(views[0]));
    for (const view of views) {
      expect(JSON.stringify(view)).not.toMatch(/0\.73|confidence|suggestion|prediction|model|purpose|quality|decided/i);
    }
  });
});
