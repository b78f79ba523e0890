import { describe, expect, it } from "vitest";
import type { Guardrail } from "@/lib/engine/guardrail-schema";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { Route } from "@/lib/engine/route-item";
import { submitItems } from "@/lib/items/submit-items";
import { createModel } from "@/lib/models/create-model";
import { database } from "@/lib/platform/database";
import type { AppError } from "@/lib/platform/errors";
import { changePolicy } from "@/lib/policies/change-policy";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import { findUseCase } from "@/lib/use-cases/use-case-query";
import { scored, scoredUseCase } from "@/tests/support/scored-use-case";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const full = { mode: "full_automation", qcShare: 0, blindShare: 0 } as const;

const change = (useCaseId: string, changes: Partial<PolicySettings>) =>
  changePolicy(system, { useCaseId, changes, reason: "test" });

const routeOf = async (itemId: string) => {
  const { route } = await database.item.findUniqueOrThrow({ where: { id: itemId }, select: { route: true } });
  return route as unknown as Route;
};

const envelopesOf = async (itemId: string) => {
  const rows = await database.auditEvent.findMany({ where: { subjectId: itemId }, orderBy: { subjectSeq: "asc" } });
  return rows.map(({ envelope }) => JSON.parse(Buffer.from(envelope).toString("utf8")));
};

const automatedIn = (useCaseId: string) => database.item.count({ where: { useCaseId, decidedBy: "model" } });

const slice: Guardrail = { kind: "slice", field: "kind", values: ["b"], key: "no-b", label: "", watch: false };
const rate = (most: number, per: "use_case" | "entity" = "use_case"): Guardrail => {
  return { kind: "rate", most, per, key: "rate", label: "", watch: false };
};

describe("a guardrail", () => {
  it("leaves to people what it stops, and says so in the route and in the audit log", async () => {
    const { useCaseId } = await suppliedUseCase({ ...full, guardrails: [slice] });
    const [stopped, passed] = await submitAll(useCaseId, [
      letter("stopped", 0.99, { kind: "b" }),
      letter("passed", 0.99, { kind: "a" }),
    ]);
    expect(stopped).toMatchObject({ status: "in_review", route: { reasons: ["mode_full_automation", "guardrail"] } });
    expect(passed).toMatchObject({ status: "decided", decision: { decidedBy: "model" } });
    expect((await routeOf(stopped?.id ?? "")).findings).toMatchObject([
      { guardrail: "no-b", kind: "slice", acts: true, result: "stopped" },
    ]);
    expect(await routeOf(passed?.id ?? "")).not.toHaveProperty("findings");
    const [submitted] = await envelopesOf(stopped?.id ?? "");
    expect(submitted).toMatchObject({ type: "item.submitted", output: { guardrails: ["no-b"] } });
  });

  it("changes nothing while it watches, but counts", async () => {
    const { useCaseId } = await suppliedUseCase({ ...full, guardrails: [{ ...slice, watch: true }] });
    const [item] = await submitAll(useCaseId, [letter("watched", 0.99, { kind: "b" })]);
    expect(item).toMatchObject({ status: "decided", decision: { decidedBy: "model" } });
    expect((await routeOf(item?.id ?? "")).findings).toMatchObject([{ guardrail: "no-b", acts: false }]);
    const [submitted] = await envelopesOf(item?.id ?? "");
    expect(submitted.output).not.toHaveProperty("guardrails");
    expect(submitted.detail).toMatchObject({ watched: ["no-b"] });
  });

  it("knows what the champion was trained on", async () => {
    const { useCaseId } = await scoredUseCase({
      ...full,
      guardrails: [{ kind: "outside_reference", fields: ["first"], key: "odd", label: "", watch: false }],
    });
    const { id } = await database.modelVersion.findFirstOrThrow({ where: { useCaseId, version: 1 } });
    const bins = [{ from: 0, to: 0.5, count: 10 }];
    const numbers = { kind: "number", count: 10, missing: 0, min: 0, max: 0.5, mean: 0.2, deviation: 0.1, bins };
    await database.trainingReference.create({
      data: { modelVersionId: id, rows: 10, statistics: { first: numbers }, createdAt: new Date() },
    });
    const [inside, outside] = await submitAll(useCaseId, [scored("inside", 0.4), scored("outside", 0.6)]);
    expect(inside).toMatchObject({ decision: { decidedBy: "model", outcome: "no" } });
    expect(outside).toMatchObject({ status: "in_review", decision: null });
  });

  it("that cannot take force is refused with its place", async () => {
    const { useCaseId } = await suppliedUseCase(full);
    const named = (key: string) => ({ key, label: "", watch: false });
    const refused = change(useCaseId, {
      guardrails: [
        { ...named("a"), kind: "missing_field", field: "nothing" },
        { ...named("a"), kind: "expression", when: "input.nothing > 1" },
        { ...named("c"), kind: "expression", when: "input.text >" },
        { ...named("d"), kind: "text_matches", field: "text", pattern: "(?=x)" },
        { ...named("e"), kind: "outside_hours", from: "08:00", to: "18:00", days: [1], timeZone: "Mars/North" },
        { ...named("f"), kind: "field_outside", field: "text", min: 2, max: 1 },
        { ...named("g"), kind: "outcome", outcomes: ["maybe"] },
        { ...named("h"), kind: "value_outside", min: 1 },
      ],
      fallback: { to: "outcome", outcome: "maybe" },
      priority: [{ when: "tags.map(t, t) == []", priority: 1 }],
    });
    const error = await refused.then(
      () => null,
      (thrown: AppError) => thrown,
    );
    expect(error?.code).toBe("invalid_input");
    expect(error?.problems?.map(({ path }) => path).sort()).toEqual(
      [
        "fallback.outcome",
        "guardrails.0.field",
        "guardrails.1.key",
        "guardrails.1.when",
        "guardrails.2.when",
        "guardrails.3.pattern",
        "guardrails.4.timeZone",
        "guardrails.5.field",
        "guardrails.5.max",
        "guardrails.6.outcomes.0",
        "guardrails.7.kind",
        "priority.0.when",
      ].sort(),
    );
  });
});

