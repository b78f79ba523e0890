import { afterEach, describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { findHome } from "@/lib/reports/home-query";
import { answerReview } from "@/lib/review/answer-review";
import { claimFromAll } from "@/lib/review/claim-from-all";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { findAllDesks, findDesk } from "@/lib/review/desk-query";
import { findQueue } from "@/lib/review/queue-query";
import { releaseClaims } from "@/lib/review/release-claims";
import { findForecasts } from "@/lib/review/service-forecast-query";
import { skipReview } from "@/lib/review/skip-review";
import { makeReviewer, makeUseCase, queueItems } from "@/tests/support/item-fixture";
import { letter, submitAll, suppliedUseCase } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

const inMinutes = (minutes: number) => new Date(clock.now().getTime() + minutes * 60_000);

/** A person who works in several use cases. */
async function reviewerIn(...useCaseIds: string[]): Promise<UserActor> {
  const [first = "", ...rest] = useCaseIds;
  const actor = await makeReviewer(first);
  await database.membership.createMany({
    data: rest.map((useCaseId) => ({ userId: actor.id, useCaseId, role: "reviewer" as const })),
  });
  return { ...actor, roles: new Map(useCaseIds.map((useCaseId) => [useCaseId, new Set(["reviewer" as const])])) };
}

const due = (reviewId: string | undefined, dueAt: Date) =>
  database.review.update({ where: { id: reviewId ?? "" }, data: { dueAt } });

const answer = (actor: UserActor, useCaseId: string, reviewId: string) =>
  answerReview({ actor }, { useCaseId, reviewId, answer: { outcome: "yes" }, note: "" });

describe("the queue's order", () => {
  it("is priority, then what is overdue or due next, then age", async () => {
    const { id: useCaseId } = await makeUseCase();
    const actor = await makeReviewer(useCaseId);
    const [oldest, older, soon, overdue] = await queueItems(useCaseId, { count: 4 });
    const [urgent] = await queueItems(useCaseId, { priority: 1 });
    await due(soon?.reviewId, inMinutes(30));
    await due(overdue?.reviewId, inMinutes(-30));
    const order: (string | undefined)[] = [];
    for (let item = await claimNextReview({ actor }, { useCaseId, loaded: [] }); item !== null; ) {
      order.push(item.externalId);
      await answer(actor, useCaseId, item.reviewId);
      item = await claimNextReview({ actor }, { useCaseId, loaded: [] });
    }
    expect(order).toEqual([urgent, overdue, soon, oldest, older].map((item) => item?.externalId));
  });

  it("tells what is overdue and what is due next", async () => {
    const { id: useCaseId } = await makeUseCase();
    const actor = await makeReviewer(useCaseId);
    const [one, two, three] = await queueItems(useCaseId, { count: 4 });
    await due(one?.reviewId, inMinutes(-1));
    await due(two?.reviewId, inMinutes(90));
    await due(three?.reviewId, inMinutes(60));
    const queue = await findQueue(actor, useCaseId);
    expect(queue).toMatchObject({ waiting: 4, overdue: 1 });
    expect(queue?.nextDueAt?.getTime()).toBeCloseTo(inMinutes(60).getTime(), -4);
  });

  it("gives checks of automated decisions their turn: they are due like other work", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 1, slaMinutes: 60 });
    const { useCaseId: byPeople } = await suppliedUseCase({ slaMinutes: 60 });
    await submitAll(useCaseId, [letter("a", 0.9)]);
    await submitAll(byPeople, [letter("a", 0.9)]);
    const reviews = await database.review.findMany({ where: { useCaseId: { in: [useCaseId, byPeople] } } });
    const minutes = reviews.map(({ purpose, dueAt, createdAt }) => [
      purpose,
      ((dueAt?.getTime() ?? 0) - createdAt.getTime()) / 60_000,
    ]);
    expect(minutes.sort()).toEqual([
      ["decide", 60],
      ["quality_control", 60],
    ]);
  });
});

