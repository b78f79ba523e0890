import { afterEach, describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { listOpenBulks, previewBulk, readBulkRows } from "@/lib/items/bulk-preview-query";
import { bulkLimits, bulkUndoSeconds, type Selection } from "@/lib/items/bulk-schema";
import { decideMany } from "@/lib/items/decide-many";
import { overrideDecision } from "@/lib/items/override-decision";
import { settleReviews } from "@/lib/items/settle-reviews";
import { undoBulk } from "@/lib/items/undo-bulk";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { eventsAbout } from "@/tests/support/audit-events";
import { makeReviewer } from "@/tests/support/item-fixture";
import { eventsOf, makeOverlapWorld } from "@/tests/support/overlap-world";
import { letter, submitAll, system } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

async function settleLater() {
  const at = new Date(clock.now().getTime() + (bulkUndoSeconds + 1) * 1000);
  clock.now = () => at;
  while ((await settleReviews(system, { limit: 1000 })) > 0);
}

/** Items that wait for people, and some that the model has decided as yes. */
async function makeWorld(waiting = 4, automated = 0) {
  const world = await makeOverlapWorld({ mode: "full_automation", qcShare: 0 });
  const { useCaseId } = world;
  await world.send(Array.from({ length: automated }, (_, index) => letter(`auto-${index}`, 0.9)));
  // Without a prediction they fall back to people.
  const ids = await world.send(Array.from({ length: waiting }, (_, index) => letter(`wait-${index}`)));
  const manager = await makeReviewer(useCaseId, "manager");
  const preview = (selection: Selection, outcome = "no", actor: UserActor = manager) =>
    previewBulk(actor, { useCaseId, selection, answer: { outcome } });
  const decide = (shown: { ids: string[]; seqs: number[] }, outcome = "no", actor: UserActor = manager) => {
    const { ids: chosen, seqs } = shown;
    const rest = { filter: null, answer: { outcome }, reason: "They are all alike.", reasonCode: null };
    return decideMany({ actor }, { useCaseId, ids: chosen, seqs, ...rest });
  };
  return { ...world, ids, manager, preview, decide };
}

describe("deciding many items in one go", () => {
  it("decides those that were previewed, each with its event, when it can no longer be taken back", async () => {
    const { useCaseId, preview, decide, item, ids } = await makeWorld(3, 2);
    const shown = await preview({ filter: {} });
    expect(shown).toMatchObject({
      counts: { byStatus: { in_review: 3, decided: 2 }, byDecider: { model: 2 }, byOutcome: { yes: 2 } },
      leftOut: [],
    });
    expect(shown.ids).toHaveLength(5);
    expect(await database.review.count({ where: { useCaseId, purpose: "override" } })).toBe(0);
    const { bulkId, decided, leftOut } = await decide(shown);
    expect({ decided, leftOut }).toEqual({ decided: 5, leftOut: [] });
    expect(await item(ids[0] ?? "")).toMatchObject({ status: "in_review" });
    await settleLater();
    expect(await database.item.count({ where: { useCaseId, outcome: "no", decidedBy: "human" } })).toBe(5);
    expect(await database.review.count({ where: { useCaseId, status: "open" } })).toBe(0);
    expect(await eventsAbout(bulkId)).toMatchObject([
      { type: "bulk.decided", envelope: { output: { outcome: "no" }, detail: { items: 5, left_out: 0 } } },
    ]);
    const each = await database.auditEvent.count({ where: { useCaseId, type: "review.answered" } });
    expect(each).toBe(5);
    expect((await eventsOf(ids[0] ?? "")).map(({ type }) => type)).toEqual([
      "item.submitted",
      "review.answered",
      "decision.made",
      "review.cancelled",
    ]);
  });

  it("is taken back as one, by anybody who may override, and only while the window is open", async () => {
    const { useCaseId, preview, decide, manager } = await makeWorld(4);
    const { bulkId } = await decide(await preview({ filter: {} }));
    expect(await listOpenBulks(manager, useCaseId)).toMatchObject([{ bulkId, items: 4, answer: { outcome: "no" } }]);
    const other = { actor: await makeReviewer(useCaseId, "manager") };
    expect(await undoBulk(other, { useCaseId, bulkId })).toBe(4);
    expect(await undoBulk(other, { useCaseId, bulkId })).toBe(0);
    expect(await listOpenBulks(manager, useCaseId)).toEqual([]);
    await settleLater();
    expect(await database.item.count({ where: { useCaseId, status: "in_review" } })).toBe(4);
    expect(await database.auditEvent.count({ where: { useCaseId, type: "review.undone" } })).toBe(4);
    expect((await eventsAbout(bulkId)).map(({ type }) => type)).toEqual(["bulk.decided", "bulk.undone"]);

    const again = await decide(await preview({ filter: {} }));
    await settleLater();
    await expect(undoBulk(other, { useCaseId, bulkId: again.bulkId })).rejects.toMatchObject({ code: "undo_closed" });
  });

  it("leaves out, and names, what a reviewer is at, what was just answered, and what has the outcome already", async () => {
    const { preview, decide, say, claim, person, override, manager } = await (async () => {
      const world = await makeWorld(4, 1);
      const override = (itemId: string, outcome: string) =>
        overrideDecision(
          { actor: world.manager },
          { useCaseId: world.useCaseId, itemId, answer: { outcome }, reason: "x", reasonCode: null },
        );
      return { ...world, override };
    })();
    await say(await person(), "yes");
    await claim(await person());
    const shown = await preview({ filter: {} }, "yes");
    expect(shown.ids).toHaveLength(2);
    expect(Object.fromEntries(shown.leftOut.map(({ why, count }) => [why, count]))).toEqual({
      answered: 1,
      held: 1,
      same: 1,
    });
    expect(shown.leftOut.find(({ why }) => why === "held")?.named).toMatchObject([
      { externalId: "wait-1", who: "Test Reviewer" },
    ]);
    // One of the two is taken, the other one overridden, before it is confirmed.
    const [one = "", other = ""] = shown.ids;
    await override(one, "no");
    await expect(decide(shown, "yes", manager)).resolves.toMatchObject({
      decided: 1,
      leftOut: [{ why: "overridden", count: 1, named: [{ id: one }] }],
    });
    await expect(decide({ ids: [other], seqs: [0] }, "yes")).rejects.toMatchObject({ code: "conflict" });
  });

  it("leaves out what a reviewer answers or takes between preview and confirmation", async () => {
    const { preview, decide, claim, answer, person, useCaseId } = await makeWorld(3);
    const shown = await preview({ filter: {} });
    expect(shown.ids).toHaveLength(3);
    const reviewer = await person();
    const held = await claim(reviewer);
    const [bulk, verdict] = await Promise.allSettled([
      decide(shown),
      answer(reviewer, held?.reviewId ?? "", { outcome: "yes" }),
    ]);
    expect(verdict.status).toBe("fulfilled");
    expect(bulk).toMatchObject({ value: { decided: 2, leftOut: [{ count: 1 }] } });
    await settleLater();
    const outcomes = await database.item.groupBy({ by: ["outcome"], where: { useCaseId }, _count: true });
    expect(Object.fromEntries(outcomes.map(({ outcome, _count }) => [outcome, _count]))).toEqual({ no: 2, yes: 1 });
  });

  it("leaves out what was decided anew since the preview", async () => {
    const { preview, decide, useCaseId, manager } = await makeWorld(0, 2);
    const shown = await preview({ filter: { decidedBy: "model" } });
    const [first = ""] = shown.ids;
    await overrideDecision(
      { actor: manager },
      { useCaseId, itemId: first, answer: { outcome: "no" }, reason: "x", reasonCode: null },
    );
    await settleLater();
    expect(await decide(shown)).toMatchObject({ decided: 1, leftOut: [{ why: "changed", named: [{ id: first }] }] });
  });

  it("is decided by one of two who confirm the same preview at once", async () => {
    const { preview, decide, useCaseId } = await makeWorld(5);
    const shown = await preview({ filter: {} });
    const other = await makeReviewer(useCaseId, "manager");
    const results = await Promise.allSettled([decide(shown), decide(shown, "no", other)]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await database.review.count({ where: { useCaseId, purpose: "override" } })).toBe(5);
    expect(await database.bulkDecision.count({ where: { useCaseId } })).toBe(1);
  });
});

describe("who may decide many", () => {
  it("refuses reviewers and auditors, and holds everybody to the limit of their roles", async () => {
    const { preview, decide, useCaseId, ids } = await makeWorld(2);
    for (const role of ["reviewer", "auditor"] as const) {
      const actor = await makeReviewer(useCaseId, role);
      await expect(preview({ ids }, "no", actor)).rejects.toMatchObject({ code: "forbidden" });
      await expect(decide({ ids, seqs: [0, 0] }, "no", actor)).rejects.toMatchObject({ code: "forbidden" });
      await expect(undoBulk({ actor }, { useCaseId, bulkId: ids[0] ?? "" })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
    const adjudicator = await makeReviewer(useCaseId, "adjudicator");
    const many = Array.from({ length: bulkLimits.adjudicator + 1 }, () => ids[0] ?? "");
    await expect(decide({ ids: many, seqs: many.map(() => 0) }, "no", adjudicator)).rejects.toMatchObject({
      code: "too_large",
    });
    const key = { kind: "api_key", id: ids[0] ?? "", name: "K", scopes: new Set(["verdicts:write"]), auth: "api_key" };
    await expect(decide({ ids, seqs: [0, 0] }, "no", key as never)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("keeps what an adjudicator could be asked for out of their sight", async () => {
    const world = await makeOverlapWorld({ mode: "full_automation", qcShare: 1 });
    const { useCaseId } = world;
    await submitAll(useCaseId, [letter("a", 0.9), letter("b", 0.9)]);
    const actor = await world.adjudicator();
    const look = (selection: Selection) => previewBulk(actor, { useCaseId, selection, answer: { outcome: "yes" } });
    // Under a filter not even their number is told; without one, they are like any other that is under review.
    expect(await look({ filter: { outcome: "yes" } })).toMatchObject({ ids: [], leftOut: [] });
    expect(await look({ filter: {} })).toMatchObject({ ids: [], leftOut: [{ why: "hidden", count: 2 }] });
    const ids = (await database.item.findMany({ where: { useCaseId } })).map(({ id }) => id);
    expect(await readBulkRows(actor, { useCaseId, ids })).toEqual([]);
  });
});

describe("10,000 items", () => {
  it("are previewed, decided, and taken back as one", { timeout: 300_000 }, async () => {
    const { useCaseId, preview, decide } = await makeWorld(0);
    for (let start = 0; start < 10_000; start += 2_500) {
      await submitAll(
        useCaseId,
        Array.from({ length: 2_500 }, (_, index) => letter(`n-${start + index}`, 0.9)),
      );
    }
    const shown = await preview({ filter: {} });
    expect(shown.ids).toHaveLength(10_000);
    const { bulkId, decided } = await decide(shown);
    expect(decided).toBe(10_000);
    expect(await database.auditEvent.count({ where: { useCaseId, type: "review.answered" } })).toBe(10_000);
    expect(await undoBulk(system, { useCaseId, bulkId })).toBe(10_000);
    await submitAll(useCaseId, [letter("one too many", 0.9)]);
    await expect(preview({ filter: {} })).rejects.toMatchObject({ code: "too_large" });
  });
});