describe("a definition", () => {
  it("keeps what guardrails, priority rules and the fallback in force name", async () => {
    const { useCaseId, slug } = await suppliedUseCase({
      ...full,
      guardrails: [slice],
      priority: [{ when: "has(input.kind)", priority: 1 }],
    });
    const { definition } = (await findUseCase(useCaseId)) ?? {};
    if (definition === undefined) throw new Error("The use case is gone.");
    const fields = definition.fields.filter(({ key }) => key !== "kind");
    const refused = defineUseCase(system, { slug, definition: { ...definition, fields } });
    await expect(refused).rejects.toMatchObject({
      problems: [
        { message: expect.stringContaining('The guardrail "no-b" would no longer fit.') },
        { message: expect.stringContaining("Priority rule 1 would no longer fit.") },
      ],
    });
    await change(useCaseId, { guardrails: [], priority: [] });
    expect(await defineUseCase(system, { slug, definition: { ...definition, fields } })).toMatchObject({
      useCase: { slug },
    });
  });
});

describe("the fallback", () => {
  it("decides with a fixed outcome what the champion cannot, unless a guardrail stops it", async () => {
    const { useCaseId } = await suppliedUseCase({
      ...full,
      fallback: { to: "outcome", outcome: "no" },
      guardrails: [slice],
    });
    const [failed, unlisted, stopped, sure] = await submitAll(useCaseId, [
      letter("failed"),
      letter("unlisted", 0.99, { kind: "z" }),
      letter("stopped", undefined, { kind: "b" }),
      letter("sure", 0.99),
    ]);
    for (const item of [failed, unlisted]) {
      expect(item).toMatchObject({ status: "decided", decision: { outcome: "no", decidedBy: "fallback" } });
    }
    expect(stopped).toMatchObject({ status: "in_review", decision: null });
    expect(sure).toMatchObject({ decision: { outcome: "yes", decidedBy: "model" } });
    expect(await database.decision.findFirst({ where: { itemId: failed?.id ?? "" } })).toMatchObject({
      seq: 1,
      outcome: "no",
      decidedBy: "fallback",
      predictionId: null,
    });
    const [, decided] = await envelopesOf(failed?.id ?? "");
    expect(decided).toMatchObject({
      type: "decision.made",
      output: { outcome: "no" },
      detail: { decided_by: "fallback", fixed: true },
    });
    await change(useCaseId, { mode: "ai_assist" });
    const [assisted] = await submitAll(useCaseId, [letter("assisted")]);
    expect(assisted).toMatchObject({ status: "in_review", decision: null });
  });

  it("asks another model version, and holds it against the same guardrails", async () => {
    const { useCaseId } = await scoredUseCase({ ...full });
    // Its callers send no prediction, so the champion has nothing to say.
    await createModel(system, { useCaseId, name: "The caller's own", backend: "supplied" });
    await change(useCaseId, { champion: 3, fallback: { to: "model", version: 2 } });
    const [item] = await submitAll(useCaseId, [scored("one", 0.9)]);
    expect(item).toMatchObject({ status: "decided", decision: { outcome: "no", decidedBy: "fallback" } });
    const decision = await database.decision.findFirstOrThrow({
      where: { itemId: item?.id ?? "" },
      include: { prediction: { include: { modelVersion: true } } },
    });
    expect(decision.prediction).toMatchObject({ outcome: "no", modelVersion: { version: 2 } });
    const [, decided] = await envelopesOf(item?.id ?? "");
    expect(decided).toMatchObject({ model: { version: 2 }, detail: { decided_by: "fallback" } });
    await change(useCaseId, {
      guardrails: [{ key: "no", label: "", watch: false, kind: "outcome", outcomes: ["no"] }],
    });
    const [stopped] = await submitAll(useCaseId, [scored("two", 0.9)]);
    expect(stopped).toMatchObject({ status: "in_review", decision: null });
    expect((await routeOf(stopped?.id ?? "")).reasons).toEqual([
      "prediction_failed",
      "fallback_model",
      "mode_full_automation",
      "guardrail",
    ]);
  });
});

