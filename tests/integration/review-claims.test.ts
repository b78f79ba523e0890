import { afterEach, describe, expect, test, vi } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { listQueues } from "@/lib/review/queue-query";
import { releaseClaims } from "@/lib/review/release-claims";
import { renewClaims } from "@/lib/review/renew-claims";
import { saveDraft } from "@/lib/review/save-draft";
import { skipReview } from "@/lib/review/skip-review";
import { unskipReviews } from "@/lib/review/unskip-reviews";
import { eventTypesOf, makeReviewer, makeUseCase, queueItems } from "../support/item-fixture";

const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const claim = (actor: UserActor, useCaseId: string, ...loaded: string[]) =>
  claimNextReview({ actor }, { useCaseId, loaded });
const answer = (actor: UserActor, useCaseId: string, reviewId: string) =>
  answerReview({ actor }, { useCaseId, reviewId, answer: { outcome: "yes" }, note: "" });
const skip = (actor: UserActor, useCaseId: string, reviewId: string) =>
  skipReview({ actor }, { useCaseId, reviewId, reason: null, note: "" });

afterEach(() => vi.restoreAllMocks());

describe("claiming", () => {
  test("hands out the highest priority first, then the oldest, and writes the event", async () => {
    const { id: useCaseId } = await makeUseCase();
    const actor = await makeReviewer(useCaseId);
    const [old, newer] = await queueItems(useCaseId, { count: 2 });
    const [urgent] = await queueItems(useCaseId, { priority: 5 });
    const first = await claim(actor, useCaseId);
    const second = await claim(actor, useCaseId, first?.reviewId ?? "");
    expect(first?.externalId).toBe(urgent?.externalId);
    expect(second?.externalId).toBe(old?.externalId);
    expect(newer).toBeDefined();
    expect(await eventTypesOf(urgent?.itemId ?? "")).toEqual(["review.claimed"]);
  });

  test("hands out no more than two, and those again after a reload, the first one first", async () => {
    const { id: useCaseId } = await makeUseCase();
    const actor = await makeReviewer(useCaseId);
    await queueItems(useCaseId, { count: 5 });
    const one = await claim(actor, useCaseId);
    const two = await claim(actor, useCaseId, one?.reviewId ?? "");
    const loaded = [one?.reviewId ?? "", two?.reviewId ?? ""];
    expect(await claim(actor, useCaseId, ...loaded)).toBeNull();
    expect(await claim(actor, useCaseId)).toEqual(one);
    expect(await claim(actor, useCaseId, one?.reviewId ?? "")).toEqual(two);
  });

  test("two tabs that ask at once get no more than two between them", async () => {
    const { id: useCaseId } = await makeUseCase();
    const actor = await makeReviewer(useCaseId);
    await queueItems(useCaseId, { count: 10 });
    await Promise.all(Array.from({ length: 6 }, () => claim(actor, useCaseId)));
    expect(await database.review.count({ where: { useCaseId, reviewerId: actor.id } })).toBe(1);
    const [held] = await database.review.findMany({ where: { useCaseId, reviewerId: actor.id } });
    await Promise.all(Array.from({ length: 6 }, () => claim(actor, useCaseId, held?.id ?? "")));
    expect(await database.review.count({ where: { useCaseId, reviewerId: actor.id } })).toBe(2);
  });

  test("says nothing waits where nothing does", async () => {
    const { id: useCaseId } = await makeUseCase();
    const actor = await makeReviewer(useCaseId);
    expect(await claim(actor, useCaseId)).toBeNull();
  });

  test("is refused to people who do not review there, admins and auditors included", async () => {
    const { id: useCaseId } = await makeUseCase();
    await queueItems(useCaseId);
    const auditor = await makeReviewer(useCaseId, "auditor");
    const admin: UserActor = { ...auditor, isAdmin: true, roles: new Map() };
    await expect(claim(auditor, useCaseId)).rejects.toMatchObject({ code: "forbidden" });
    await expect(claim(admin, useCaseId)).rejects.toMatchObject({ code: "forbidden" });
    const elsewhere = await makeReviewer((await makeUseCase()).id);
    await expect(claim(elsewhere, useCaseId)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("never offers another review of an item that the reviewer answered or passed on", async () => {
    const { id: useCaseId } = await makeUseCase();
    const actor = await makeReviewer(useCaseId);
    const other = await makeReviewer(useCaseId);
    const [answered, skipped] = await queueItems(useCaseId, { count: 2 });
    const ids = [answered?.reviewId ?? "", skipped?.reviewId ?? ""] as const;
    await claim(actor, useCaseId);
    await answer(actor, useCaseId, ids[0]);
    await claim(actor, useCaseId);
    await skip(actor, useCaseId, ids[1]);
    for (const item of [answered, skipped]) {
      await database.review.create({
        data: {
          id: crypto.randomUUID(),
          itemId: item?.itemId ?? "",
          useCaseId,
          purpose: "second_opinion",
          reveal: "never",
          createdAt: new Date(),
        },
      });
    }
    expect(await claim(actor, useCaseId)).toBeNull();
    expect(await claim(other, useCaseId)).toMatchObject({ reviewId: ids[1] });
  });
});

describe("many reviewers at once", () => {
  test("50 claimers on 1,000 items: each item exactly once", async () => {
    const { id: useCaseId } = await makeUseCase();
    const items = await queueItems(useCaseId, { count: 1000 });
    const claimers = await Promise.all(Array.from({ length: 50 }, () => makeReviewer(useCaseId)));
    const taken: string[] = [];
    await Promise.all(
      claimers.map(async (actor) => {
        for (;;) {
          const item = await claim(actor, useCaseId);
          if (item === null) return;
          taken.push(item.reviewId);
          await answer(actor, useCaseId, item.reviewId);
        }
      }),
    );
    expect(taken).toHaveLength(1000);
    expect(new Set(taken)).toEqual(new Set(items.map((item) => item.reviewId)));
    const claims = await database.auditEvent.count({ where: { useCaseId, type: "review.claimed" } });
    expect(claims).toBe(1000);
  }, 120_000);

  test("two reviewers race for one item: one has it, the other's verdict is refused", async () => {
    const { id: useCaseId } = await makeUseCase();
    const [item] = await queueItems(useCaseId);
    const rivals = await Promise.all([makeReviewer(useCaseId), makeReviewer(useCaseId)]);
    const got = await Promise.all(rivals.map((actor) => claim(actor, useCaseId)));
    expect(got.filter((one) => one !== null)).toHaveLength(1);
    const verdicts = await Promise.allSettled(rivals.map((actor) => answer(actor, useCaseId, item?.reviewId ?? "")));
    expect(verdicts.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = verdicts.find((one) => one.status === "rejected");
    expect(refused?.reason).toMatchObject({ code: "claim_lost", status: 409 });
  });
});

describe("leases", () => {
  test("an abandoned claim is free for others after five minutes, without what its holder left behind", async () => {
    const { id: useCaseId } = await makeUseCase();
    const [actor, other] = await Promise.all([makeReviewer(useCaseId), makeReviewer(useCaseId)]);
    const [item] = await queueItems(useCaseId);
    const reviewId = item?.reviewId ?? "";
    await claim(actor, useCaseId);
    await saveDraft({ actor }, { useCaseId, reviewId, draft: { answer: { outcome: "no" }, note: "half" } });

    vi.spyOn(clock, "now").mockReturnValue(minutes(4.9));
    expect(await claim(other, useCaseId)).toBeNull();
    vi.spyOn(clock, "now").mockReturnValue(minutes(5.1));
    expect(await claim(other, useCaseId)).toMatchObject({ reviewId, draft: null });
    await expect(answer(actor, useCaseId, reviewId)).rejects.toMatchObject({ code: "claim_lost" });
    await expect(skip(actor, useCaseId, reviewId)).rejects.toMatchObject({ code: "claim_lost" });
    expect(await renewClaims({ actor }, { useCaseId, reviewIds: [reviewId] })).toEqual([]);
    const [, taken] = await database.auditEvent.findMany({
      where: { subjectId: item?.itemId ?? "" },
      orderBy: { subjectSeq: "asc" },
    });
    expect(JSON.parse(Buffer.from(taken?.envelope ?? []).toString()).detail.taken_from).toBe(actor.id);
  });

  test("a claim that ran out is still the holder's while nobody else took it, draft included", async () => {
    const { id: useCaseId } = await makeUseCase();
    const actor = await makeReviewer(useCaseId);
    const [item] = await queueItems(useCaseId);
    const reviewId = item?.reviewId ?? "";
    await claim(actor, useCaseId);
    const draft = { answer: { outcome: "no" }, note: "half a thought" };
    await saveDraft({ actor }, { useCaseId, reviewId, draft });
    vi.spyOn(clock, "now").mockReturnValue(minutes(30));
    expect(await claim(actor, useCaseId)).toMatchObject({ reviewId, draft });
    expect(await eventTypesOf(item?.itemId ?? "")).toEqual(["review.claimed", "review.claimed"]);
  });

  test("renewing keeps the claim, for its holder only and in its use case only", async () => {
    const { id: useCaseId } = await makeUseCase();
    const [actor, other] = await Promise.all([makeReviewer(useCaseId), makeReviewer(useCaseId)]);
    const [item] = await queueItems(useCaseId);
    const reviewIds = [item?.reviewId ?? ""];
    await claim(actor, useCaseId);
    vi.spyOn(clock, "now").mockReturnValue(minutes(4));
    expect(await renewClaims({ actor }, { useCaseId, reviewIds })).toEqual(reviewIds);
    expect(await renewClaims({ actor: other }, { useCaseId, reviewIds })).toEqual([]);
    const { id: foreign } = await makeUseCase();
    await expect(renewClaims({ actor }, { useCaseId: foreign, reviewIds })).rejects.toMatchObject({
      code: "forbidden",
    });
    vi.spyOn(clock, "now").mockReturnValue(minutes(8));
    expect(await claim(other, useCaseId)).toBeNull();
    expect(await eventTypesOf(item?.itemId ?? "")).toEqual(["review.claimed"]);
  });

  test("released claims are there for others at once, and the event says so", async () => {
    const { id: useCaseId } = await makeUseCase();
    const [actor, other] = await Promise.all([makeReviewer(useCaseId), makeReviewer(useCaseId)]);
    const [item] = await queueItems(useCaseId);
    const reviewIds = [item?.reviewId ?? ""];
    await claim(actor, useCaseId);
    expect(await releaseClaims({ actor: other }, { useCaseId, reviewIds })).toEqual([]);
    expect(await releaseClaims({ actor }, { useCaseId, reviewIds })).toEqual(reviewIds);
    expect(await claim(other, useCaseId)).toMatchObject({ reviewId: reviewIds[0] });
    const auditor = await makeReviewer(useCaseId, "auditor");
    await expect(releaseClaims({ actor: auditor }, { useCaseId, reviewIds })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await eventTypesOf(item?.itemId ?? "")).toEqual(["review.claimed", "review.released", "review.claimed"]);
  });
});

describe("drafts", () => {
  test("come back with the item, and a note over the limit is refused in words", async () => {
    const { id: useCaseId } = await makeUseCase();
    const actor = await makeReviewer(useCaseId);
    const [item] = await queueItems(useCaseId);
    const reviewId = item?.reviewId ?? "";
    await claim(actor, useCaseId);
    const draft = { answer: null, note: "sea gull ✈" };
    await saveDraft({ actor }, { useCaseId, reviewId, draft });
    expect(await claim(actor, useCaseId)).toMatchObject({ draft });
    const long = { answer: null, note: "x".repeat(10_001) };
    await expect(saveDraft({ actor }, { useCaseId, reviewId, draft: long })).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "draft.note" }],
    });
    const auditor = await makeReviewer(useCaseId, "auditor");
    await expect(saveDraft({ actor: auditor }, { useCaseId, reviewId, draft })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("skipping", () => {
  test("passes the item to others, and can be taken back while nobody has it", async () => {
    const { id: useCaseId } = await makeUseCase();
    const [actor, other] = await Promise.all([makeReviewer(useCaseId), makeReviewer(useCaseId)]);
    const [item] = await queueItems(useCaseId);
    const reviewId = item?.reviewId ?? "";
    await claim(actor, useCaseId);
    await skip(actor, useCaseId, reviewId);
    await skip(actor, useCaseId, reviewId);
    expect(await claim(actor, useCaseId)).toBeNull();
    expect(await listQueues(actor)).toMatchObject([{ waiting: 0, claimed: 0, skipped: 1 }]);
    expect(await unskipReviews({ actor }, { useCaseId, reviewId })).toMatchObject({ item: { reviewId }, unskipped: 1 });

    await skip(actor, useCaseId, reviewId);
    await claim(other, useCaseId);
    await expect(unskipReviews({ actor }, { useCaseId, reviewId })).rejects.toMatchObject({ code: "claim_lost" });
    await expect(skip(actor, useCaseId, item?.itemId ?? "")).rejects.toMatchObject({
      code: "not_found",
    });
    const auditor = await makeReviewer(useCaseId, "auditor");
    await expect(skip(auditor, useCaseId, reviewId)).rejects.toMatchObject({ code: "forbidden" });
    expect(await eventTypesOf(item?.itemId ?? "")).toEqual([
      "review.claimed",
      "review.skipped",
      "review.unskipped",
      "review.claimed",
      "review.skipped",
      "review.claimed",
    ]);
  });

  test("all that was passed on can be asked for again", async () => {
    const { id: useCaseId } = await makeUseCase();
    const actor = await makeReviewer(useCaseId);
    await queueItems(useCaseId, { count: 3 });
    for (let item = await claim(actor, useCaseId); item !== null; item = await claim(actor, useCaseId)) {
      await skip(actor, useCaseId, item.reviewId);
    }
    expect(await unskipReviews({ actor }, { useCaseId, reviewId: null })).toEqual({ item: null, unskipped: 3 });
    expect(await unskipReviews({ actor }, { useCaseId, reviewId: null })).toEqual({ item: null, unskipped: 0 });
    expect(await claim(actor, useCaseId)).not.toBeNull();
    const auditor = await makeReviewer(useCaseId, "auditor");
    await expect(unskipReviews({ actor: auditor }, { useCaseId, reviewId: null })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("queues", () => {
  test("count what this person could take, and list only where they review", async () => {
    const { id: useCaseId } = await makeUseCase();
    await queueItems((await makeUseCase()).id, { count: 2 });
    const [actor, other] = await Promise.all([makeReviewer(useCaseId), makeReviewer(useCaseId)]);
    await queueItems(useCaseId, { count: 4 });
    await claim(actor, useCaseId);
    expect(await listQueues(actor)).toMatchObject([{ useCase: { id: useCaseId }, waiting: 3, claimed: 1, skipped: 0 }]);
    expect(await listQueues(other)).toMatchObject([{ waiting: 3, claimed: 0 }]);
    expect(await listQueues(await makeReviewer(useCaseId, "auditor"))).toEqual([]);
  });
});
