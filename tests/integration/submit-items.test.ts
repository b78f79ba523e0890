import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { KeyActor, UserActor } from "@/lib/access/actor";
import { commitValue } from "@/lib/audit/commit-value";
import { findItemView, listItemViews } from "@/lib/items/item-query";
import { submitItems } from "@/lib/items/submit-items";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const eventsOf = async (itemId: string) => {
  const rows = await database.auditEvent.findMany({ where: { subjectId: itemId }, orderBy: { subjectSeq: "asc" } });
  return rows.map((row) => ({ ...row, body: JSON.parse(Buffer.from(row.envelope).toString("utf8")) }));
};

const allYes = { thresholds: { yes: 0.9 }, qcShare: 0, blindShare: 0 } as const;

describe("submitting items", () => {
  it("lets people decide in human_only, whatever prediction comes with the item", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "human_only" });
    const [item] = await submitAll(useCaseId, [letter("a", 0.99)]);
    expect(item).toMatchObject({
      status: "in_review",
      decision: null,
      route: { mode: "human_only", reasons: ["mode_human_only"], modelVersion: null },
    });
    expect(await database.prediction.count({ where: { itemId: item?.id ?? "" } })).toBe(0);
    expect(await database.review.findFirst({ where: { itemId: item?.id ?? "" } })).toMatchObject({
      purpose: "decide",
      reveal: "never",
      status: "open",
    });
  });

  it("suggests in ai_assist, and keeps the prediction", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "ai_assist", blindShare: 0 });
    const [item] = await submitAll(useCaseId, [letter("a", 0.99)]);
    expect(item).toMatchObject({
      status: "in_review",
      route: { mode: "ai_assist", modelVersion: 1, policyVersion: 2 },
    });
    expect(await database.review.findFirst({ where: { itemId: item?.id ?? "" } })).toMatchObject({ reveal: "before" });
    expect(await database.prediction.findFirst({ where: { itemId: item?.id ?? "" } })).toMatchObject({
      outcome: "yes",
      confidence: 0.99,
      supplied: true,
    });
  });

  it("automates at the threshold and not below it", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "partial_automation", ...allYes });
    const [at, below, other, unlisted, none] = await submitAll(useCaseId, [
      letter("at", 0.9),
      letter("below", 0.899999),
      letter("other", 0.01),
      letter("unlisted", 0.99, { kind: "z" }),
      letter("none"),
    ]);
    expect(at).toMatchObject({
      status: "decided",
      decision: { outcome: "yes", decidedBy: "model" },
      route: { reasons: ["threshold_reached"] },
    });
    expect(below).toMatchObject({ status: "in_review", route: { reasons: ["below_threshold"] } });
    expect(other).toMatchObject({ status: "in_review", route: { reasons: ["no_threshold"] } });
    expect(unlisted).toMatchObject({ status: "in_review", route: { reasons: ["unlisted_category"] } });
    expect(none).toMatchObject({ status: "in_review", route: { reasons: ["prediction_failed"] } });
    expect(await database.decision.findMany({ where: { item: { useCaseId } } })).toMatchObject([
      { itemId: at?.id, seq: 1, outcome: "yes", decidedBy: "model" },
    ]);
    const fallbacks = await database.item.findMany({
      where: { useCaseId, route: { path: ["fallback"], equals: true } },
      orderBy: { externalId: "asc" },
    });
    expect(fallbacks.map((item) => item.externalId)).toEqual(["none", "unlisted"]);
  });

  it("opens a blind quality control review without delaying the decision", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 1 });
    const [item] = await submitAll(useCaseId, [letter("a", 0.6)]);
    expect(item).toMatchObject({ status: "decided", decision: { outcome: "yes", decidedBy: "model" } });
    expect(await database.review.findFirst({ where: { itemId: item?.id ?? "" } })).toMatchObject({
      purpose: "quality_control",
      reveal: "never",
    });
  });

  it("keeps an entity on one side of the ramp", async () => {
    const { useCaseId } = await suppliedUseCase(
      { mode: "full_automation", rampShare: 0.5, baseMode: "ai_assist" },
      { unit: "entity" },
    );
    const bodies = Array.from({ length: 200 }, (_, index) => ({
      ...letter(`i${index}`, 0.9),
      entityKey: `customer-${index % 20}`,
    }));
    const items = await submitAll(useCaseId, bodies);
    const sides = new Map<string, Set<string>>();
    items.forEach((item, index) => {
      const key = `customer-${index % 20}`;
      sides.set(key, (sides.get(key) ?? new Set()).add(item.route.mode));
    });
    expect([...sides.values()].every((side) => side.size === 1)).toBe(true);
    expect(new Set(items.map((item) => item.route.mode))).toEqual(new Set(["ai_assist", "full_automation"]));
    const [refused] = await submitItems(system, { useCaseId, items: [letter("without", 0.9)] });
    expect(refused).toMatchObject({ ok: false, error: { code: "invalid_item", problems: [{ path: "entityKey" }] } });
  });

  it("answers a bad item alone, and stores nothing of it", async () => {
    const { useCaseId } = await suppliedUseCase();
    const results = await submitItems(system, {
      useCaseId,
      items: [letter("good"), { externalId: "bad", input: {} }, 7, letter("fine")],
    });
    expect(results.map((result) => result.ok)).toEqual([true, false, false, true]);
    expect((await listItemViews(useCaseId, {}, 10, null)).map((item) => item.externalId).sort()).toEqual([
      "fine",
      "good",
    ]);
  });

  it("gives one item per external id: the same body again, another body, and twice in one call", async () => {
    const { useCaseId } = await suppliedUseCase();
    const [first] = await submitAll(useCaseId, [letter("a")]);
    const [again, twice, new1, new2] = await submitAll(useCaseId, [letter("a"), letter("a"), letter("b"), letter("b")]);
    expect([first?.created, again?.created, twice?.created, new1?.created, new2?.created]).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(again?.id).toBe(first?.id);
    expect(new2?.id).toBe(new1?.id);
    const [refused] = await submitItems(system, { useCaseId, items: [letter("a", undefined, { text: "another" })] });
    expect(refused).toMatchObject({ ok: false, error: { code: "external_id_conflict", status: 422 } });
    expect(await database.auditEvent.count({ where: { useCaseId, type: "item.submitted" } })).toBe(2);
  });

  it("gives one item and one event however many send it at once", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation" });
    const bodies = Array.from({ length: 10 }, (_, index) => letter(`race-${index}`, 0.9));
    const rounds = await Promise.all(
      Array.from({ length: 12 }, (_, round) => submitAll(useCaseId, round % 2 === 0 ? bodies : bodies.toReversed())),
    );
    expect(rounds.flat().filter((item) => item.created)).toHaveLength(10);
    expect(new Set(rounds.flat().map((item) => item.id)).size).toBe(10);
    expect(await database.auditEvent.count({ where: { useCaseId, type: "item.submitted" } })).toBe(10);
    expect(await database.auditEvent.count({ where: { useCaseId, type: "decision.made" } })).toBe(10);
  });

  it("writes an event whose bytes, hash and chain can be checked, and no input in clear", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation" });
    const [item] = await submitAll(useCaseId, [letter("secret-case", 0.9, { text: "a very private text" })]);
    const [submitted, decided] = await eventsOf(item?.id ?? "");
    expect(submitted).toMatchObject({
      type: "item.submitted",
      subjectSeq: 1,
      body: { v: 1, previous: null, mode: "full_automation", policy: { version: 2 } },
    });
    expect(decided).toMatchObject({
      type: "decision.made",
      subjectSeq: 2,
      body: { output: { outcome: "yes", score: 0.9 } },
    });
    for (const event of [submitted, decided]) {
      const hash = createHash("sha256")
        .update(Buffer.of(0))
        .update(event?.envelope ?? new Uint8Array())
        .digest("hex");
      expect(Buffer.from(event?.leafHash ?? []).toString("hex")).toBe(hash);
      expect(Buffer.from(event?.envelope ?? []).toString("utf8")).not.toContain("private");
    }
    expect(decided?.body.previous).toBe(Buffer.from(submitted?.leafHash ?? []).toString("hex"));
    const stored = await database.item.findUniqueOrThrow({ where: { id: item?.id ?? "" } });
    expect(submitted?.body.input_commitment).toBe(commitValue(stored.inputSalt, "input", stored.input));
    const events = await database.auditEvent.findMany({ where: { useCaseId }, select: { id: true } });
    const waiting = { eventId: { in: events.map(({ id }) => id) } };
    expect(await database.auditPending.count({ where: waiting })).toBe(events.length);
  });

  it("is refused without the scope, and to people who only review; nothing is written", async () => {
    const { useCaseId } = await suppliedUseCase();
    const key: KeyActor = {
      kind: "api_key",
      id: newId(),
      name: "reader",
      scopes: new Set(["items:read"]),
      auth: "api_key",
    };
    const reviewer: UserActor = {
      kind: "user",
      id: newId(),
      name: "R",
      isAdmin: false,
      roles: new Map([[useCaseId, new Set(["reviewer"])]]),
      auth: "password",
    };
    await expect(submitItems({ actor: key }, { useCaseId, items: [letter("a")] })).rejects.toMatchObject({
      code: "missing_scope",
    });
    await expect(submitItems({ actor: reviewer }, { useCaseId, items: [letter("a")] })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await database.item.count({ where: { useCaseId } })).toBe(0);
  });

  it("gives an earlier item's answer unchanged after the policy changed", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation" });
    const [before] = await submitAll(useCaseId, [letter("a", 0.9)]);
    await changePolicy(system, { useCaseId, changes: { mode: "human_only" }, reason: "lower" });
    const [after, fresh] = await submitAll(useCaseId, [letter("a", 0.9), letter("b", 0.9)]);
    expect(after).toEqual({ ...before, created: false });
    expect(fresh).toMatchObject({ status: "in_review", route: { policyVersion: 3 } });
    expect((await findItemView(before?.id ?? ""))?.view).toEqual({ ...before, created: undefined });
  });

  it("takes a number for a regression, and holds its spread against the policy", async () => {
    const { useCaseId } = await suppliedUseCase(
      { mode: "partial_automation", maxSpread: 0.5, qcShare: 0 },
      { kind: "regression", outcomes: undefined, target: { unit: "rings", tolerance: 1 } },
    );
    const body = (externalId: string, spread: number) => ({
      externalId,
      input: { text: "x" },
      prediction: { value: 9.5, spread },
    });
    const [narrow, wide] = await submitAll(useCaseId, [body("narrow", 0.5), body("wide", 0.51)]);
    expect(narrow).toMatchObject({ status: "decided", decision: { value: 9.5, decidedBy: "model" } });
    expect(wide).toMatchObject({ status: "in_review", route: { reasons: ["spread_too_wide"] } });
  });

  it("stores nothing where the audit events cannot be written", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation" });
    const items = Array.from({ length: 3 }, (_, index) => letter(`x${index}`, 0.9));
    // An envelope above 64 KiB is refused by the append.
    const huge = { actor: { ...system.actor, name: "n".repeat(70_000) } };
    await expect(submitItems(huge, { useCaseId, items })).rejects.toThrow(/larger than/);
    expect(await database.item.count({ where: { useCaseId } })).toBe(0);
    expect(await database.decision.count({ where: { item: { useCaseId } } })).toBe(0);
  });
});
