import { afterEach, describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { escalateReview } from "@/lib/items/escalate-review";
import { findItemView } from "@/lib/items/item-query";
import { findItemStory } from "@/lib/items/item-story-query";
import { withdrawEscalation } from "@/lib/items/withdraw-escalation";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { deferReview } from "@/lib/review/defer-review";
import { listRecentVerdicts } from "@/lib/review/desk-query";
import { flagUnusable } from "@/lib/review/flag-unusable";
import { findQueue } from "@/lib/review/queue-query";
import { saveDraft } from "@/lib/review/save-draft";
import { showSuggestion } from "@/lib/review/show-suggestion";
import { skipReview } from "@/lib/review/skip-review";
import { undeferReview } from "@/lib/review/undefer-review";
import { undoVerdict } from "@/lib/review/undo-verdict";
import { unskipReviews } from "@/lib/review/unskip-reviews";
import { makeReviewer } from "@/tests/support/item-fixture";
import { eventsOf, makeOverlapWorld } from "@/tests/support/overlap-world";
import { letter } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

const hours = (count: number) => new Date(clock.now().getTime() + count * 3_600_000);
const passTime = (count: number) => {
  const at = hours(count);
  clock.now = () => at;
};

async function setOut(settings: Parameters<typeof makeOverlapWorld>[0] = {}, confidence?: number) {
  const world = await makeOverlapWorld(settings);
  const { useCaseId } = world;
  const [itemId = ""] = await world.send([letter("a", confidence)]);
  const [one, two] = await world.people(2);
  if (!one || !two) throw new Error("Nobody is there.");
  const reviewId = (await world.claim(one))?.reviewId ?? "";
  const types = async () => (await eventsOf(itemId)).map(({ type }) => type);
  const story = async () => (await findItemStory(await makeReviewer(useCaseId, "manager"), itemId))?.told;
  return { world, useCaseId, itemId, one, two, reviewId, types, story };
}

const defer = (actor: UserActor, useCaseId: string, reviewId: string, until: Date) =>
  deferReview({ actor }, { useCaseId, reviewId, until: until.toISOString() });
const escalate = (actor: UserActor, useCaseId: string, reviewId: string, note = "I know too little of owls.") =>
  escalateReview({ actor }, { useCaseId, reviewId, note });
const flag = (actor: UserActor, useCaseId: string, reviewId: string, note = "The picture is black.") =>
  flagUnusable({ actor }, { useCaseId, reviewId, note });

describe("passing an item on", () => {
  it("keeps the reason, tells it in the story, and offers the item to others only", async () => {
    const { world, useCaseId, itemId, one, two, reviewId, story } = await setOut();
    const skip = { useCaseId, reviewId, reason: "not_my_field" as const, note: "Owls are not mine." };
    await skipReview({ actor: one }, skip);
    await skipReview({ actor: one }, skip);
    expect(await database.reviewSkip.findMany({ where: { reviewId } })).toMatchObject([
      { userId: one.id, reason: "Not my field: Owls are not mine." },
    ]);
    expect((await eventsOf(itemId)).findLast(({ type }) => type === "review.skipped")).toMatchObject({
      reason_code: "not_my_field",
    });
    expect(JSON.stringify(await eventsOf(itemId))).not.toContain("Owls");
    expect((await story())?.entries.at(-1)).toMatchObject({
      title: "Test Reviewer passed it on",
      note: "Not my field: Owls are not mine.",
    });
    expect(await world.claim(one)).toBeNull();
    expect(await world.claim(two)).toMatchObject({ reviewId });
  });

  it("for another reason says which", async () => {
    const { useCaseId, one, reviewId } = await setOut();
    await expect(skipReview({ actor: one }, { useCaseId, reviewId, reason: "other", note: " " })).rejects.toMatchObject(
      { code: "invalid_input", problems: [{ path: "note" }] },
    );
  });
});

describe("putting an item off", () => {
  it("offers it to nobody before that moment, then to whoever comes, and keeps the draft for who wrote it", async () => {
    const { world, useCaseId, one, two, reviewId, types, story } = await setOut();
    const draft = { answer: { outcome: "no" }, note: "Ask the tower first." };
    await saveDraft({ actor: one }, { useCaseId, reviewId, draft });
    const until = hours(3);
    await defer(one, useCaseId, reviewId, until);
    await defer(one, useCaseId, reviewId, until);
    expect((await types()).filter((type) => type === "review.deferred")).toHaveLength(1);
    expect(await world.claim(one)).toBeNull();
    expect(await world.claim(two)).toBeNull();
    expect(await findQueue(one, useCaseId)).toMatchObject({ waiting: 0, claimed: 0, deferred: 1 });
    expect(await findQueue(two, useCaseId)).toMatchObject({ waiting: 0, deferred: 0 });
    expect((await story())?.entries.at(-1)?.title).toBe("Test Reviewer put it off");

    passTime(3.1);
    expect(await findQueue(two, useCaseId)).toMatchObject({ waiting: 1 });
    expect(await world.claim(one)).toMatchObject({ reviewId, draft });

    await defer(one, useCaseId, reviewId, hours(1));
    passTime(1.1);
    expect(await world.claim(two)).toMatchObject({ reviewId, draft: null });
  });

  it("can be taken back as long as nobody has it, with what was seen before", async () => {
    const { world, useCaseId, one, two, reviewId, types } = await setOut(
      { mode: "ai_assist", blindShare: 0, reveal: "after" },
      0.9,
    );
    await showSuggestion({ actor: one }, { useCaseId, reviewId, answer: { outcome: "no" } });
    await defer(one, useCaseId, reviewId, hours(2));
    const back = await undeferReview({ actor: one }, { useCaseId, reviewId });
    // The first answer stands: an item put off is no second chance to answer before the reveal.
    expect(back).toMatchObject({
      reviewId,
      firstAnswer: { outcome: "no" },
      suggestion: { answer: { outcome: "yes" } },
    });
    expect(await undeferReview({ actor: one }, { useCaseId, reviewId })).toEqual(back);
    expect(await types()).toContain("review.undeferred");

    await defer(one, useCaseId, reviewId, hours(2));
    passTime(2.1);
    expect(await world.claim(two)).toMatchObject({ reviewId, answerFirst: true });
    await expect(undeferReview({ actor: one }, { useCaseId, reviewId })).rejects.toMatchObject({ code: "claim_lost" });
  });

  it("is refused for a moment that has passed or is far off, and to those who do not hold it", async () => {
    const { useCaseId, one, two, reviewId } = await setOut();
    for (const until of [hours(-1), hours(24 * 31)]) {
      await expect(defer(one, useCaseId, reviewId, until)).rejects.toMatchObject({
        code: "invalid_input",
        problems: [{ path: "until" }],
      });
    }
    await expect(defer(two, useCaseId, reviewId, hours(1))).rejects.toMatchObject({ code: "claim_lost" });
    const auditor = await makeReviewer(useCaseId, "auditor");
    await expect(defer(auditor, useCaseId, reviewId, hours(1))).rejects.toMatchObject({ code: "forbidden" });
    await expect(undeferReview({ actor: auditor }, { useCaseId, reviewId })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("passing an item to an adjudicator", () => {
  it("ends the reviewer's own work, and the adjudicator's verdict decides", async () => {
    const { world, useCaseId, itemId, one, two, reviewId, types, story } = await setOut();
    const adjudicator = await world.adjudicator();
    await escalate(one, useCaseId, reviewId);
    await escalate(one, useCaseId, reviewId);
    expect((await world.item(itemId)).reviews.map(({ purpose, status }) => [purpose, status])).toEqual([
      ["decide", "cancelled"],
      ["adjudicate", "open"],
    ]);
    expect((await types()).slice(-2)).toEqual(["review.escalated", "review.opened"]);
    expect(JSON.stringify(await eventsOf(itemId))).not.toContain("owls");
    expect(await world.claim(one)).toBeNull();
    expect(await world.claim(two)).toBeNull();
    // What was passed to an adjudicator is not among what was skipped.
    expect(await findQueue(one, useCaseId)).toMatchObject({ waiting: 0, skipped: 0 });
    expect(await unskipReviews({ actor: one }, { useCaseId, reviewId: null })).toEqual({ item: null, unskipped: 0 });
    expect((await story())?.entries.find(({ title }) => title.includes("adjudicator"))).toMatchObject({
      title: "Test Reviewer passed it to an adjudicator",
      note: "I know too little of owls.",
    });

    await world.say(adjudicator, "no");
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ status: "decided", outcome: "no" });
  });

  it("never comes to one who escalated it, though they adjudicate here", async () => {
    const { world, useCaseId, itemId } = await setOut();
    const [first, second] = [await world.adjudicator(), await world.adjudicator()];
    const other = await world.person();
    await world.send([letter("b")]);
    const held = await world.claim(first);
    await escalate(first, useCaseId, held?.reviewId ?? "");
    expect(await world.claim(first)).toBeNull();
    const adjudicated = await world.claim(second);
    expect(adjudicated).toMatchObject({ externalId: "b" });
    expect(await world.claim(other)).toBeNull();
    // An adjudicator passes it to another one in the same way; the first has had it already.
    await escalate(second, useCaseId, adjudicated?.reviewId ?? "");
    expect(await world.claim(second)).toBeNull();
    expect(await world.claim(first)).toBeNull();
    expect(await world.claim(await world.adjudicator())).toMatchObject({ externalId: "b" });
    expect(itemId).not.toBe("");
  });

  it("leaves the others' reviews of the item to them, opens one adjudication, and ends what is left when it decides", async () => {
    const { world, useCaseId, itemId, one, two, reviewId } = await setOut({ reviewsPerItem: 3 });
    const [three, adjudicator] = [await world.person(), await world.adjudicator()];
    const second = await world.claim(two);
    await world.claim(three);
    await escalate(one, useCaseId, reviewId);
    await escalate(two, useCaseId, second?.reviewId ?? "");
    expect((await world.item(itemId)).reviews.filter(({ purpose }) => purpose === "adjudicate")).toHaveLength(1);
    await world.say(adjudicator, "yes");
    await world.settle();
    const item = await world.item(itemId);
    expect(item).toMatchObject({ status: "decided", outcome: "yes" });
    expect(item.reviews.map(({ status }) => status).sort()).toEqual(["cancelled", "cancelled", "cancelled", "settled"]);
  });

  it("can be taken back until an adjudicator has it", async () => {
    const { world, useCaseId, itemId, one, reviewId, types } = await setOut();
    const adjudicator = await world.adjudicator();
    await escalate(one, useCaseId, reviewId);
    const back = await withdrawEscalation({ actor: one }, { useCaseId, reviewId });
    expect(back).toMatchObject({ reviewId });
    expect(await withdrawEscalation({ actor: one }, { useCaseId, reviewId })).toEqual(back);
    expect((await world.item(itemId)).reviews.map(({ status }) => status)).toEqual(["open", "cancelled"]);
    expect(await types()).toContain("review.escalation_withdrawn");
    expect(await world.claim(adjudicator)).toBeNull();

    await escalate(one, useCaseId, reviewId);
    await world.claim(adjudicator);
    await expect(withdrawEscalation({ actor: one }, { useCaseId, reviewId })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(withdrawEscalation({ actor: adjudicator }, { useCaseId, reviewId })).rejects.toMatchObject({
      code: "claim_lost",
    });
  });

  it("is refused in plain words where nobody adjudicates, without a note, and to those who do not hold it", async () => {
    const { world, useCaseId, one, two, reviewId } = await setOut();
    await expect(escalate(one, useCaseId, reviewId)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Nobody else adjudicates here"),
    });
    await world.adjudicator();
    await expect(escalate(one, useCaseId, reviewId, "  ")).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "note" }],
    });
    await expect(escalate(two, useCaseId, reviewId)).rejects.toMatchObject({ code: "claim_lost" });
    const auditor = await makeReviewer(useCaseId, "auditor");
    await expect(escalate(auditor, useCaseId, reviewId)).rejects.toMatchObject({ code: "forbidden" });
    await expect(withdrawEscalation({ actor: auditor }, { useCaseId, reviewId })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("an input that nobody can decide on", () => {
  it("goes to an adjudicator once the flag has settled, who confirms it: no decision, and callers see it", async () => {
    const { world, useCaseId, itemId, one, reviewId, types, story } = await setOut({ mode: "shadow" }, 0.9);
    const adjudicator = await world.adjudicator();
    const receipt = await flag(one, useCaseId, reviewId);
    expect(receipt.undoMs).toBeGreaterThan(0);
    expect(await flag(one, useCaseId, reviewId)).toMatchObject({ reviewId });
    expect(await listRecentVerdicts(one.id, [useCaseId])).toMatchObject([{ reviewId, answer: null, unusable: true }]);
    expect(await world.claim(adjudicator)).toBeNull();
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ status: "in_review", decisions: [], disagreements: [] });
    const adjudicated = await world.claim(adjudicator);
    await flag(adjudicator, useCaseId, adjudicated?.reviewId ?? "");
    expect(await findItemView(itemId)).toMatchObject({ view: { status: "in_review" } });
    await world.settle();
    expect(await findItemView(itemId)).toMatchObject({ view: { status: "unusable", decision: null } });
    expect(await world.item(itemId)).toMatchObject({ decisions: [] });
    expect((await types()).filter((type) => !type.startsWith("review.claimed"))).toEqual([
      "item.submitted",
      "review.flagged_unusable",
      "review.settled",
      "review.opened",
      "review.flagged_unusable",
      "review.settled",
      "item.unusable",
    ]);
    const told = await story();
    expect(told).toMatchObject({ unusable: true, decisions: [], waiting: [] });
    expect(told?.entries.at(-1)?.title).toBe("Confirmed as unusable by an adjudicator");
  });

  it("is decided after all where the adjudicator can", async () => {
    const { world, useCaseId, itemId, one, reviewId } = await setOut();
    await flag(one, useCaseId, reviewId);
    await world.settle();
    await world.say(await world.adjudicator(), "yes");
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ status: "decided", outcome: "yes" });
  });

  it("is as before when the flag is undone", async () => {
    const { world, useCaseId, itemId, one, reviewId, types } = await setOut();
    await world.adjudicator();
    await flag(one, useCaseId, reviewId);
    const back = await undoVerdict({ actor: one }, { useCaseId, reviewId });
    expect(back).toMatchObject({ reviewId, draft: { answer: null, note: "The picture is black." } });
    expect(await types()).toContain("review.undone");
    await world.settle();
    expect((await world.item(itemId)).reviews).toMatchObject([{ status: "open", unusable: false, note: null }]);
    await world.answer(one, reviewId, { outcome: "no" });
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ status: "decided", outcome: "no" });
  });

  it("ends an automated decision that was made on it", async () => {
    const { world, useCaseId, itemId, one, reviewId } = await setOut({ mode: "full_automation", qcShare: 1 }, 0.9);
    const adjudicator = await world.adjudicator();
    await flag(one, useCaseId, reviewId);
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ status: "decided", outcome: "yes", decidedBy: "model" });
    await flag(adjudicator, useCaseId, (await world.claim(adjudicator))?.reviewId ?? "");
    await world.settle();
    const item = await world.item(itemId);
    expect(item).toMatchObject({ status: "unusable", outcome: null, decidedBy: null, decisions: [{ outcome: "yes" }] });
    expect((await eventsOf(itemId)).at(-1)).toMatchObject({
      type: expect.stringMatching(/^(item\.unusable|disagreement\.settled)$/),
    });
    expect((await eventsOf(itemId)).find(({ type }) => type === "item.unusable")).toMatchObject({
      prior_decision: { seq: 1, outcome: "yes" },
      verdict: { unusable: true },
    });
  });

  it("asks one adjudicator, however many flag it", async () => {
    const { world, useCaseId, itemId, one, two, reviewId } = await setOut({ reviewsPerItem: 2 });
    await world.adjudicator();
    const second = await world.claim(two);
    await flag(one, useCaseId, reviewId);
    await flag(two, useCaseId, second?.reviewId ?? "");
    await world.settle();
    expect((await world.item(itemId)).reviews.filter(({ purpose }) => purpose === "adjudicate")).toHaveLength(1);
  });

  it("needs a note, and is flagged only by who holds it", async () => {
    const { useCaseId, one, two, reviewId } = await setOut();
    await expect(flag(one, useCaseId, reviewId, "")).rejects.toMatchObject({ problems: [{ path: "note" }] });
    await expect(flag(two, useCaseId, reviewId)).rejects.toMatchObject({ code: "claim_lost" });
    const auditor = await makeReviewer(useCaseId, "auditor");
    await expect(flag(auditor, useCaseId, reviewId)).rejects.toMatchObject({ code: "forbidden" });
  });
});
