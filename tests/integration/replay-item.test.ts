import { describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import type { Guardrail } from "@/lib/engine/guardrail-schema";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { replayItem } from "@/lib/items/replay-item";
import { canonicalJson } from "@/lib/platform/canonical-json";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { halt } from "@/lib/policies/halt";
import { liftHalt } from "@/lib/policies/lift-halt";
import { findUseCase } from "@/lib/use-cases/use-case-query";
import { makeReviewer } from "@/tests/support/item-fixture";
import { scored, scoredUseCase } from "@/tests/support/scored-use-case";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const change = (useCaseId: string, changes: Partial<PolicySettings>) =>
  changePolicy(system, { useCaseId, changes, reason: "test" });

async function versionOf(useCaseId: string): Promise<number> {
  const useCase = await findUseCase(useCaseId);
  if (useCase === null) throw new Error("The use case is gone.");
  return useCase.policy.version;
}

const guardrail = (key: string, rest: Partial<Guardrail>): Guardrail =>
  ({ key, label: "", watch: false, ...rest }) as Guardrail;

const guardrails: Guardrail[] = [
  guardrail("large", { kind: "field_outside", field: "second", max: 0.44 }),
  guardrail("close", { kind: "margin_below", margin: 0.05, watch: true }),
  guardrail("even", { kind: "expression", when: "prediction.confidence > 0.98 && size(tags) > 0" }),
  guardrail("broken", { kind: "expression", when: "input.first > 0.8 && tags[5] == 'x'", watch: true }),
  // Fewer than the fifth rung automates by itself: how many the ramp before it lets through is a matter of chance.
  guardrail("rate", { kind: "rate", most: 5 }),
];

/** Everything stored about who is there and what was read from it. */
const counts = async (useCaseId: string) => ({
  predictions: await database.prediction.count({ where: { item: { useCaseId } } }),
  events: await database.auditEvent.count({ where: { useCaseId } }),
  reviews: await database.review.count({ where: { useCaseId } }),
});

describe("a replay", () => {
  it("gives the stored route, byte for byte, for the item's own policy and model, on every rung", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "human_only" }, { unit: "entity" });
    const partial = { mode: "partial_automation", thresholds: { yes: 0.8, no: 0.7 } } as const;
    const rungs: Partial<PolicySettings>[] = [
      { mode: "human_only" },
      { mode: "shadow" },
      { mode: "ai_assist", blindShare: 0.3, reveal: "after", reviewsPerItem: 3, slaMinutes: 90 },
      { ...partial, baseMode: "ai_assist", rampShare: 0.4, qcShare: 0.2, reviewsPerItem: 1 },
      { ...partial, baseMode: "human_only", rampShare: 1, guardrails, agreementAuditShare: 0.1 },
      {
        mode: "full_automation",
        guardrails: guardrails.filter(({ kind }) => kind !== "rate"),
        priority: [{ when: "input.first > 0.5", priority: 4 }],
      },
      { guardrails: [], fallback: { to: "outcome", outcome: "no" }, champion: 2, saltVersion: 2 },
      { fallback: { to: "model", version: 1 } },
    ];
    let made = 0;
    for (const rung of rungs) {
      await change(useCaseId, rung);
      const items = Array.from({ length: 40 }, (_, n) => ({
        ...scored(`item-${made + n}`, Math.round(((n * 7919) % 1000) * 1000) / 1e6),
        entityKey: `entity-${n % 13}`,
        tags: n % 3 === 0 ? ["third"] : [],
      }));
      made += items.length;
      // What a model cannot answer: its two scores do not add up to 1.
      items.push({ externalId: `bad-${made}`, input: { first: 5, second: 9 }, entityKey: "bad", tags: [] });
      await submitAll(useCaseId, items);
    }
    await halt(system, { useCaseId, reason: "test" });
    await submitAll(useCaseId, [
      { ...scored("halted", 0.99), entityKey: "a" },
      { ...scored("halted too", 0.1), entityKey: "b" },
    ]);
    await liftHalt(system, { useCaseId, reason: "test" });

    const manager = await makeReviewer(useCaseId, "manager");
    const items = await database.item.findMany({ where: { useCaseId }, include: { policy: true } });
    expect(items).toHaveLength(rungs.length * 41 + 2);
    const before = await counts(useCaseId);
    for (const item of items) {
      const replay = await replayItem(manager, {
        itemId: item.id,
        policyVersion: item.policy.version,
        modelVersion: null,
      });
      expect(canonicalJson(replay.route), item.externalId).toBe(canonicalJson(item.route));
    }
    expect(await counts(useCaseId)).toEqual(before);
    // The population is worth the name: every way out of the engine is in it.
    const routes = items.map(({ route }) => route as { decides: string; findings?: { guardrail: string }[] });
    expect(new Set(routes.map(({ decides }) => decides))).toEqual(new Set(["model", "human", "fallback"]));
    const found = new Set(routes.flatMap(({ findings = [] }) => findings.map((finding) => finding.guardrail)));
    expect(found).toEqual(new Set(guardrails.map(({ key }) => key)));
  });

  it("says what another policy and another model would have said, asking a model that never did, and keeps nothing", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "ai_assist" });
    const assist = await versionOf(useCaseId);
    await change(useCaseId, { mode: "partial_automation", thresholds: { yes: 0.9 }, qcShare: 1 });
    const partial = await versionOf(useCaseId);
    await change(useCaseId, { mode: "human_only" });
    const human = await versionOf(useCaseId);
    const [item] = await submitAll(useCaseId, [scored("one", 0.97)]);
    const manager = await makeReviewer(useCaseId, "manager");
    const before = await counts(useCaseId);
    const replay = (policyVersion: number, modelVersion: number | null) =>
      replayItem(manager, { itemId: item?.id ?? "", policyVersion, modelVersion });

    const automated = await replay(partial, null);
    expect(automated).toMatchObject({
      policy: { version: partial, reason: "test" },
      champion: { version: 1, askedNow: true, answer: { ok: true, outcome: "yes", confidence: 0.97 } },
      standIn: null,
      route: { decides: "model", reasons: ["threshold_reached"], review: "quality_control", threshold: 0.9 },
      unknown: null,
    });
    // Version 2 takes the same number as the score of no, which has no threshold.
    expect(await replay(partial, 2)).toMatchObject({
      champion: { version: 2, askedNow: true, answer: { outcome: "no" } },
      route: { decides: "human", reasons: ["no_threshold"] },
    });
    expect(await replay(assist, null)).toMatchObject({ route: { decides: "human", reasons: ["mode_ai_assist"] } });
    expect(await replay(human, 2)).toMatchObject({ champion: null, route: { reasons: ["mode_human_only"] } });
    expect(await counts(useCaseId)).toEqual(before);
    await expect(replay(99, null)).rejects.toMatchObject({ code: "not_found" });
    await expect(replay(partial, 99)).rejects.toMatchObject({ code: "not_found" });
  });

  it("holds guardrails of time against the item's own moment", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "human_only" });
    const [item] = await submitAll(useCaseId, [scored("one", 0.97)]);
    const { createdAt } = await database.item.findUniqueOrThrow({ where: { id: item?.id ?? "" } });
    const hour = createdAt.getUTCHours();
    const at = (hours: number) => `${String((hour + hours + 24) % 24).padStart(2, "0")}:00`;
    const hours = (from: string, to: string) => [guardrail("hours", { kind: "outside_hours", from, to } as never)];
    await change(useCaseId, { mode: "full_automation", guardrails: hours(at(-1), at(2)) });
    const open = await versionOf(useCaseId);
    await change(useCaseId, { guardrails: hours(at(4), at(6)) });
    const closed = await versionOf(useCaseId);
    const manager = await makeReviewer(useCaseId, "manager");
    const realNow = clock.now;
    clock.now = () => new Date(realNow().getTime() + 5 * 3_600_000);
    try {
      const decides = async (policyVersion: number) =>
        (await replayItem(manager, { itemId: item?.id ?? "", policyVersion, modelVersion: null })).route?.decides;
      expect(await decides(open)).toBe("model");
      expect(await decides(closed)).toBe("human");
    } finally {
      clock.now = realNow;
    }
  });

  it("says that nobody can tell where only a caller could have sent the answer", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "human_only" });
    const [item] = await submitAll(useCaseId, [letter("one")]);
    await change(useCaseId, { mode: "full_automation" });
    const manager = await makeReviewer(useCaseId, "manager");
    const input = { itemId: item?.id ?? "", policyVersion: await versionOf(useCaseId), modelVersion: null };
    const replay = await replayItem(manager, input);
    expect(replay).toMatchObject({ champion: null, route: null });
    expect(replay.unknown).toContain("callers send the answers of version 1");
  });

  it("is for those who may see items and policies, and for nobody who could be asked to review the item", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "ai_assist" });
    const elsewhere = await suppliedUseCase();
    const [item] = await submitAll(useCaseId, [letter("one", 0.99)]);
    const input = { itemId: item?.id ?? "", policyVersion: 2, modelVersion: null };
    for (const role of ["manager", "auditor"] as const) {
      expect((await replayItem(await makeReviewer(useCaseId, role), input)).route).not.toBeNull();
    }
    const refused: UserActor[] = [
      await makeReviewer(useCaseId, "reviewer"),
      await makeReviewer(useCaseId, "adjudicator"),
      await makeReviewer(elsewhere.useCaseId, "manager"),
      await makeReviewer(useCaseId, "manager", "reviewer"),
    ];
    for (const actor of refused) {
      await expect(replayItem(actor, input)).rejects.toMatchObject({ code: "forbidden" });
    }
    await database.review.updateMany({ where: { useCaseId }, data: { status: "cancelled" } });
    const both = await makeReviewer(useCaseId, "manager", "reviewer");
    expect((await replayItem(both, input)).route?.decides).toBe("human");
  });
});
