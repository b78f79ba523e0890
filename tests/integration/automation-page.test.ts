import { afterEach, describe, expect, it } from "vitest";
import type { Guardrail } from "@/lib/engine/guardrail-schema";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { halt } from "@/lib/policies/halt";
import { liftHalt } from "@/lib/policies/lift-halt";
import { findAutomation } from "@/lib/reports/automation-query";
import { countGuardrails, guardedItems } from "@/lib/reports/guardrail-counts-query";
import { findRoutedFlows } from "@/lib/reports/routed-flow-query";
import { findUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const realNow = clock.now;
const hourMs = 3_600_000;

afterEach(() => {
  clock.now = realNow;
});

const later = (hours: number) => {
  const now = realNow().getTime() + hours * hourMs;
  clock.now = () => new Date(now);
};

async function read(useCaseId: string): Promise<UseCaseRecord> {
  const useCase = await findUseCase(useCaseId);
  if (useCase === null) throw new Error("The use case is not there.");
  return useCase;
}

const guardrail = (key: string, rest: Partial<Guardrail>): Guardrail =>
  ({ key, label: "", watch: false, ...rest }) as Guardrail;

const noB = guardrail("no-b", { kind: "slice", field: "kind", values: ["b"] });
const watched = guardrail("hello", { kind: "text_matches", field: "text", pattern: "hello", watch: true });
const breaks = guardrail("breaks", { kind: "expression", when: "input.kind == 'a'", watch: true });

describe("the flow", () => {
  it("says how items were routed, of which hour, with the causes", async () => {
    const { useCaseId } = await suppliedUseCase({
      mode: "partial_automation",
      thresholds: { yes: 0.9 },
      qcShare: 1,
      guardrails: [noB],
    });
    await submitAll(useCaseId, [letter("a", 0.99), letter("b", 0.95)]);
    later(2);
    await submitAll(useCaseId, [
      letter("c", 0.99),
      letter("below", 0.6),
      letter("no threshold", 0.1),
      letter("stopped", 0.99, { kind: "b" }),
      letter("unlisted", 0.99, { kind: "z" }),
      letter("silent"),
    ]);
    const { hour, day } = await findRoutedFlows(useCaseId);
    expect(hour).toMatchObject({ hours: 1, arrived: 6, atLeast: false });
    expect(hour.flow).toEqual({
      items: 6,
      model: 1,
      fallback: 2,
      fallbackAnswered: 0,
      people: 3,
      sampled: 1,
      fallbackCauses: [
        { reason: "prediction_failed", n: 1 },
        { reason: "unlisted_category", n: 1 },
      ],
      peopleCauses: [
        { reason: "below_threshold", n: 1 },
        { reason: "guardrail", n: 1 },
        { reason: "no_threshold", n: 1 },
      ],
    });
    expect(day).toMatchObject({
      hours: 24,
      arrived: 8,
      flow: { items: 8, model: 3, sampled: 3, people: 3, fallback: 2 },
    });
    later(30);
    expect(await findRoutedFlows(useCaseId)).toMatchObject({ hour: { arrived: 0 }, day: { arrived: 0 } });
  });

  it("counts what a fallback answered as lost coverage, and not as the model's", async () => {
    const { useCaseId } = await suppliedUseCase({
      mode: "full_automation",
      qcShare: 0,
      fallback: { to: "outcome", outcome: "no" },
    });
    await submitAll(useCaseId, [letter("a", 0.99), letter("silent"), letter("unlisted", 0.99, { kind: "z" })]);
    const { hour } = await findRoutedFlows(useCaseId);
    expect(hour.flow).toMatchObject({ items: 3, model: 1, fallback: 2, fallbackAnswered: 2, people: 0, sampled: 0 });
  });
});

describe("the guardrails' counts", () => {
  it("tell day, week and policy apart, and what met from what broke", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 0, guardrails: [noB] });
    await submitAll(useCaseId, [letter("old", 0.99, { kind: "b" })]);
    later(2 * 24);
    await submitAll(useCaseId, [letter("older policy", 0.99, { kind: "b" }), letter("passes", 0.99, { kind: "a" })]);
    const changes = { guardrails: [noB, watched, breaks] };
    await changePolicy(system, { useCaseId, changes, reason: "more" });
    // Without its value the condition cannot be evaluated.
    await submitAll(useCaseId, [
      letter("stopped", 0.99, { kind: "b" }),
      letter("watched", 0.99, { kind: "a" }),
      letter("broken", 0.99),
    ]);
    const { counts, partial } = await countGuardrails(await read(useCaseId));
    const nothing = { met: 0, errors: 0 };
    expect(counts.get("no-b")).toEqual({
      day: { met: 2, errors: 0 },
      week: { met: 3, errors: 0 },
      policy: { met: 1, errors: 0 },
    });
    expect(counts.get("hello")).toMatchObject({ day: { met: 3, errors: 0 }, policy: { met: 3, errors: 0 } });
    expect(counts.get("breaks")).toMatchObject({ week: { met: 1, errors: 1 }, policy: { met: 1, errors: 1 } });
    expect(partial).toEqual({ day: false, week: false, policy: false });
    later(10 * 24);
    const afterwards = (await countGuardrails(await read(useCaseId))).counts.get("no-b");
    expect(afterwards).toEqual({ day: nothing, week: nothing, policy: { met: 1, errors: 0 } });
  });

  it("read one range of the index, however many items there are beside", async () => {
    const { useCaseId } = await suppliedUseCase();
    const { id: policyId } = await database.policy.findFirstOrThrow({ where: { inForceOf: { id: useCaseId } } });
    await database.$executeRaw`
      INSERT INTO item (id, use_case_id, external_id, input, unlisted, body_sha256, input_salt, tags, created_at, route, mode,
                        policy_id, status)
      SELECT (lpad(to_hex(extract(epoch FROM now())::bigint * 1000), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid,
             ${useCaseId}::uuid, 'n' || n, '{}', '{}', '', '', '{}', now(),
             CASE WHEN n % 100 = 0 THEN '{"findings": [{"guardrail": "x", "result": "stopped"}]}'::jsonb ELSE '{}' END,
             'human_only', ${policyId}::uuid, 'in_review'
      FROM generate_series(1, 20000) AS n`;
    const since = "00000000-0000-7000-8000-000000000000";
    const plan = await database.$queryRaw<{ "QUERY PLAN": string }[]>`EXPLAIN ${guardedItems(useCaseId, since)}`;
    expect(plan.map((row) => row["QUERY PLAN"]).join("\n")).toContain("item_guarded");
    const { counts } = await countGuardrails(await read(useCaseId));
    expect(counts.get("x")?.day).toEqual({ met: 200, errors: 0 });
  });
});

