import { afterEach, describe, expect, it } from "vitest";
import { findItemView } from "@/lib/items/item-query";
import { findItemStory } from "@/lib/items/item-story-query";
import { overrideDecision } from "@/lib/items/override-decision";
import { reopenItem } from "@/lib/items/reopen-item";
import { undoOverride } from "@/lib/items/undo-override";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { call, makeKey } from "@/tests/support/api-client";
import { makeReviewer } from "@/tests/support/item-fixture";
import { eventsOf, makeOverlapWorld } from "@/tests/support/overlap-world";
import { letter } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

const automated = { mode: "full_automation", qcShare: 0 } as const;

async function automatedItem() {
  const world = await makeOverlapWorld(automated);
  const [itemId = ""] = await world.send([letter("a", 0.9)]);
  const manager = await makeReviewer(world.useCaseId, "manager");
  const override = (outcome: string, more: { reason?: string; reasonCode?: string | null } = {}, actor = manager) =>
    overrideDecision(
      { actor },
      { useCaseId: world.useCaseId, itemId, answer: { outcome }, reason: "It is wrong.", reasonCode: null, ...more },
    );
  return { ...world, itemId, manager, override };
}

describe("an override of a decision in force", () => {
  it("takes force when it cannot be undone any more, with the earlier decision kept and the model's answer held against it", async () => {
    const { override, settle, item, itemId, useCaseId } = await automatedItem();
    expect(await override("no")).toMatchObject({ undoMs: env.undoSeconds * 1000, reviewer: "Test Reviewer" });
    expect((await findItemView(itemId))?.view).toMatchObject({ decision: { outcome: "yes", decidedBy: "model" } });
    await settle();
    expect((await findItemView(itemId))?.view).toMatchObject({ decision: { outcome: "no", decidedBy: "human" } });
    expect(await item(itemId)).toMatchObject({
      decisions: [
        { seq: 1, outcome: "yes", decidedBy: "model" },
        { seq: 2, outcome: "no", decidedBy: "human" },
      ],
      disagreements: [{ kind: "model_human", status: "open" }],
      reviews: [{ purpose: "override", status: "settled", note: "It is wrong." }],
    });
    const events = await eventsOf(itemId);
    expect(events.map(({ type }) => type)).toEqual([
      "item.submitted",
      "decision.made",
      "review.answered",
      "decision.superseded",
      "disagreement.opened",
    ]);
    expect(events[2]).toMatchObject({
      verdict: { outcome: "no" },
      prior_decision: { seq: 1, outcome: "yes" },
      comment_commitment: expect.any(String),
      detail: { purpose: "override" },
      actor: { kind: "user" },
    });
    expect(JSON.stringify(events)).not.toContain("It is wrong.");
    expect(events[3]).toMatchObject({ prior_decision: { seq: 1, outcome: "yes" }, detail: { by: "override" } });
    expect(await database.auditEvent.count({ where: { useCaseId, type: "decision.superseded" } })).toBe(1);
  });

  it("can be taken back until then, by whoever may override, and not afterwards", async () => {
    const { override, settle, item, itemId, useCaseId } = await automatedItem();
    const { reviewId } = await override("no");
    const other = { actor: await makeReviewer(useCaseId, "manager") };
    await undoOverride(other, { useCaseId, reviewId });
    await undoOverride(other, { useCaseId, reviewId });
    await settle();
    expect(await item(itemId)).toMatchObject({
      outcome: "yes",
      decisions: [{ seq: 1 }],
      reviews: [{ status: "cancelled" }],
    });
    expect((await eventsOf(itemId)).map(({ type }) => type).slice(2)).toEqual(["review.answered", "review.undone"]);

    const again = await override("no");
    await settle();
    await expect(undoOverride(other, { useCaseId, reviewId: again.reviewId })).rejects.toMatchObject({
      code: "undo_closed",
    });
  });

  it("is refused to reviewers and auditors, and undoing it too", async () => {
    const { override, useCaseId, itemId } = await automatedItem();
    const { reviewId } = await override("no");
    for (const role of ["reviewer", "auditor"] as const) {
      const actor = await makeReviewer(useCaseId, role);
      await expect(override("no", {}, actor)).rejects.toMatchObject({ code: "forbidden" });
      await expect(undoOverride({ actor }, { useCaseId, reviewId })).rejects.toMatchObject({ code: "forbidden" });
      await expect(reopenItem({ actor }, { useCaseId, itemId, reason: "x" })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
  });

  it("is refused where it changes nothing, says no known outcome, or gives no reason", async () => {
    const { override } = await automatedItem();
    await expect(override("yes")).rejects.toMatchObject({ code: "conflict", message: /in force already/ });
    await expect(override("maybe")).rejects.toMatchObject({ code: "invalid_input" });
    await expect(override("no", { reason: "  " })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(override("no", { reasonCode: "other" })).rejects.toMatchObject({
      problems: [{ path: "reasonCode" }],
    });
  });

  it("needs one of the use case's reasons where it asks for them", async () => {
    const world = await makeOverlapWorld(automated, {
      reasonCodes: [{ key: "new_facts", label: "New facts" }],
      reasonRequired: true,
    });
    const [itemId = ""] = await world.send([letter("a", 0.9)]);
    const actor = await makeReviewer(world.useCaseId, "manager");
    const input = { useCaseId: world.useCaseId, itemId, answer: { outcome: "no" }, reason: "See the letter." };
    await expect(overrideDecision({ actor }, { ...input, reasonCode: null })).rejects.toMatchObject({
      problems: [{ path: "reasonCode" }],
    });
    await overrideDecision({ actor }, { ...input, reasonCode: "new_facts" });
    expect((await eventsOf(itemId)).at(-1)).toMatchObject({ type: "review.answered", reason_code: "new_facts" });
  });

  it("is one person's at a time: of two at once one is refused, and a second click answers as the first", async () => {
    const { override, item, itemId, useCaseId, manager } = await automatedItem();
    const other = await makeReviewer(useCaseId, "manager");
    const results = await Promise.allSettled([override("no"), override("no", {}, other)]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await item(itemId)).reviews).toHaveLength(1);
    const mine = results[0]?.status === "fulfilled" ? manager : other;
    const again = await override("no", {}, mine);
    expect((await item(itemId)).reviews).toMatchObject([{ id: again.reviewId }]);
  });

  it("counts a number as another one also within the tolerance", async () => {
    const world = await makeOverlapWorld(
      { mode: "human_only" },
      { kind: "regression", outcomes: undefined as never, target: { unit: "kg", tolerance: 5 } },
    );
    const [itemId = ""] = await world.send([{ externalId: "a", input: { text: "x" } }]);
    await world.say(await world.person(), 10);
    await world.settle();
    const actor = await makeReviewer(world.useCaseId, "manager");
    await overrideDecision(
      { actor },
      { useCaseId: world.useCaseId, itemId, answer: { value: 12 }, reason: "Weighed again.", reasonCode: null },
    );
    await world.settle();
    expect((await world.item(itemId)).decisions).toMatchObject([{ value: 10 }, { value: 12 }]);
  });
});

describe("an override of an item that waits for people", () => {
  it("decides it, and whoever holds it hears that it needs no verdict any more", async () => {
    const world = await makeOverlapWorld({ mode: "human_only", reviewsPerItem: 2 });
    const [itemId = ""] = await world.send([letter("a")]);
    const reviewer = await world.person();
    const held = await world.claim(reviewer);
    const actor = await makeReviewer(world.useCaseId, "manager");
    const input = { useCaseId: world.useCaseId, itemId, reason: "It is urgent.", reasonCode: null };
    await overrideDecision({ actor }, { ...input, answer: { outcome: "no" } });
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ status: "decided", outcome: "no", decidedBy: "human" });
    expect((await world.item(itemId)).reviews.map(({ purpose, status }) => [purpose, status])).toEqual([
      ["decide", "cancelled"],
      ["decide", "cancelled"],
      ["override", "settled"],
    ]);
    await expect(world.answer(reviewer, held?.reviewId ?? "", { outcome: "yes" })).rejects.toMatchObject({
      code: "already_decided",
    });
    expect((await eventsOf(itemId)).map(({ type }) => type).slice(-3)).toEqual([
      "decision.made",
      "review.cancelled",
      "review.cancelled",
    ]);
  });

  it("is refused to an adjudicator who could be asked for a verdict on it: they must not learn what is in force", async () => {
    const world = await makeOverlapWorld({ mode: "full_automation", qcShare: 1 });
    const [itemId = ""] = await world.send([letter("a", 0.9)]);
    const actor = await world.adjudicator();
    const input = { useCaseId: world.useCaseId, itemId, reason: "x", reasonCode: null };
    for (const outcome of ["yes", "no"]) {
      await expect(overrideDecision({ actor }, { ...input, answer: { outcome } })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
    await expect(reopenItem({ actor }, { useCaseId: world.useCaseId, itemId, reason: "x" })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("an item that is opened again", () => {
  it("goes to somebody who has not answered it, blind, and their different verdict supersedes the decision", async () => {
    const world = await makeOverlapWorld({ mode: "human_only" });
    const { useCaseId } = world;
    const [itemId = ""] = await world.send([letter("a")]);
    const [first, second] = await world.people(2);
    if (first === undefined || second === undefined) throw new Error("People are missing.");
    await world.say(first, "yes");
    await world.settle();
    const manager = await makeReviewer(useCaseId, "manager");
    await reopenItem({ actor: manager }, { useCaseId, itemId, reason: "The sender has corrected it." });
    await expect(reopenItem({ actor: manager }, { useCaseId, itemId, reason: "Again." })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await world.claim(first)).toBeNull();
    expect(await world.item(itemId)).toMatchObject({ status: "decided", outcome: "yes" });
    expect(await world.say(second, "no")).not.toHaveProperty("suggestion");
    await world.settle();
    expect((await world.item(itemId)).decisions).toMatchObject([{ outcome: "yes" }, { outcome: "no" }]);
    const events = await eventsOf(itemId);
    expect(events.map(({ type }) => type)).toContain("item.reopened");
    expect(events.at(-1)).toMatchObject({ type: "decision.superseded", detail: { by: "review" } });
    const told = (await findItemStory(manager, itemId))?.told;
    expect(told?.entries.find(({ title }) => title.includes("new review"))).toMatchObject({
      note: "The sender has corrected it.",
    });
  });

  it("keeps its decision where the new verdict says the same", async () => {
    const world = await makeOverlapWorld(automated);
    const [itemId = ""] = await world.send([letter("a", 0.9)]);
    const reviewer = await world.person();
    const manager = await makeReviewer(world.useCaseId, "manager");
    await reopenItem({ actor: manager }, { useCaseId: world.useCaseId, itemId, reason: "Sure?" });
    await world.say(reviewer, "yes");
    await world.settle();
    expect((await world.item(itemId)).decisions).toMatchObject([{ outcome: "yes", decidedBy: "model" }]);
    expect((await eventsOf(itemId)).at(-1)).toMatchObject({ type: "review.settled" });
  });

  it("is refused where it is not decided, and where nobody is left to ask", async () => {
    const world = await makeOverlapWorld({ mode: "human_only" });
    const [itemId = ""] = await world.send([letter("a")]);
    const manager = { actor: await makeReviewer(world.useCaseId, "manager") };
    const input = { useCaseId: world.useCaseId, itemId, reason: "Sure?" };
    const only = await world.person();
    await expect(reopenItem(manager, input)).rejects.toMatchObject({ code: "conflict" });
    await world.say(only, "yes");
    await world.settle();
    await expect(reopenItem(manager, input)).rejects.toMatchObject({ code: "conflict", message: /Nobody is left/ });
  });
});

describe("overrides by API", () => {
  it("are on record under the key's name, and sent again answer the same", async () => {
    const { itemId, settle, item } = await automatedItem();
    const { key } = await makeKey(["verdicts:write"]);
    const body = { outcome: "no", reason: "The customer complained." };
    const first = await call(key, "POST", `/items/${itemId}/override`, { body });
    expect(first).toMatchObject({ status: 200, body: { itemId, reviewer: "API key Test" } });
    const second = await call(key, "POST", `/items/${itemId}/override`, { body });
    expect(second.body).toEqual(first.body);
    const other = await call(key, "POST", `/items/${itemId}/override`, { body: { ...body, reason: "Another." } });
    expect(other).toMatchObject({ status: 409, body: { code: "conflict" } });
    await settle();
    expect(await item(itemId)).toMatchObject({ outcome: "no", decidedBy: "human" });
    const [event] = (await eventsOf(itemId)).filter(({ type }) => type === "review.answered");
    expect(event).toMatchObject({ actor: { kind: "api_key" }, suggestion: { shown: false } });
  });

  it("are taken back in time, and not afterwards", async () => {
    const { itemId, settle, item } = await automatedItem();
    const { key } = await makeKey(["verdicts:write"]);
    const path = `/items/${itemId}/override`;
    const closed = { status: 409, body: { code: "undo_closed" } };
    const body = { outcome: "no", reason: "The customer complained." };
    expect(await call(key, "DELETE", path)).toMatchObject(closed);
    const { body: made } = await call(key, "POST", path, { body });
    const undone = await call(key, "DELETE", path);
    expect(undone).toMatchObject({ status: 200, body: { itemId, reviewId: made.reviewId } });
    expect(await call(key, "DELETE", path)).toMatchObject(closed);
    await settle();
    expect(await item(itemId)).toMatchObject({ outcome: "yes", decisions: [{ seq: 1 }] });
    await call(key, "POST", path, { body });
    await settle();
    expect(await call(key, "DELETE", path)).toMatchObject(closed);
    expect(await item(itemId)).toMatchObject({ outcome: "no" });
    const weak = await makeKey(["items:read", "items:write"]);
    expect(await call(weak.key, "DELETE", path)).toMatchObject({ status: 403, body: { code: "missing_scope" } });
  });

  it("are refused with what is wrong, and to keys without the scope", async () => {
    const { itemId } = await automatedItem();
    const { key } = await makeKey(["verdicts:write"]);
    const send = (body: unknown, at = itemId) => call(key, "POST", `/items/${at}/override`, { body });
    expect(await send({ outcome: "no" })).toMatchObject({ status: 400, body: { errors: [{ path: "reason" }] } });
    expect(await send({ reason: "x" })).toMatchObject({ status: 400 });
    expect(await send({ outcome: "no", value: 3, reason: "x" })).toMatchObject({ status: 400 });
    expect(await send({ outcome: "no", reason: "x", extra: 1 })).toMatchObject({ status: 400 });
    expect(await send({ value: 3, reason: "x" })).toMatchObject({ status: 400 });
    expect(await send({ outcome: "no", reason: "x" }, "nonsense")).toMatchObject({ status: 404 });
    const weak = await makeKey(["items:read", "items:write"]);
    for (const verb of ["override", "reopen"]) {
      const answer = await call(weak.key, "POST", `/items/${itemId}/${verb}`, { body: { outcome: "no", reason: "x" } });
      expect(answer).toMatchObject({ status: 403, body: { code: "missing_scope" } });
    }
  });

  it("open an item again", async () => {
    const { itemId, person, item } = await automatedItem();
    await person();
    const { key } = await makeKey(["verdicts:write"]);
    const answer = await call(key, "POST", `/items/${itemId}/reopen`, { body: { reason: "Sure?" } });
    expect(answer).toMatchObject({ status: 200, body: { itemId } });
    expect((await item(itemId)).reviews.map(({ purpose, status }) => [purpose, status])).toContainEqual([
      "second_opinion",
      "open",
    ]);
  });
});