describe("one queue over all use cases", () => {
  it("goes by what comes first anywhere, and only where the person reviews", async () => {
    const [one, two, elsewhere] = [await makeUseCase(), await makeUseCase(), await makeUseCase()];
    const actor = await reviewerIn(one.id, two.id);
    await queueItems(elsewhere.id, { priority: 9 });
    const [old] = await queueItems(one.id, { createdAt: inMinutes(-60) });
    const [urgent] = await queueItems(two.id, { priority: 3 });
    const [late] = await queueItems(two.id, { createdAt: inMinutes(-30) });
    await due(late?.reviewId, inMinutes(-5));
    const got: (string | undefined)[] = [];
    for (let item = await claimFromAll({ actor }, { loaded: [] }); item !== null; ) {
      got.push(item.externalId);
      await answer(actor, item.useCaseId, item.reviewId);
      item = await claimFromAll({ actor }, { loaded: [] });
    }
    expect(got).toEqual([urgent, late, old].map((item) => item?.externalId));
  });

  it("first hands out again what the person holds, and steps over what they passed on", async () => {
    const [one, two] = [await makeUseCase(), await makeUseCase()];
    const actor = await reviewerIn(one.id, two.id);
    const [first] = await queueItems(one.id, { priority: 2 });
    const [second] = await queueItems(two.id, { priority: 1 });
    const held = await claimFromAll({ actor }, { loaded: [] });
    expect(held).toMatchObject({ useCaseId: one.id, externalId: first?.externalId });
    expect(await claimFromAll({ actor }, { loaded: [] })).toEqual(held);
    const next = await claimFromAll({ actor }, { loaded: [held?.reviewId ?? ""] });
    expect(next).toMatchObject({ useCaseId: two.id, externalId: second?.externalId });
    await releaseClaims({ actor }, { useCaseId: two.id, reviewIds: [next?.reviewId ?? ""] });
    const skip = { useCaseId: one.id, reviewId: held?.reviewId ?? "", reason: null, note: "" };
    await skipReview({ actor }, skip);
    expect(await claimFromAll({ actor }, { loaded: [] })).toMatchObject({ externalId: second?.externalId });
  });

  it("comes with every desk, its queue and the latest verdicts of all", async () => {
    const [one, two] = [await makeUseCase(), await makeUseCase()];
    const actor = await reviewerIn(one.id, two.id);
    await queueItems(one.id);
    await queueItems(two.id);
    const item = await claimFromAll({ actor }, { loaded: [] });
    await answer(actor, item?.useCaseId ?? "", item?.reviewId ?? "");
    const { desks, queues, recent } = await findAllDesks(actor);
    expect(desks.map((desk) => desk.useCaseId).sort()).toEqual([one.id, two.id].sort());
    expect(queues).toHaveLength(2);
    expect(recent).toMatchObject([{ useCaseId: item?.useCaseId, reviewId: item?.reviewId, unusable: false }]);
  });

  it("is empty for people who review nowhere, and for admins without a role", async () => {
    const { id } = await makeUseCase();
    await queueItems(id);
    const auditor = await makeReviewer(id, "auditor");
    expect(await claimFromAll({ actor: auditor }, { loaded: [] })).toBeNull();
    expect(await claimFromAll({ actor: { ...auditor, isAdmin: true } }, { loaded: [] })).toBeNull();
  });
});

describe("the forecast", () => {
  it("says how many will be late at the pace of those on duty, and Home warns of it", async () => {
    const { id: useCaseId, slug } = await makeUseCase();
    const actor = await makeReviewer(useCaseId);
    const worked = await queueItems(useCaseId, { count: 10 });
    // Ten answers within one quarter of an hour: 40 an hour.
    const quarter = Math.floor(clock.now().getTime() / 900_000) * 900_000 - 900_000;
    await database.review.updateMany({
      where: { id: { in: worked.map(({ reviewId }) => reviewId) } },
      data: {
        status: "settled",
        reviewerId: actor.id,
        outcome: "yes",
        answeredAt: new Date(quarter + 60_000),
        settledAt: new Date(quarter + 90_000),
      },
    });
    const waiting = await queueItems(useCaseId, { count: 40 });
    for (const { reviewId } of waiting) await due(reviewId, inMinutes(30));
    const forecast = (await findForecasts([useCaseId])).get(useCaseId);
    expect(forecast).toMatchObject({ onDuty: 1, perHour: 40, overdue: 0 });
    // At 40 an hour, 20 of the 40 are answered within the 30 minutes that are left.
    expect(forecast?.missed).toBeGreaterThanOrEqual(20);
    expect(forecast?.missed).toBeLessThanOrEqual(21);

    const manager = await makeReviewer(useCaseId, "manager");
    const alert = (await findHome(manager)).alerts.find(({ kind }) => kind === "service_level");
    expect(alert).toMatchObject({ slug, text: "1 person answers about 40 items an hour." });
    expect(alert?.title).toMatch(/^Fixture: 2[01] items will be answered too late, the first in 30 minutes$/);
  });

  it("is silent where nothing is due, and warns of what is due soon where nobody is at work", async () => {
    const { id: useCaseId } = await makeUseCase();
    const [soon, later] = await queueItems(useCaseId, { count: 2 });
    expect((await findForecasts([useCaseId])).has(useCaseId)).toBe(false);
    await due(later?.reviewId, inMinutes(600));
    expect((await findForecasts([useCaseId])).get(useCaseId)).toMatchObject({ onDuty: 0, missed: 0 });
    await due(soon?.reviewId, inMinutes(60));
    expect((await findForecasts([useCaseId])).get(useCaseId)).toMatchObject({ onDuty: 0, perHour: 0, missed: 1 });
  });
});

describe("what recent items hold", () => {
  it("reaches the desk, made of inputs alone and without large ones", async () => {
    const fields = [
      { key: "note", kind: "text" as const, required: true },
      { key: "speed", kind: "number" as const },
      { key: "photo", kind: "image" as const },
    ];
    const { id: useCaseId, slug } = await makeUseCase({ fields });
    const actor = await makeReviewer(useCaseId);
    const input = { note: "A bird.", speed: 80 };
    await queueItems(useCaseId, { count: 40, input, prediction: { outcome: "yes", confidence: 0.93 } });
    const photo = `data:image/png;base64,${crypto.getRandomValues(Buffer.alloc(60_000)).toString("base64").repeat(3)}`;
    await queueItems(useCaseId, { count: 3, input: { ...input, speed: 9_999, photo } });
    const found = await findDesk(actor, slug);
    expect(found?.desk?.recent.speed).toMatchObject({ kind: "number", count: 40 });
    expect(Object.keys(found?.desk?.recent ?? {})).toEqual(["speed"]);
    expect(JSON.stringify(found)).not.toContain("0.93");
  });
});
