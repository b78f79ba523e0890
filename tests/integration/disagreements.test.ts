import { afterEach, describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { answerBlind } from "@/lib/disagreements/answer-blind";
import { disagreementFilterSchema, disagreementPageSchema } from "@/lib/disagreements/disagreement-filter-schema";
import { listDisagreements } from "@/lib/disagreements/disagreement-list-query";
import { findDisagreement } from "@/lib/disagreements/disagreement-query";
import { findScope } from "@/lib/disagreements/disagreement-scope-query";
import { findFilterOptions } from "@/lib/disagreements/filter-options-query";
import { leaveDisagreement } from "@/lib/disagreements/leave-disagreement";
import { countOpenDisagreements } from "@/lib/disagreements/open-count-query";
import { settleDisagreement } from "@/lib/disagreements/settle-disagreement";
import type { Settlement } from "@/lib/disagreements/settlement-schema";
import { takeDisagreement } from "@/lib/disagreements/take-disagreement";
import { escalateReview } from "@/lib/items/escalate-review";
import { findItemHistory } from "@/lib/items/item-history-query";
import { listItems } from "@/lib/items/item-list-query";
import { findItemStory } from "@/lib/items/item-story-query";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { undoVerdict } from "@/lib/review/undo-verdict";
import { findUseCase } from "@/lib/use-cases/use-case-query";
import { call, makeKey } from "@/tests/support/api-client";
import { makeReviewer } from "@/tests/support/item-fixture";
import { eventsOf, makeOverlapWorld } from "@/tests/support/overlap-world";
import { letter } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

type World = Awaited<ReturnType<typeof makeOverlapWorld>>;

const assisted = { mode: "ai_assist" as const, blindShare: 1 };
const definition = {
  fields: [
    { key: "text", kind: "text" as const, required: true },
    { key: "kind", kind: "category" as const, categories: ["a", "b"], slice: true },
  ],
  outcomes: [
    { key: "yes", errorCost: 2 },
    { key: "no", errorCost: 7 },
  ],
};

/** An item on which the model says yes with this confidence, and a reviewer says what `said` is. */
async function differ(world: World, externalId = "a", said = "no", confidence = 0.875) {
  const [itemId = ""] = await world.send([letter(externalId, confidence, { kind: "b" })]);
  const reviewer = await world.person();
  await world.say(reviewer, said);
  await world.settle();
  const disagreement = (await world.item(itemId)).disagreements[0];
  return { itemId, reviewer, id: disagreement?.id ?? "" };
}

const settlement = (disagreementId: string, more: Partial<Settlement> = {}): Settlement => ({
  disagreementId,
  answer: { outcome: "no" },
  rootCause: "model_error",
  note: "",
  proposal: "",
  ...more,
});

const filter = (given: Record<string, unknown> = {}) => disagreementFilterSchema.parse(given);
const list = async (actor: UserActor, given: Record<string, unknown> = {}, limit = 50) =>
  listDisagreements(
    actor,
    await findScope(actor),
    filter(given),
    disagreementPageSchema.parse(given),
    clock.now(),
    limit,
  );

const typesOf = async (itemId: string) => (await eventsOf(itemId)).map(({ type }) => type);

describe("a disagreement", () => {
  it("keeps what the queue is filtered by, as it was when it was opened", async () => {
    const world = await makeOverlapWorld(assisted, definition);
    const { itemId } = await differ(world);
    const item = await world.item(itemId);
    expect(item.disagreements).toMatchObject([
      {
        kind: "model_human",
        status: "open",
        modelVersionId: item.modelVersionId,
        policyId: item.policyId,
        confidence: 0.875,
        cost: 7,
        slices: ["kind=b"],
      },
    ]);
  });

  it("opens when all of the item's own reviewers have answered, and not before", async () => {
    const world = await makeOverlapWorld({ ...assisted, reviewsPerItem: 2 });
    const [itemId = ""] = await world.send([letter("a", 0.9)]);
    const [one, two] = await world.people(2);
    if (!one || !two) throw new Error("Nobody is there.");
    await world.say(one, "no");
    await world.settle();
    expect((await world.item(itemId)).disagreements).toEqual([]);
    await world.say(two, "no");
    await world.settle();
    expect((await world.item(itemId)).disagreements).toHaveLength(2);
  });

  it("opens where a check differs from what the policy's fallback decided", async () => {
    const fallback = { to: "outcome" as const, outcome: "yes" };
    const world = await makeOverlapWorld({ mode: "full_automation", qcShare: 1, fallback });
    const [itemId = ""] = await world.send([letter("a")]);
    expect(await world.item(itemId)).toMatchObject({ decidedBy: "fallback", outcome: "yes" });
    const { reviewId } = await world.say(await world.person(), "no");
    await world.settle();
    expect((await world.item(itemId)).disagreements).toMatchObject([
      { kind: "model_human", predictionId: null, reviewId, confidence: null },
    ]);
  });
});

describe("settling", () => {
  it("makes the outcome the item's truth, settles all of its disagreements, and is on record with its cause", async () => {
    const world = await makeOverlapWorld({ ...assisted, reviewsPerItem: 3 });
    const [itemId = ""] = await world.send([letter("a", 0.9)]);
    for (const [index, actor] of (await world.people(3)).entries()) await world.say(actor, index < 2 ? "yes" : "no");
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ outcome: "yes", disagreements: [{ kind: "model_human" }] });
    const [{ id = "" } = {}] = (await world.item(itemId)).disagreements;
    const actor = await world.adjudicator();
    const { reviewId } = await takeDisagreement({ actor }, { disagreementId: id });
    const note = "The letter says it in its last line.";
    const given = settlement(id, { rootCause: "ambiguous_guideline", note, proposal: "Read the last line, too." });
    await settleDisagreement({ actor }, given);
    // The same again, as a double click sends it, changes nothing.
    expect(await settleDisagreement({ actor }, given)).toMatchObject({ reviewId });
    expect((await world.item(itemId)).disagreements).toMatchObject([{ status: "open" }]);
    await world.settle();

    const item = await world.item(itemId);
    expect(item).toMatchObject({ status: "decided", outcome: "no", decidedBy: "human" });
    expect(item.decisions).toHaveLength(2);
    const adjudication = await database.adjudication.findUniqueOrThrow({ where: { reviewId } });
    expect(adjudication).toMatchObject({ itemId, rootCause: "ambiguous_guideline" });
    expect(item.disagreements).toMatchObject([
      { status: "settled", adjudicationId: adjudication.id, settledAt: expect.any(Date) },
    ]);
    const events = await eventsOf(itemId);
    expect(events.slice(-5).map(({ type }) => type)).toEqual([
      "review.claimed",
      "review.suggestion_shown",
      "review.answered",
      "decision.superseded",
      "disagreement.settled",
    ]);
    expect(events.at(-1)).toMatchObject({ detail: { disagreement: id, root_cause: "ambiguous_guideline" } });
    expect(events.find(({ type, verdict }) => type === "review.answered" && verdict.review === reviewId)).toMatchObject(
      {
        comment_commitment: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    );
    expect(JSON.stringify(events)).not.toContain(note);
    expect(await database.guidelineProposal.findMany({ where: { itemId } })).toMatchObject([
      { status: "open", text: "Read the last line, too.", authorId: actor.id },
    ]);
    await expect(settleDisagreement({ actor: await world.adjudicator() }, given)).rejects.toMatchObject({
      status: 409,
    });
  });

  it("is refused to whoever answered the item, and to people without the role", async () => {
    const world = await makeOverlapWorld(assisted);
    const [itemId = ""] = await world.send([letter("a", 0.9)]);
    const own = await world.adjudicator();
    await world.say(own, "no");
    await world.settle();
    const disagreementId = (await world.item(itemId)).disagreements[0]?.id ?? "";
    await expect(takeDisagreement({ actor: own }, { disagreementId })).rejects.toMatchObject({ status: 403 });
    await expect(settleDisagreement({ actor: own }, settlement(disagreementId))).rejects.toMatchObject({ status: 403 });
    await expect(answerBlind({ actor: own }, { disagreementId, answer: { outcome: "no" } })).rejects.toMatchObject({
      status: 403,
    });
    const admin = { ...(await makeReviewer(world.useCaseId, "manager")), isAdmin: true };
    for (const actor of [await world.person(), admin]) {
      await expect(settleDisagreement({ actor }, settlement(disagreementId))).rejects.toMatchObject({ status: 403 });
      await expect(takeDisagreement({ actor }, { disagreementId })).rejects.toMatchObject({ status: 403 });
      await expect(leaveDisagreement({ actor }, { disagreementId })).rejects.toMatchObject({ status: 403 });
    }
    expect((await world.item(itemId)).reviews).toHaveLength(1);
  });

  it("is refused to whoever passed the item to an adjudicator", async () => {
    const world = await makeOverlapWorld({ ...assisted, reviewsPerItem: 2 });
    const [itemId = ""] = await world.send([letter("a", 0.9)]);
    await world.say(await world.person(), "no");
    const [actor, other] = [await world.adjudicator(), await world.adjudicator()];
    const { reviewId = "" } = (await world.claim(actor)) ?? {};
    await escalateReview({ actor }, { useCaseId: world.useCaseId, reviewId, note: "Too hard." });
    await world.settle();
    const disagreementId = (await world.item(itemId)).disagreements[0]?.id ?? "";
    await expect(takeDisagreement({ actor }, { disagreementId })).rejects.toMatchObject({ status: 403 });
    expect(await takeDisagreement({ actor: other }, { disagreementId })).toBeDefined();
  });

  it("of two adjudicators at once, one wins and the other is told so", async () => {
    const world = await makeOverlapWorld(assisted);
    for (let round = 0; round < 6; round++) {
      clock.now = realNow;
      const { id, itemId } = await differ(world, `a${round}`);
      const both = await Promise.all([world.adjudicator(), world.adjudicator()]);
      const results = await Promise.allSettled(both.map((actor) => settleDisagreement({ actor }, settlement(id))));
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const lost = results.find((result) => result.status === "rejected");
      expect(lost?.reason).toMatchObject({ status: 409, message: expect.stringContaining("in the meantime") });
      const adjudications = (await world.item(itemId)).reviews.filter(({ purpose }) => purpose === "adjudicate");
      expect(adjudications).toMatchObject([{ status: "answered" }]);
    }
  });

  it("uses the adjudication that waits, holds it against others, and gives it back", async () => {
    const world = await makeOverlapWorld({ reviewsPerItem: 2 });
    const [itemId = ""] = await world.send([letter("a")]);
    for (const [index, actor] of (await world.people(2)).entries()) await world.say(actor, index === 0 ? "yes" : "no");
    await world.settle();
    const before = await world.item(itemId);
    const disagreementId = before.disagreements[0]?.id ?? "";
    const [one, two] = [await world.adjudicator(), await world.adjudicator()];
    const { reviewId } = await takeDisagreement({ actor: one }, { disagreementId });
    expect(reviewId).toBe(before.reviews.find(({ purpose }) => purpose === "adjudicate")?.id);
    await expect(takeDisagreement({ actor: two }, { disagreementId })).rejects.toMatchObject({ code: "claim_lost" });
    expect(await findDisagreement(two, disagreementId)).toMatchObject({
      hindrance: expect.stringContaining("just now"),
    });
    expect((await list(two)).disagreements).toMatchObject([{ id: disagreementId, holder: "Test Reviewer" }]);
    await leaveDisagreement({ actor: one }, { disagreementId });
    await leaveDisagreement({ actor: one }, { disagreementId });
    expect(await takeDisagreement({ actor: two }, { disagreementId })).toMatchObject({ reviewId });
    expect((await typesOf(itemId)).slice(-4)).toEqual([
      "review.suggestion_shown",
      "review.released",
      "review.claimed",
      "review.suggestion_shown",
    ]);
  });

  it("that was only looked at leaves nothing waiting", async () => {
    const world = await makeOverlapWorld(assisted);
    const { id, itemId } = await differ(world);
    const actor = await world.adjudicator();
    await takeDisagreement({ actor }, { disagreementId: id });
    await leaveDisagreement({ actor }, { disagreementId: id });
    const { reviews } = await world.item(itemId);
    expect(reviews.find(({ purpose }) => purpose === "adjudicate")).toMatchObject({ status: "cancelled" });
    expect((await typesOf(itemId)).at(-1)).toBe("review.cancelled");
  });

  it("can be undone and done again", async () => {
    const world = await makeOverlapWorld(assisted);
    const { id, itemId } = await differ(world);
    const actor = await world.adjudicator();
    const { reviewId } = await settleDisagreement({ actor }, settlement(id));
    await undoVerdict({ actor }, { useCaseId: world.useCaseId, reviewId });
    await world.settle();
    expect((await world.item(itemId)).disagreements).toMatchObject([{ status: "open" }]);
    expect(await database.adjudication.count({ where: { itemId } })).toBe(0);
    await settleDisagreement({ actor }, settlement(id, { answer: { outcome: "yes" }, rootCause: "human_error" }));
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ outcome: "yes", disagreements: [{ status: "settled" }] });
    expect(await database.adjudication.findMany({ where: { itemId } })).toMatchObject([{ rootCause: "human_error" }]);
  });

  it("takes an input that nobody can decide on, and asks for a cause where answers differ", async () => {
    const world = await makeOverlapWorld(assisted);
    const { id, itemId } = await differ(world);
    const actor = await world.adjudicator();
    await expect(settleDisagreement({ actor }, settlement(id, { rootCause: null }))).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "rootCause" }],
    });
    await settleDisagreement(
      { actor },
      settlement(id, { answer: null, rootCause: "bad_input", note: "It is cut off." }),
    );
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ status: "unusable", disagreements: [{ status: "settled" }] });
  });

  it("at the desk settles, too, without a cause", async () => {
    const world = await makeOverlapWorld({ reviewsPerItem: 2 });
    const [itemId = ""] = await world.send([letter("a")]);
    for (const [index, actor] of (await world.people(2)).entries()) await world.say(actor, index === 0 ? "yes" : "no");
    await world.settle();
    await world.say(await world.adjudicator(), "no");
    await world.settle();
    expect((await world.item(itemId)).disagreements).toMatchObject([
      { status: "settled", adjudicationId: expect.any(String) },
    ]);
    expect((await eventsOf(itemId)).at(-1)).toMatchObject({
      type: "disagreement.settled",
      detail: { root_cause: null },
    });
  });
});

