import { afterEach, describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { findItemStory } from "@/lib/items/item-story-query";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { findWaiting } from "@/lib/reports/waiting-query";
import { askSecondOpinion } from "@/lib/review/ask-second-opinion";
import { cancelOpenReviews } from "@/lib/review/cancel-open-reviews";
import { findLostClaims } from "@/lib/review/lost-claims-query";
import { findQueue } from "@/lib/review/queue-query";
import { renewClaims } from "@/lib/review/renew-claims";
import { undoVerdict } from "@/lib/review/undo-verdict";
import { withdrawSecondOpinion } from "@/lib/review/withdraw-second-opinion";
import { makeReviewer } from "@/tests/support/item-fixture";
import { eventsOf, makeOverlapWorld } from "@/tests/support/overlap-world";
import { letter } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

async function setOut(settings: Parameters<typeof makeOverlapWorld>[0] = {}, confidence?: number) {
  const world = await makeOverlapWorld(settings);
  const { useCaseId } = world;
  const [itemId = ""] = await world.send([letter("a", confidence)]);
  const [one, two, three] = await world.people(3);
  if (!one || !two || !three) throw new Error("Nobody is there.");
  const ask = (actor: UserActor, reviewId: string) => askSecondOpinion({ actor }, { useCaseId, reviewId });
  const withdraw = (actor: UserActor, reviewId: string) => withdrawSecondOpinion({ actor }, { useCaseId, reviewId });
  const held = await world.claim(one);
  return { world, useCaseId, itemId, one, two, three, ask, withdraw, reviewId: held?.reviewId ?? "" };
}

describe("a second opinion", () => {
  it("is given by another person, blind to the first, and both count", async () => {
    const { world, itemId, one, two, ask, reviewId } = await setOut({ mode: "ai_assist", blindShare: 0 }, 0.9);
    await ask(one, reviewId);
    await ask(one, reviewId);
    expect((await world.item(itemId)).reviews).toMatchObject([
      { purpose: "decide", reveal: "before" },
      { purpose: "second_opinion", status: "open", reveal: "before" },
    ]);
    await world.answer(one, reviewId, { outcome: "yes" });
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ status: "in_review", decisions: [] });
    // Whoever asked is not asked themselves; the other sees an item like any other.
    expect(await world.claim(one)).toBeNull();
    const other = await world.claim(two);
    expect(other).toMatchObject({ externalId: "a", draft: null, suggestion: { answer: { outcome: "yes" } } });
    expect(other).not.toHaveProperty("secondOpinion");
    await world.answer(two, other?.reviewId ?? "", { outcome: "yes" });
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ status: "decided", outcome: "yes", disagreements: [] });
    const events = await eventsOf(itemId);
    expect(events.filter(({ type }) => type === "review.second_opinion_asked")).toHaveLength(1);
    expect(events.find(({ type }) => type === "decision.made").detail.reviews).toEqual([reviewId, other?.reviewId]);

    const story = await findItemStory(await makeReviewer(world.useCaseId, "manager"), itemId);
    const titles = story?.told?.entries.map((entry) => entry.title);
    expect(titles).toContain("Test Reviewer asked for a second opinion");
    expect(titles).toContain("Decided by 2 people");
    expect(story?.told?.decisions).toMatchObject([{ reviewer: "Test Reviewer and one other" }]);
  });

  it("that differs makes no consensus", async () => {
    const { world, itemId, one, two, ask, reviewId } = await setOut();
    await ask(one, reviewId);
    await world.answer(one, reviewId, { outcome: "yes" });
    await world.say(two, "no");
    await world.settle();
    const item = await world.item(itemId);
    expect(item).toMatchObject({ status: "in_review", disagreements: [{ kind: "human_human", status: "open" }] });
    expect(item.reviews.map(({ purpose }) => purpose)).toEqual(["decide", "second_opinion", "adjudicate"]);
    const manager = await makeReviewer(world.useCaseId, "manager");
    const story = await findItemStory(manager, itemId);
    expect(story?.told?.waiting).toEqual(["Waits for an adjudicator who has not answered it."]);
    const titles = story?.told?.entries.map((entry) => entry.title);
    expect(titles).toContain("Two people differ");
    expect(titles).toContain("Sent to an adjudicator");
    await world.say(await world.adjudicator(), "no");
    await world.settle();
    const settled = (await findItemStory(manager, itemId))?.told;
    expect(settled?.entries.map((entry) => entry.title)).toContain("The disagreement is settled");
    expect(settled?.decisions).toMatchObject([{ answer: { outcome: "no" }, reviewer: "Test Reviewer" }]);
  });

  it("is remembered at the desk of whoever asked, and taken back as long as nobody has it", async () => {
    const { world, useCaseId, itemId, one, two, ask, withdraw, reviewId } = await setOut();
    await ask(one, reviewId);
    expect(await world.claim(one)).toMatchObject({ reviewId, secondOpinion: "asked" });
    // A verdict that is undone leaves the request as it was.
    await world.answer(one, reviewId, { outcome: "yes" });
    expect(await undoVerdict({ actor: one }, { useCaseId, reviewId })).toMatchObject({ secondOpinion: "asked" });
    expect(await findQueue(two, useCaseId)).toMatchObject({ waiting: 1 });
    await withdraw(one, reviewId);
    await withdraw(one, reviewId);
    expect(await findQueue(two, useCaseId)).toMatchObject({ waiting: 0 });
    expect(await world.claim(one)).not.toHaveProperty("secondOpinion");
    expect((await world.item(itemId)).reviews.map(({ status }) => status)).toEqual(["open", "cancelled"]);

    await ask(one, reviewId);
    const other = await world.claim(two);
    await expect(withdraw(one, reviewId)).rejects.toMatchObject({ code: "conflict", status: 409 });
    await world.answer(one, reviewId, { outcome: "yes" });
    await world.answer(two, other?.reviewId ?? "", { outcome: "yes" });
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ status: "decided", outcome: "yes" });
    expect((await eventsOf(itemId)).map(({ type }) => type)).toContain("review.second_opinion_withdrawn");
  });

  it("opens nothing where others answer the item anyway, and tells nobody so", async () => {
    const { world, itemId, one, two, three, ask, withdraw, reviewId } = await setOut({ reviewsPerItem: 2 });
    await ask(one, reviewId);
    // Two others, one of whom the item's own second review needs.
    expect((await world.item(itemId)).reviews).toHaveLength(3);
    const second = await world.claim(two);
    await ask(two, second?.reviewId ?? "");
    expect((await world.item(itemId)).reviews).toHaveLength(3);
    expect(await world.claim(two)).toMatchObject({ secondOpinion: "asked" });
    await withdraw(two, second?.reviewId ?? "");
    expect((await world.item(itemId)).reviews.every(({ status }) => status === "open")).toBe(true);
    const third = await world.claim(three);
    expect(third).not.toHaveProperty("secondOpinion");
    expect(Object.keys(third ?? {})).toEqual(Object.keys((await world.claim(two)) ?? {}));
  });

  it("is refused in plain words to a person who is alone, and to those who do not hold the item", async () => {
    const world = await makeOverlapWorld();
    const { useCaseId } = world;
    await world.send([letter("a")]);
    const alone = await world.person();
    // An auditor, a disabled reviewer and a simulated one cannot help.
    await makeReviewer(useCaseId, "auditor");
    const gone = await world.person();
    await database.user.update({ where: { id: gone.id }, data: { disabledAt: new Date() } });
    const simulated = await world.person();
    await database.user.update({ where: { id: simulated.id }, data: { isSimulated: true } });
    const reviewId = (await world.claim(alone))?.reviewId ?? "";
    const ask = (actor: UserActor) => askSecondOpinion({ actor }, { useCaseId, reviewId });
    await expect(ask(alone)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Nobody else"),
    });
    const other = await world.person();
    await expect(ask(other)).rejects.toMatchObject({ code: "claim_lost" });
    await expect(withdrawSecondOpinion({ actor: other }, { useCaseId, reviewId })).rejects.toMatchObject({
      code: "claim_lost",
    });
    const auditor = await makeReviewer(useCaseId, "auditor");
    await expect(ask(auditor)).rejects.toMatchObject({ code: "forbidden" });
    await expect(withdrawSecondOpinion({ actor: auditor }, { useCaseId, reviewId })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("on a check of an automated decision changes nothing in it, and looks the same to whoever asks", async () => {
    const { world, itemId, one, two, ask, reviewId } = await setOut({ mode: "full_automation", qcShare: 1 }, 0.9);
    await ask(one, reviewId);
    await world.answer(one, reviewId, { outcome: "yes" });
    const other = await world.say(two, "no");
    await world.settle();
    const item = await world.item(itemId);
    expect(item).toMatchObject({ status: "decided", outcome: "yes", decidedBy: "model" });
    expect(item.disagreements).toMatchObject([{ kind: "model_human", reviewId: other.reviewId }]);
  });
});