describe("what is left to people", () => {
  it("gets as many reviews as the policy says, with priority and service level", async () => {
    const { useCaseId } = await suppliedUseCase({
      mode: "ai_assist",
      reviewsPerItem: 3,
      slaMinutes: 30,
      priority: [
        { when: "input.kind == 'b'", priority: 7 },
        { when: "'vip' in tags", priority: 3 },
      ],
    });
    const [item, plain] = await submitAll(useCaseId, [
      { ...letter("b", 0.9, { kind: "b" }), tags: ["vip"] },
      letter("a", 0.9, { kind: "a" }),
    ]);
    const reviews = await database.review.findMany({ where: { itemId: item?.id ?? "" } });
    expect(reviews).toHaveLength(3);
    for (const { purpose, priority, dueAt, createdAt } of reviews) {
      expect({ purpose, priority }).toEqual({ purpose: "decide", priority: 7 });
      expect((dueAt?.getTime() ?? 0) - createdAt.getTime()).toBe(30 * 60_000);
    }
    // Without a field that a rule needs the rule matches nothing, and the route says so.
    const [bare] = await submitAll(useCaseId, [letter("bare", 0.9)]);
    expect(await routeOf(bare?.id ?? "")).toMatchObject({ priorityFailed: [0] });
    expect(await database.review.findFirst({ where: { itemId: plain?.id ?? "" } })).toMatchObject({ priority: 0 });
  });
});

describe("a rate guardrail", () => {
  const batch = (name: string, size: number, entity?: string) =>
    Array.from({ length: size }, (_, n) => ({
      ...letter(`${name}-${n}`, 0.99),
      ...(entity !== undefined && { entityKey: entity }),
    }));

  it("holds in a race of four batches", async () => {
    const { useCaseId } = await suppliedUseCase({ ...full, guardrails: [rate(10)] });
    const results = await Promise.all(
      ["a", "b", "c", "d"].map((name) => submitItems(system, { useCaseId, items: batch(name, 8) })),
    );
    expect(results.flat().every(({ ok }) => ok)).toBe(true);
    expect(await automatedIn(useCaseId)).toBe(10);
    expect(await database.item.count({ where: { useCaseId, status: "in_review" } })).toBe(22);
    const [late] = await submitAll(useCaseId, batch("late", 1));
    expect(late).toMatchObject({ status: "in_review", route: { reasons: ["mode_full_automation", "guardrail"] } });
  });

  it("counts each entity by itself", async () => {
    const { useCaseId } = await suppliedUseCase({ ...full, guardrails: [rate(2, "entity")] });
    await submitAll(useCaseId, [...batch("a", 5, "a"), ...batch("b", 3, "b"), ...batch("none", 1)]);
    const decided = await database.item.groupBy({
      by: ["entityKey"],
      where: { useCaseId, decidedBy: "model" },
      _count: true,
    });
    const counts = Object.fromEntries(decided.map(({ entityKey, _count }) => [entityKey ?? "none", _count]));
    expect(counts).toEqual({ a: 2, b: 2 });
  });

  it("counts what was automated before it was there, and forgets what is older than an hour", async () => {
    const { useCaseId } = await suppliedUseCase(full);
    await submitAll(useCaseId, batch("before", 6));
    await change(useCaseId, { guardrails: [rate(10)] });
    await submitAll(useCaseId, batch("after", 6));
    expect(await automatedIn(useCaseId)).toBe(10);
    const earlier = new Date(Date.now() - 62 * 60_000);
    await database.automationMinute.updateMany({ where: { useCaseId }, data: { minute: earlier } });
    await submitAll(useCaseId, batch("next", 12));
    expect(await automatedIn(useCaseId)).toBe(20);
  });
});
