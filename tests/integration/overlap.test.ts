import { afterEach, describe, expect, it } from "vitest";
import { systemActor } from "@/lib/access/actor";
import { openAgreementAudits } from "@/lib/items/open-agreement-audits";
import { settleReviews } from "@/lib/items/settle-reviews";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { findQueue } from "@/lib/review/queue-query";
import { skipReview } from "@/lib/review/skip-review";
import { undoVerdict } from "@/lib/review/undo-verdict";
import { unskipReviews } from "@/lib/review/unskip-reviews";
import { eventsOf, makeOverlapWorld } from "@/tests/support/overlap-world";
import { letter } from "@/tests/support/supplied-use-case";

const worker = { actor: systemActor("worker") };
const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

const rings = {
  kind: "regression" as const,
  outcomes: undefined,
  target: { unit: "rings", tolerance: 1, min: 0, max: 40 },
};

describe("what several people's verdicts come to", () => {
  it.each([
    [1, "majority", ["yes"], "yes"],
    [2, "majority", ["yes", "yes"], "yes"],
    [2, "majority", ["yes", "no"], null],
    [3, "majority", ["no", "yes", "no"], "no"],
    [3, "unanimous", ["yes", "yes", "yes"], "yes"],
    [3, "unanimous", ["yes", "yes", "no"], null],
    [4, "majority", ["yes", "yes", "no", "no"], null],
    [5, "majority", ["yes", "no", "yes", "no", "yes"], "yes"],
    [5, "unanimous", ["yes", "yes", "yes", "yes", "no"], null],
  ] as const)("%d by %s, %j: %s", async (reviewsPerItem, consensus, said, decided) => {
    const world = await makeOverlapWorld({ reviewsPerItem, consensus });
    const [itemId = ""] = await world.send([letter("a")]);
    const people = await world.people(reviewsPerItem);
    const given: string[] = [];
    for (const [index, outcome] of said.entries()) {
      // Nothing is decided before everybody's verdict is final.
      expect((await world.item(itemId)).status).toBe("in_review");
      const actor = people[index];
      if (actor !== undefined) given.push((await world.say(actor, outcome)).reviewId);
      await world.settle();
    }
    const item = await world.item(itemId);
    if (decided === null) {
      expect(item).toMatchObject({ status: "in_review", decisions: [] });
      expect(item.disagreements).toMatchObject([{ kind: "human_human", status: "open" }]);
      return;
    }
    expect(item).toMatchObject({ status: "decided", outcome: decided, decidedBy: "human", disagreements: [] });
    const agreeing = given.filter((_, index) => said[index] === decided);
    expect(item.decisions).toMatchObject([{ seq: 1, outcome: decided, reviewId: agreeing[0] }]);
    const made = (await eventsOf(itemId)).filter((event) => event.type === "decision.made");
    expect(made).toHaveLength(1);
    if (reviewsPerItem > 1) expect(made[0].detail).toMatchObject({ rule: consensus, reviews: given, agreeing });
    // One event for each verdict that became final; one that decides alone is told by the decision.
    expect((await eventsOf(itemId)).filter((event) => event.type === "review.settled")).toHaveLength(
      reviewsPerItem === 1 ? 0 : reviewsPerItem,
    );
  });

  it.each([
    ["majority", [9, 10, 20], 9.5],
    ["unanimous", [9, 10, 9.5], 9.5],
    ["unanimous", [9, 10, 20], null],
    ["majority", [9, 12, 20], null],
  ] as const)("numbers by %s, %j: %s", async (consensus, said, decided) => {
    const world = await makeOverlapWorld({ reviewsPerItem: 3, consensus }, rings as never);
    const [itemId = ""] = await world.send([{ externalId: "a", input: { text: "hello" } }]);
    const people = await world.people(3);
    for (const [index, value] of said.entries()) {
      const actor = people[index];
      if (actor !== undefined) await world.say(actor, value);
    }
    await world.settle();
    const item = await world.item(itemId);
    if (decided !== null) {
      expect(item).toMatchObject({ status: "decided", value: decided, disagreements: [] });
      return;
    }
    const [disagreement] = item.disagreements;
    const saidIn = (id: string | null | undefined) => item.reviews.find((review) => review.id === id)?.value;
    expect([saidIn(disagreement?.reviewId), saidIn(disagreement?.otherReviewId)]).toEqual([9, 20]);
  });

  it("holds every verdict against the champion's answer", async () => {
    const world = await makeOverlapWorld({ reviewsPerItem: 3, mode: "ai_assist" });
    const [itemId = ""] = await world.send([letter("a", 0.9)]);
    const [one, two, three] = await world.people(3);
    if (!one || !two || !three) throw new Error("Nobody is there.");
    await world.say(one, "no");
    await world.say(two, "yes");
    const last = await world.say(three, "no");
    await world.settle();
    const item = await world.item(itemId);
    expect(item).toMatchObject({ status: "decided", outcome: "no" });
    expect(item.disagreements.map(({ kind }) => kind)).toEqual(["model_human", "model_human"]);
    expect(item.disagreements.map(({ reviewId }) => reviewId)).toContain(last.reviewId);
  });

  it("waits for one who takes the verdict back in the middle", async () => {
    const world = await makeOverlapWorld({ reviewsPerItem: 2 });
    const { useCaseId } = world;
    const [itemId = ""] = await world.send([letter("a")]);
    const [one, two] = await world.people(2);
    if (!one || !two) throw new Error("Nobody is there.");
    await world.say(one, "yes");
    const { reviewId } = await world.say(two, "no");
    await undoVerdict({ actor: two }, { useCaseId, reviewId });
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ status: "in_review", disagreements: [] });
    expect(await world.claim(two)).toMatchObject({ reviewId });
    await world.answer(two, reviewId, { outcome: "yes" });
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ status: "decided", outcome: "yes", disagreements: [] });
  });

  it("is decided once by workers that settle the last verdicts at the same time", async () => {
    const world = await makeOverlapWorld({ reviewsPerItem: 2 });
    const itemIds = await world.send(Array.from({ length: 30 }, (_, index) => letter(`i${index}`)));
    for (const actor of await world.people(2)) for (const _ of itemIds) await world.say(actor, "yes");
    const at = new Date(clock.now().getTime() + (env.undoSeconds + 1) * 1000);
    clock.now = () => at;
    // Every worker takes a few at a time, so that an item's two verdicts fall to two of them.
    const settleAll = async () => {
      while ((await database.review.count({ where: { useCaseId: world.useCaseId, status: "answered" } })) > 0) {
        await settleReviews(worker, { limit: 7 });
      }
    };
    await Promise.all(Array.from({ length: 6 }, settleAll));
    expect(await database.item.count({ where: { useCaseId: world.useCaseId, status: "decided" } })).toBe(30);
    expect(await database.decision.count({ where: { item: { useCaseId: world.useCaseId } } })).toBe(30);
    expect(await database.auditEvent.count({ where: { useCaseId: world.useCaseId, type: "decision.made" } })).toBe(30);
  });

  it("is not lost where one transaction settles a verdict while another holds the item's other one", async () => {
    const world = await makeOverlapWorld({ reviewsPerItem: 2 });
    const [itemId = ""] = await world.send([letter("a")]);
    for (const actor of await world.people(2)) await world.say(actor, "yes");
    const at = new Date(clock.now().getTime() + (env.undoSeconds + 1) * 1000);
    clock.now = () => at;
    await database.$transaction(async (tx) => {
      // As a worker that has just taken the first verdict with its item.
      const [first] = await tx.$queryRaw<{ id: string }[]>`
        SELECT r.id FROM review r JOIN item i ON i.id = r.item_id WHERE i.id = ${itemId}::uuid
        ORDER BY r.id LIMIT 1 FOR NO KEY UPDATE OF r, i`;
      expect(await settleReviews(worker, { limit: 100 })).toBe(0);
      await tx.review.update({ where: { id: first?.id ?? "" }, data: { status: "settled", settledAt: at } });
    });
    await settleReviews(worker, { limit: 100 });
    expect(await world.item(itemId)).toMatchObject({ status: "decided", outcome: "yes" });
  });
});