describe("reviews that are no longer needed", () => {
  it("leave the desk, and whoever holds one is told that the item was decided", async () => {
    const { world, useCaseId, itemId, one, two, ask, reviewId } = await setOut({ reviewsPerItem: 3 });
    await world.say(two, "yes");
    const events = await database.$transaction((tx) => cancelOpenReviews(tx, [itemId]));
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({ type: "review.cancelled", subject: { type: "item", id: itemId } });
    // The verdict that was given stays.
    expect((await world.item(itemId)).reviews.map(({ status }) => status).sort()).toEqual([
      "answered",
      "cancelled",
      "cancelled",
    ]);
    expect(await findQueue(one, useCaseId)).toMatchObject({ waiting: 0, claimed: 0 });
    expect((await findWaiting([useCaseId])).get(useCaseId)).toMatchObject({ items: 0 });
    await expect(world.answer(one, reviewId, { outcome: "no" })).rejects.toMatchObject({ code: "already_decided" });
    await expect(ask(one, reviewId)).rejects.toMatchObject({ code: "already_decided" });
    expect(await renewClaims({ actor: one }, { useCaseId, reviewIds: [reviewId] })).toEqual([]);
    expect(await findLostClaims(one, [reviewId])).toEqual({ decided: [reviewId], erased: [], answered: [] });
    expect(await findLostClaims(two, [reviewId])).toEqual({ decided: [], erased: [], answered: [] });
    expect(await world.claim(one)).toBeNull();
  });

  it("of several waiting reviews an item counts once", async () => {
    const { useCaseId } = await setOut({ reviewsPerItem: 3 });
    expect((await findWaiting([useCaseId])).get(useCaseId)).toMatchObject({ items: 1 });
  });
});