describe("a regression's spreads", () => {
  it("are counted against the largest one that passes", async () => {
    const { useCaseId } = await suppliedUseCase(
      { mode: "partial_automation", maxSpread: 0.5 },
      { kind: "regression", outcomes: undefined, target: { unit: "rings", tolerance: 1 } },
    );
    const number = (externalId: string, spread?: number) => ({
      externalId,
      input: { text: "hello" },
      prediction: { value: 9, ...(spread !== undefined && { spread }) },
    });
    await submitAll(useCaseId, [
      number("a", 0.1),
      number("b", 0.5),
      number("c", 0.51),
      number("d", 2),
      number("none"),
      { externalId: "silent", input: { text: "hello" } },
    ]);
    const view = await findAutomation(await read(useCaseId), { before: null });
    expect(view.spreads).toMatchObject({ asked: 6, unusable: 1, without: 1, passing: 2 });
    expect(view.spreads?.bins.bars.reduce((sum, bar) => sum + bar.passing, 0)).toBe(2);
    expect(view.notes.partial_automation).toBe("33% of recent items have a spread of at most 0.5.");
  });
});

describe("the history", () => {
  it("tells halts with their reasons, also after they were lifted", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "ai_assist" });
    await halt(system, { useCaseId, reason: "first" });
    await liftHalt(system, { useCaseId, reason: "fine again" });
    await halt(system, { useCaseId, reason: "second" });
    const { history } = await findAutomation(await read(useCaseId), { before: null });
    expect(history.map(({ title, reason, by }) => [title, reason, by])).toEqual([
      ["Halted", "second", "by test"],
      ["Halt lifted", "fine again", "by test"],
      ["Halted", "first", "by test"],
      ["Policy 2", "test", "by test"],
      ["Policy 1", expect.any(String), expect.any(String)],
    ]);
  });

  it("keeps what happened on the page of the policies that were in force then", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "ai_assist" });
    await halt(system, { useCaseId, reason: "early" });
    await liftHalt(system, { useCaseId, reason: "on" });
    for (let turn = 1; turn <= 16; turn++) {
      await changePolicy(system, { useCaseId, changes: { qcShare: turn / 100 }, reason: `turn ${turn}` });
    }
    const useCase = await read(useCaseId);
    const newest = await findAutomation(useCase, { before: null });
    expect(newest.history.some(({ kind }) => kind === "halt")).toBe(false);
    const older = await findAutomation(useCase, { before: newest.olderBefore });
    expect(older.history.map(({ title }) => title)).toEqual([
      "Policy 3",
      "Halt lifted",
      "Halted",
      "Policy 2",
      "Policy 1",
    ]);
  });

  it("sets two versions side by side, and none that there are not", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "ai_assist", qcShare: 0.05 });
    await changePolicy(system, { useCaseId, changes: { qcShare: 0.2 }, reason: "more checks" });
    const useCase = await read(useCaseId);
    const compared = async (compare: string) => (await findAutomation(useCase, { before: null, compare })).comparison;
    const comparison = await compared("3..2");
    expect(comparison).toMatchObject({ one: { version: 3 }, other: { version: 2 } });
    const differing = comparison?.rows.filter(({ differs }) => differs);
    expect(differing).toEqual([
      {
        key: "qcShare",
        label: "Quality control",
        one: "people check 20% of automated items, blind",
        other: "people check 5% of automated items, blind",
        differs: true,
      },
    ]);
    expect(await compared("3..4")).toBeNull();
    expect(await compared("3..x")).toBeNull();
  });
});