describe("the same person", () => {
  it("never gets two reviews of one item, with twenty claims at once", async () => {
    const world = await makeOverlapWorld({ reviewsPerItem: 5 });
    await world.send([letter("a")]);
    const people = await world.people(7);
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const actor = people[index % people.length];
        if (actor !== undefined) await world.claim(actor);
      }),
    );
    const held = await database.review.findMany({ where: { useCaseId: world.useCaseId } });
    expect(held).toHaveLength(5);
    expect(new Set(held.map((review) => review.reviewerId)).size).toBe(5);
    expect(held.every((review) => review.reviewerId !== null)).toBe(true);
  });

  it("answers each item once, however many work at once, until every review is done", async () => {
    const world = await makeOverlapWorld({ reviewsPerItem: 3 });
    const itemIds = await world.send(Array.from({ length: 12 }, (_, index) => letter(`i${index}`)));
    const people = await world.people(20);
    await Promise.all(
      people.map(async (actor) => {
        for (let item = await world.claim(actor); item !== null; item = await world.claim(actor)) {
          await world.answer(actor, item.reviewId, { outcome: "yes" });
        }
      }),
    );
    for (const itemId of itemIds) {
      const { reviews } = await world.item(itemId);
      expect(reviews.map((review) => review.status)).toEqual(["answered", "answered", "answered"]);
      expect(new Set(reviews.map((review) => review.reviewerId)).size).toBe(3);
    }
  });

  it("gets another review of an item that they passed on only when they take that back", async () => {
    const world = await makeOverlapWorld({ reviewsPerItem: 2 });
    const { useCaseId } = world;
    const [itemId = ""] = await world.send([letter("a")]);
    const [one, two] = await world.people(2);
    if (!one || !two) throw new Error("Nobody is there.");
    const first = await world.claim(one);
    const reviewId = first?.reviewId ?? "";
    await skipReview({ actor: one }, { useCaseId, reviewId, reason: null, note: "" });
    expect(await world.claim(one)).toBeNull();
    expect(await findQueue(one, useCaseId)).toMatchObject({ waiting: 0, claimed: 0, skipped: 1 });
    // Another person takes and answers the very review that was passed on; the item's other one still waits for them.
    expect((await world.say(two, "yes")).reviewId).toBe(reviewId);
    expect(await findQueue(one, useCaseId)).toMatchObject({ waiting: 0, skipped: 1 });
    const { item } = await unskipReviews({ actor: one }, { useCaseId, reviewId });
    expect(item?.reviewId).not.toBe(reviewId);
    await world.answer(one, item?.reviewId ?? "", { outcome: "yes" });
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ status: "decided", outcome: "yes" });
  });

  it("sees each waiting item counted once, and not those of which they have a review", async () => {
    const world = await makeOverlapWorld({ reviewsPerItem: 3 });
    await world.send([letter("a"), letter("b")]);
    const [one, two] = await world.people(2);
    if (!one || !two) throw new Error("Nobody is there.");
    expect(await findQueue(one, world.useCaseId)).toMatchObject({ waiting: 2, claimed: 0 });
    await world.claim(one);
    expect(await findQueue(one, world.useCaseId)).toMatchObject({ waiting: 1, claimed: 1 });
    await world.say(one, "yes");
    expect(await findQueue(one, world.useCaseId)).toMatchObject({ waiting: 1, claimed: 0 });
    expect(await findQueue(two, world.useCaseId)).toMatchObject({ waiting: 2, claimed: 0 });
  });
});