describe("settling blind", () => {
  it("shows nothing of what was said before one's own answer", async () => {
    const world = await makeOverlapWorld(assisted, { ...definition, blindAdjudication: true });
    const [itemId = ""] = await world.send([letter("a", 0.8125, { kind: "b" })]);
    const reviewer = await world.person();
    const taken = await world.claim(reviewer);
    await world.answer(reviewer, taken?.reviewId ?? "", { outcome: "no" });
    await world.settle();
    const disagreementId = (await world.item(itemId)).disagreements[0]?.id ?? "";
    const actor = await world.adjudicator();
    const payload = async () =>
      JSON.stringify([
        await findDisagreement(actor, disagreementId),
        await list(actor),
        await findItemStory(actor, itemId),
      ]);
    const tells = /0\.81|"told":\{|"decision"|"confidence":[0-9]|Saw the model|Did not see/;
    expect(await payload()).not.toMatch(tells);
    await takeDisagreement({ actor }, { disagreementId });
    expect(await payload()).not.toMatch(tells);
    await expect(settleDisagreement({ actor }, settlement(disagreementId))).rejects.toMatchObject({ code: "conflict" });
    // Nor is it found by what it must not tell.
    expect((await list(actor, { confidence: "70-90" })).disagreements).toEqual([]);
    expect((await list(actor, { cost: 7 })).disagreements).toEqual([]);
    const options = await findFilterOptions(await findScope(actor), filter(), clock.now());
    expect(options.cost).toEqual([]);
    expect(options.confidence.map(({ label }) => label)).not.toContainEqual(expect.stringContaining("(1)"));
    const useCase = await findUseCase(world.useCaseId);
    if (useCase === null) throw new Error("The use case is gone.");
    expect((await listItems(actor, useCase, {}, { order: "newest" })).items).toMatchObject([{ sealed: true }]);

    expect((await findItemHistory(itemId, { withHidden: false }))?.history.predictions).toBeNull();
    expect((await findItemHistory(itemId, { withHidden: true }))?.history.predictions).toHaveLength(1);

    await answerBlind({ actor }, { disagreementId, answer: { outcome: "yes" } });
    const view = await findDisagreement(actor, disagreementId);
    expect(view).toMatchObject({
      first: { answer: { outcome: "yes" } },
      told: { answers: [{ by: "model" }, { by: "person" }] },
    });
    await settleDisagreement({ actor }, settlement(disagreementId));
    await world.settle();
    const events = await eventsOf(itemId);
    expect(events.find(({ type }) => type === "review.suggestion_shown")).toMatchObject({
      detail: { first_answer: { outcome: "yes" } },
    });
    // A manager, who cannot be asked to settle, sees it all along.
    const manager = await makeReviewer(world.useCaseId, "manager");
    expect(await findDisagreement(manager, disagreementId)).toMatchObject({
      told: { settled: { rootCause: "model_error" } },
    });
  });
});

describe("an agreement audit", () => {
  const audited = { ...assisted, agreementAuditShare: 1 };

  it("looks like any other disagreement until it is settled", async () => {
    const world = await makeOverlapWorld(audited, definition);
    const agreed = await differ(world, "agreed", "yes");
    clock.now = realNow;
    const differing = await differ(world, "differing", "no");
    const actor = await world.adjudicator();
    const rows = (await list(actor)).disagreements;
    expect(rows.map(({ externalId }) => externalId).sort()).toEqual(["agreed", "differing"]);
    const alike = rows.map(({ id, itemId, externalId, openedAt, ...rest }) => rest);
    expect(alike[0]).toEqual(alike[1]);
    const pages = await Promise.all([agreed, differing].map(({ id }) => findDisagreement(actor, id)));
    const pagesAlike = pages.map((page) => ({ ...page, id: "", openedAt: "", item: null }));
    expect(pagesAlike[0]).toEqual(pagesAlike[1]);
    for (const { itemId } of [agreed, differing]) expect((await findItemStory(actor, itemId))?.told).toBeNull();

    const { key } = await makeKey(["items:read"]);
    const { body } = await call(key, "GET", `/use-cases/${world.slug}/disagreements?status=open`);
    const listed = (body.disagreements as Record<string, unknown>[]).map(({ id, item, openedAt, ...rest }) => rest);
    expect(listed[0]).toEqual(listed[1]);
    expect(listed[0]).toMatchObject({ kind: "model_human", answers: null, confidence: null, cost: null });
    // No event tells of answers that differ where none do.
    expect(await typesOf(agreed.itemId)).not.toContain("disagreement.opened");
  });

  it("leaves no disagreement where all agree, and a settled one where the adjudicator differs", async () => {
    const world = await makeOverlapWorld(audited);
    const right = await differ(world, "right", "yes");
    clock.now = realNow;
    const wrong = await differ(world, "wrong", "yes");
    const actor = await world.adjudicator();
    for (const [{ id }, outcome, rootCause] of [
      [right, "yes", null],
      [wrong, "no", "ambiguous_guideline"],
    ] as const) {
      await takeDisagreement({ actor }, { disagreementId: id });
      await answerBlind({ actor }, { disagreementId: id, answer: { outcome } });
      await settleDisagreement({ actor }, settlement(id, { answer: { outcome }, rootCause }));
    }
    await world.settle();
    expect(await world.item(right.itemId)).toMatchObject({
      outcome: "yes",
      disagreements: [],
      decisions: [{ seq: 1 }],
    });
    const item = await world.item(wrong.itemId);
    expect(item).toMatchObject({ outcome: "no", disagreements: [{ status: "settled", kind: "model_human" }] });
    expect(item.disagreements[0]?.reviewId).not.toBeNull();
    expect((await typesOf(wrong.itemId)).slice(-2)).toEqual(["disagreement.opened", "disagreement.settled"]);
  });
});

describe("the queue", () => {
  it("is narrowed by each filter, counted, and paged by key", async () => {
    const world = await makeOverlapWorld(assisted, definition);
    for (const [index, confidence] of [0.6, 0.8, 0.95].entries()) {
      clock.now = realNow;
      await differ(world, `i${index}`, "no", confidence);
    }
    const actor = await world.adjudicator();
    const { useCaseId, slug } = world;
    expect(await countOpenDisagreements(actor)).toBe(3);
    const { modelVersionId: model, policyId: policy } = await database.disagreement.findFirstOrThrow({
      where: { useCaseId },
    });
    const idsOf = async (given: Record<string, unknown>) =>
      (await list(actor, given)).disagreements.map(({ externalId }) => externalId);
    const all = ["i2", "i1", "i0"];
    expect(await idsOf({})).toEqual(all);
    expect(await idsOf({ order: "oldest" })).toEqual(all.toReversed());
    for (const given of [
      { useCase: slug },
      { kind: "model_human" },
      { slice: "kind=b" },
      { model },
      { policy },
      { cost: 7 },
    ]) {
      expect(await idsOf(given)).toEqual(all);
    }
    for (const given of [
      { useCase: "other" },
      { kind: "human_human" },
      { slice: "kind=a" },
      { cost: 2 },
      { status: "settled" },
      { age: "over-week" },
    ]) {
      expect(await idsOf(given)).toEqual([]);
    }
    expect(await idsOf({ confidence: "50-70" })).toEqual(["i0"]);
    expect(await idsOf({ confidence: "90-99", model, kind: "model_human", age: "within-day" })).toEqual(["i2"]);

    const first = await list(actor, {}, 2);
    expect(first).toMatchObject({ previous: null, next: first.disagreements[1]?.id, searchedTo: null });
    const second = await list(actor, { after: first.next }, 2);
    expect(second).toMatchObject({ disagreements: [{ externalId: "i0" }], next: null });
    const back = await list(actor, { before: second.previous }, 2);
    expect(back.disagreements.map(({ externalId }) => externalId)).toEqual(["i2", "i1"]);

    const options = await findFilterOptions(await findScope(actor), filter({ confidence: "50-70" }), clock.now());
    expect(options.kind).toContainEqual({ value: "model_human", label: "Model and person (1)" });
    expect(options.confidence).toContainEqual({ value: "70-90", label: "70% to 90% (1)" });
    expect(options.slice).toEqual([{ value: "kind=b", label: "kind: b (1)" }]);
    expect(options.status[0]).toEqual({ value: "open", label: "Open (1)" });
  });

  it("holds nothing of use cases that one does not see", async () => {
    const world = await makeOverlapWorld(assisted);
    const { id } = await differ(world);
    const stranger = await (await makeOverlapWorld()).adjudicator();
    expect((await list(stranger)).disagreements).toEqual([]);
    expect(await findDisagreement(stranger, id)).toBeNull();
    expect(await findDisagreement(await world.person(), id)).toBeNull();
    await expect(takeDisagreement({ actor: stranger }, { disagreementId: id })).rejects.toMatchObject({ status: 403 });
  });

  it("is there by API, page after page, with answers that need not stay hidden", async () => {
    const world = await makeOverlapWorld(assisted, definition);
    for (const name of ["a", "b", "c"]) {
      clock.now = realNow;
      await differ(world, name);
    }
    const { key } = await makeKey(["items:read"]);
    const path = `/use-cases/${world.slug}/disagreements`;
    const first = await call(key, "GET", `${path}?status=open&kind=model_human&limit=2`);
    const rows = first.body.disagreements as Record<string, unknown>[];
    expect(rows).toMatchObject([
      {
        item: { externalId: "c" },
        answers: [
          { by: "model", outcome: "yes" },
          { by: "person", outcome: "no", unusable: false },
        ],
        cost: 7,
        settlement: null,
      },
      { item: { externalId: "b" } },
    ]);
    const second = await call(key, "GET", `${path}?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ disagreements: [{ item: { externalId: "a" } }], nextCursor: null });
    expect(await call(key, "GET", `${path}?status=nonsense`)).toMatchObject({ status: 400 });
    const { key: other } = await makeKey(["audit:read"]);
    expect(await call(other, "GET", path)).toMatchObject({ status: 403 });
  });
});
