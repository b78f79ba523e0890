import { describe, expect, it } from "vitest";
import { systemActor } from "@/lib/access/actor";
import { recordBackgroundPredictions } from "@/lib/items/record-background-predictions";
import { findModelVersionIds } from "@/lib/models/model-query";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { findAgreement } from "@/lib/reports/agreement-query";
import { findModelPage, type ModelPage } from "@/lib/reports/model-page-query";
import { listModels } from "@/lib/reports/models-query";
import { findUseCase } from "@/lib/use-cases/use-case-query";
import { scored, scoredUseCase } from "@/tests/support/scored-use-case";
import { submitAll, system } from "@/tests/support/supplied-use-case";

async function recordOf(useCaseId: string) {
  const useCase = await findUseCase(useCaseId);
  if (useCase === null) throw new Error("The use case is gone.");
  return useCase;
}

async function pageOf(useCaseId: string, version: number): Promise<ModelPage> {
  const page = await findModelPage(await recordOf(useCaseId), version);
  if (page === null) throw new Error("There is no such version.");
  return page;
}

/** Everything that waits for a person gets this final verdict, `seen` or not. */
async function verdicts(useCaseId: string, outcome: string, seen = false): Promise<void> {
  const now = new Date();
  await database.review.updateMany({
    where: { useCaseId, status: "open" },
    data: { status: "settled", outcome, answeredAt: now, settledAt: now, suggestionShownAt: seen ? now : null },
  });
}

async function challengeAll(useCaseId: string, itemIds: string[]): Promise<void> {
  const challenger = (await findModelVersionIds(useCaseId, [2])).get(2) ?? "";
  await recordBackgroundPredictions({ actor: systemActor("worker") }, { useCaseId, itemIds, challenger });
}

const challengers = [{ version: 2, share: 1 }];
const items = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => scored(`${prefix}-${index}`, 0.9));

describe("a model version's page", () => {
  it("tells when it was in force, as what, and who came before and after", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "shadow", challengers });
    await changePolicy(system, { useCaseId, changes: { qcShare: 0.5 }, reason: "same part" });
    await changePolicy(system, { useCaseId, changes: { champion: 2 }, reason: "promote" });
    const first = await pageOf(useCaseId, 1);
    expect(first.stretches).toMatchObject([{ role: "champion", share: null, firstPolicy: 2, lastPolicy: 3 }]);
    expect(first.stretches[0]?.until).not.toBeNull();
    expect(first).toMatchObject({ part: { kind: "earlier", canReturn: true }, before: null, after: 2 });
    const second = await pageOf(useCaseId, 2);
    expect(second.stretches).toMatchObject([
      { role: "challenger", share: 1, firstPolicy: 2, lastPolicy: 3 },
      { role: "champion", share: null, firstPolicy: 4, lastPolicy: 4, until: null },
    ]);
    expect(second).toMatchObject({ part: { kind: "champion" }, before: 1, after: null, goesBackTo: { version: 1 } });
    expect(first.goesBackTo).toBeNull();
  });

  it("counts its answers against verdicts, outcome by outcome, kept apart by what people saw", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "ai_assist", blindShare: 0, challengers });
    const blind = await submitAll(useCaseId, items("blind", 3));
    await verdicts(useCaseId, "yes");
    const seen = await submitAll(useCaseId, items("seen", 2));
    await verdicts(useCaseId, "no", true);
    await challengeAll(
      useCaseId,
      [...blind, ...seen].map(({ id }) => id),
    );
    const champion = await pageOf(useCaseId, 1);
    expect(champion.agreement).toMatchObject({
      blind: { n: 3, agreed: 3 },
      seen: { n: 2, agreed: 0 },
      checked: { n: 0, interval: null },
    });
    expect(champion.confusion).toEqual([{ predicted: "yes", answered: "yes", n: 3 }]);
    const challenger = await pageOf(useCaseId, 2);
    expect(challenger.agreement).toMatchObject({ blind: { n: 3, agreed: 0 }, seen: { n: 2, agreed: 2 } });
    expect(challenger.confusion).toEqual([{ predicted: "no", answered: "yes", n: 3 }]);
    expect(challenger.comparisons).toEqual(champion.comparisons);
    expect(champion.comparisons).toMatchObject([
      {
        champion: 1,
        challenger: 2,
        name: "Other",
        share: 1,
        comparison: {
          items: 5,
          differ: 5,
          champion: { n: 3, agreed: 3 },
          challenger: { n: 3, agreed: 0 },
        },
      },
    ]);
  });

  it("keeps what a champion said as a challenger out of what people saw of it", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "ai_assist", blindShare: 0, challengers });
    const blind = await submitAll(useCaseId, items("blind", 3));
    await verdicts(useCaseId, "no");
    const seen = await submitAll(useCaseId, items("seen", 2));
    await verdicts(useCaseId, "no", true);
    await challengeAll(
      useCaseId,
      [...blind, ...seen].map(({ id }) => id),
    );
    await changePolicy(system, { useCaseId, changes: { champion: 2 }, reason: "promote" });
    expect(await findAgreement(await recordOf(useCaseId))).toMatchObject({
      blind: { n: 3, agreed: 3 },
      seen: { n: 0 },
      checked: { n: 0 },
    });
  });

  it("is nobody's for a version that is not there", async () => {
    const { useCaseId } = await scoredUseCase();
    expect(await findModelPage(await recordOf(useCaseId), 9)).toBeNull();
  });
});

describe("the list of models", () => {
  it("says what each is now", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "shadow" });
    const parts = async () =>
      (await listModels(await recordOf(useCaseId))).map(({ model, part, agreement }) => [
        model.version,
        part.kind,
        agreement !== null,
      ]);
    expect(await parts()).toEqual([
      [2, "unused", false],
      [1, "champion", true],
    ]);
    await changePolicy(system, { useCaseId, changes: { challengers }, reason: "test" });
    expect(await parts()).toEqual([
      [2, "challenger", true],
      [1, "champion", true],
    ]);
    await changePolicy(system, { useCaseId, changes: { champion: 2 }, reason: "test" });
    expect(await parts()).toEqual([
      [2, "champion", true],
      [1, "earlier", true],
    ]);
  });
});