describe("adjudication of what has no consensus", () => {
  async function dispute() {
    const world = await makeOverlapWorld({ reviewsPerItem: 2 });
    const [itemId = ""] = await world.send([letter("a")]);
    const one = await world.person();
    const answered = await world.adjudicator();
    await world.say(one, "yes");
    await world.say(answered, "no");
    await world.settle();
    return { world, itemId, one, answered };
  }

  it("goes ahead of other work to adjudicators who have not answered the item, and to nobody else", async () => {
    const { world, itemId, one, answered } = await dispute();
    const { useCaseId } = world;
    const item = await world.item(itemId);
    const [first, second] = item.reviews;
    expect(item.disagreements).toMatchObject([{ kind: "human_human", reviewId: first?.id, otherReviewId: second?.id }]);
    expect(item.reviews[2]).toMatchObject({ purpose: "adjudicate", status: "open", reveal: "never", priority: 10 });
    await world.send([letter("b")]);
    const [other, fresh] = [await world.person(), await world.adjudicator()];
    expect(await world.claim(other)).toMatchObject({ externalId: "b" });
    expect(await world.claim(answered)).toMatchObject({ externalId: "b" });
    expect(await world.claim(one)).toBeNull();
    expect(await findQueue(fresh, useCaseId)).toMatchObject({ waiting: 1 });
    const taken = await world.claim(fresh);
    // Nothing tells it from other work.
    expect(taken).toMatchObject({ externalId: "a" });
    expect(Object.keys(taken ?? {}).sort()).toEqual(Object.keys((await world.claim(other)) ?? {}).sort());
  });

  it("decides the item and settles the disagreement", async () => {
    const { world, itemId } = await dispute();
    const { reviewId } = await world.say(await world.adjudicator(), "no");
    await world.settle();
    const item = await world.item(itemId);
    expect(item).toMatchObject({ status: "decided", outcome: "no", decidedBy: "human" });
    expect(item.decisions).toMatchObject([{ seq: 1, reviewId }]);
    expect(item.disagreements).toMatchObject([{ status: "settled" }]);
    const types = (await eventsOf(itemId)).map((event) => event.type);
    expect(types.slice(-4)).toEqual(["review.claimed", "review.answered", "decision.made", "disagreement.settled"]);
    expect(types.filter((type) => type === "review.settled")).toHaveLength(2);
    expect(types).toContain("review.opened");
  });
});

