import { describe, expect, it } from "vitest";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { findAutomation } from "@/lib/reports/automation-query";
import { findEvidence } from "@/lib/reports/evidence-query";
import { findInForce } from "@/lib/reports/in-force-query";
import { findUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

async function read(useCaseId: string): Promise<UseCaseRecord> {
  const useCase = await findUseCase(useCaseId);
  if (useCase === null) throw new Error("The use case is not there.");
  return useCase;
}

/** A final verdict on an item, as the desk leaves it. */
async function giveVerdict(itemId: string, verdict: { outcome: string; firstOutcome?: string; seen?: boolean }) {
  const at = new Date();
  const { useCaseId } = await database.item.findUniqueOrThrow({ where: { id: itemId } });
  await database.review.deleteMany({ where: { itemId } });
  await database.review.create({
    data: {
      id: newId(),
      itemId,
      useCaseId,
      purpose: "decide",
      status: "settled",
      reveal: "before",
      createdAt: at,
      outcome: verdict.outcome,
      settledAt: at,
      answeredAt: at,
      suggestionShownAt: verdict.seen ? at : null,
      firstOutcome: verdict.firstOutcome ?? null,
      firstAnsweredAt: verdict.firstOutcome === undefined ? null : at,
    },
  });
}

describe("the evidence", () => {
  it("counts confidence by outcome, sets aside what is never automated, and compares blind verdicts only", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "ai_assist", blindShare: 0 });
    const items = await submitAll(useCaseId, [
      letter("sure", 0.999),
      letter("certain", 1),
      letter("half", 0.5),
      letter("no", 0.2),
      letter("unlisted", 0.99, { kind: "z" }),
      letter("silent"),
    ]);
    const [sure, certain, half, no] = items.map((item) => item.id);
    await giveVerdict(sure ?? "", { outcome: "no" });
    await giveVerdict(certain ?? "", { outcome: "yes", seen: true });
    await giveVerdict(half ?? "", { outcome: "no", firstOutcome: "yes", seen: true });
    await giveVerdict(no ?? "", { outcome: "no" });
    const evidence = await findEvidence(await read(useCaseId));
    expect(evidence).toMatchObject({ asked: 6, unusable: 2 });
    const bins = (outcome: string) =>
      (evidence.outcomes.find(({ key }) => key === outcome)?.bins ?? []).flatMap((bin, index) =>
        bin.count > 0 ? [{ index, ...bin }] : [],
      );
    expect(bins("yes")).toEqual([
      { index: 50, count: 1, compared: 1, agreed: 1 },
      { index: 99, count: 1, compared: 1, agreed: 0 },
      { index: 100, count: 1, compared: 0, agreed: 0 },
    ]);
    expect(bins("no")).toEqual([{ index: 80, count: 1, compared: 1, agreed: 1 }]);
  });

  it("is empty without a champion", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "human_only", champion: null });
    expect(await findEvidence(await read(useCaseId))).toMatchObject({ asked: 0, unusable: 0 });
  });
});

describe("the policy in force", () => {
  it("counts what was routed under it, and not under the one before", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "ai_assist" });
    await submitAll(useCaseId, [letter("before", 0.99)]);
    const changes = { mode: "partial_automation", thresholds: { yes: 0.9 } } as const;
    await changePolicy(system, { useCaseId, changes, reason: "up" });
    await submitAll(useCaseId, [letter("a", 0.99), letter("b", 0.6), letter("c", 0.99, { kind: "z" }), letter("d")]);
    expect(await findInForce(await read(useCaseId))).toMatchObject({ items: 4, model: 1, fallback: 2 });
  });
});

describe("the Automation page's view", () => {
  it("pages its history", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "shadow" });
    for (let turn = 1; turn <= 16; turn++) {
      await changePolicy(system, { useCaseId, changes: { qcShare: turn / 100 }, reason: `turn ${turn}` });
    }
    const useCase = await read(useCaseId);
    const newest = await findAutomation(useCase, { before: null });
    expect(newest.history.map((entry) => entry.title)).toEqual(
      Array.from({ length: 15 }, (_, i) => `Policy ${18 - i}`),
    );
    expect(newest.history.at(-1)?.changes?.map((change) => change.key)).toEqual(["qcShare"]);
    const older = await findAutomation(useCase, { before: newest.olderBefore });
    expect(older.history.map((entry) => entry.title)).toEqual(["Policy 3", "Policy 2", "Policy 1"]);
    expect(older.olderBefore).toBeNull();
  });
});