describe("the agreement audit", () => {
  const settings = { mode: "ai_assist" as const, agreementAuditShare: 1 };

  it("sends what people and model agree on to an adjudicator, who can replace the decision", async () => {
    const world = await makeOverlapWorld({ ...settings, reviewsPerItem: 2 });
    const [itemId = ""] = await world.send([letter("a", 0.9)]);
    for (const actor of await world.people(2)) await world.say(actor, "yes");
    await world.settle();
    expect((await world.item(itemId)).reviews[2]).toMatchObject({
      purpose: "adjudicate",
      reveal: "never",
      priority: 0,
      dueAt: null,
    });
    const opened = (await eventsOf(itemId)).find((event) => event.type === "review.opened");
    expect(opened.buckets["agreement-audit"]).toBeLessThan(1);

    const shown = await world.say(await world.adjudicator(), "no");
    expect(shown.suggestion).toBeUndefined();
    await world.settle();
    const item = await world.item(itemId);
    expect(item).toMatchObject({ status: "decided", outcome: "no" });
    expect(item.decisions).toMatchObject([
      { seq: 1, outcome: "yes" },
      { seq: 2, outcome: "no", reviewId: shown.reviewId, decidedBy: "human" },
    ]);
    expect((await eventsOf(itemId)).find((event) => event.type === "decision.superseded")).toMatchObject({
      prior_decision: { seq: 1, outcome: "yes" },
      verdict: { review: shown.reviewId, outcome: "no" },
    });
    // Another audit of the same item is not drawn.
    expect(item.reviews).toHaveLength(3);
  });

  it("leaves a decision that it confirms", async () => {
    const world = await makeOverlapWorld(settings);
    const [itemId = ""] = await world.send([letter("a", 0.9)]);
    await world.say(await world.person(), "yes");
    await world.settle();
    await world.say(await world.adjudicator(), "yes");
    await world.settle();
    expect((await world.item(itemId)).decisions).toHaveLength(1);
    expect((await eventsOf(itemId)).at(-1)).toMatchObject({ type: "review.settled" });
  });

  it("is not drawn where somebody differs from the model, and not above its share", async () => {
    const world = await makeOverlapWorld({ ...settings, reviewsPerItem: 3 });
    const [differs = ""] = await world.send([letter("a", 0.9)]);
    const [one, two, three] = await world.people(3);
    if (!one || !two || !three) throw new Error("Nobody is there.");
    await world.say(one, "yes");
    await world.say(two, "yes");
    await world.say(three, "no");
    await world.settle();
    expect(await world.item(differs)).toMatchObject({ status: "decided", outcome: "yes" });
    expect((await world.item(differs)).reviews).toHaveLength(3);

    const half = await makeOverlapWorld({ ...settings, agreementAuditShare: 0.5 });
    const itemIds = await half.send(Array.from({ length: 40 }, (_, index) => letter(`i${index}`, 0.9)));
    const actor = await half.person();
    for (const _ of itemIds) await half.say(actor, "yes");
    await half.settle();
    const drawn = await database.review.count({ where: { useCaseId: half.useCaseId, purpose: "adjudicate" } });
    // Within five standard errors of a half.
    expect(Math.abs(drawn - 20)).toBeLessThan(16);
    expect(drawn).toBeGreaterThan(0);
  });

  it("is drawn too where the model's answer came after the decision, and once", async () => {
    const world = await makeOverlapWorld({ mode: "shadow", agreementAuditShare: 1 });
    const [itemId = ""] = await world.send([letter("a")]);
    await world.say(await world.person(), "yes");
    await world.settle();
    expect((await world.item(itemId)).reviews).toHaveLength(1);
    const { modelVersionId } = await database.item.findUniqueOrThrow({ where: { id: itemId } });
    const said = { outcome: "yes", confidence: 0.9, latencyMs: 1, runtime: "test", createdAt: new Date() };
    await database.prediction.create({
      data: { id: newId(), itemId, modelVersionId: modelVersionId ?? "", role: "champion", ...said },
    });
    const open = () => database.$transaction((tx) => openAgreementAudits(tx, [itemId], new Date()));
    expect(await open()).toMatchObject([{ type: "review.opened", detail: { because: "agreement_audit" } }]);
    expect(await open()).toEqual([]);
    expect((await world.item(itemId)).reviews).toMatchObject([{ purpose: "decide" }, { purpose: "adjudicate" }]);
  });
});
