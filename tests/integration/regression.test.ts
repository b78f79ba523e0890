import { afterEach, describe, expect, it } from "vitest";
import { systemActor } from "@/lib/access/actor";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { settleReviews } from "@/lib/items/settle-reviews";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { changePolicy } from "@/lib/policies/change-policy";
import { findAgreement } from "@/lib/reports/agreement-query";
import { findModelPage } from "@/lib/reports/model-page-query";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import { findUseCase } from "@/lib/use-cases/use-case-query";
import { makeReviewer } from "@/tests/support/item-fixture";
import { valueMapping } from "@/tests/support/shared-models";
import { spreadModel } from "@/tests/support/spread-model";
import { storeModel } from "@/tests/support/store-model";
import { submitAll, system } from "@/tests/support/supplied-use-case";

const realNow = clock.now;
afterEach(() => {
  clock.now = realNow;
});

/** A number is asked for; version 1 gives it with a spread (a tenth of it), version 2 without. */
async function ringsUseCase(settings: Partial<PolicySettings>): Promise<string> {
  const { useCase } = await defineUseCase(system, {
    slug: `rings-${newId().slice(-12)}`,
    definition: {
      name: "Rings",
      kind: "regression",
      secondPersonToRaise: false,
      fields: [{ key: "x", kind: "number" }],
      target: { unit: "rings", tolerance: 1, min: 0, max: 40 },
    },
  });
  const mapping = valueMapping();
  const bytes = spreadModel();
  const output = { ...mapping.output, spreadTensor: "s" };
  await storeModel(useCase.id, "With a spread", { bytes, mapping: { ...mapping, output } });
  await storeModel(useCase.id, "Without one", { bytes, mapping });
  await changePolicy(system, { useCaseId: useCase.id, changes: { champion: 1, ...settings }, reason: "test" });
  return useCase.id;
}

const item = (x: number) => ({ externalId: `x-${x}`, input: { x } });

/** The next review's reviewer answers, and the verdict becomes final. */
async function verdict(useCaseId: string, value: number): Promise<void> {
  const reviewer = { actor: await makeReviewer(useCaseId) };
  const claimed = await claimNextReview(reviewer, { useCaseId, loaded: [] });
  await answerReview(reviewer, { useCaseId, reviewId: claimed?.reviewId ?? "", answer: { value }, note: "" });
}

async function settle(): Promise<void> {
  const at = new Date(realNow().getTime() + (env.undoSeconds + 1) * 1000);
  clock.now = () => at;
  await settleReviews({ actor: systemActor("worker") }, { limit: 100 });
}

async function recordOf(useCaseId: string) {
  const useCase = await findUseCase(useCaseId);
  if (useCase === null) throw new Error("The use case is gone.");
  return useCase;
}

describe("a regression", () => {
  it("is automated up to the largest spread, and says why it is not above", async () => {
    const useCaseId = await ringsUseCase({ mode: "partial_automation", maxSpread: 0.5, qcShare: 0 });
    const [narrow, edge, wide] = await submitAll(useCaseId, [item(4), item(5), item(5.1)]);
    expect(narrow).toMatchObject({
      decision: { value: 4, decidedBy: "model" },
      route: { reasons: ["threshold_reached"] },
    });
    expect(edge).toMatchObject({ decision: { value: 5, decidedBy: "model" } });
    expect(wide).toMatchObject({ status: "in_review", route: { reasons: ["spread_too_wide"] } });
    expect(await database.prediction.findFirst({ where: { itemId: narrow?.id ?? "" } })).toMatchObject({
      value: 4,
      spread: 0.4,
      outcome: null,
      confidence: null,
    });
  });

  it("is never automated in part by a model that gives no spread, and in full by any", async () => {
    const useCaseId = await ringsUseCase({ mode: "partial_automation", maxSpread: 5, champion: 2, qcShare: 0 });
    const [part] = await submitAll(useCaseId, [item(4)]);
    expect(part).toMatchObject({ status: "in_review", route: { reasons: ["no_spread"] } });
    await changePolicy(system, { useCaseId, changes: { mode: "full_automation" }, reason: "test" });
    const [full] = await submitAll(useCaseId, [item(7)]);
    expect(full).toMatchObject({ decision: { value: 7, decidedBy: "model" } });
  });

  it("takes a person's number within its bounds only", async () => {
    const useCaseId = await ringsUseCase({ mode: "shadow" });
    await submitAll(useCaseId, [item(4)]);
    await expect(verdict(useCaseId, 41)).rejects.toMatchObject({
      code: "invalid_input",
      message: "This must be at most 40 rings.",
    });
  });

  it("agrees within the tolerance, differs beyond it, and its model's page tells how far", async () => {
    const useCaseId = await ringsUseCase({ mode: "ai_assist", blindShare: 1 });
    const items = await submitAll(useCaseId, [item(4), item(10), item(20)]);
    await verdict(useCaseId, 5);
    await verdict(useCaseId, 8.5);
    await verdict(useCaseId, 20);
    await settle();
    const decided = await database.item.findMany({ where: { useCaseId }, orderBy: { id: "asc" } });
    expect(decided.map(({ value, decidedBy }) => [value, decidedBy])).toEqual([
      [5, "human"],
      [8.5, "human"],
      [20, "human"],
    ]);
    const disagreements = await database.disagreement.findMany({ where: { useCaseId } });
    expect(disagreements).toMatchObject([{ kind: "model_human", itemId: items[1]?.id }]);
    const useCase = await recordOf(useCaseId);
    expect(await findAgreement(useCase)).toMatchObject({ blind: { n: 3, agreed: 2 }, seen: { n: 0 } });
    const page = await findModelPage(useCase, 1);
    expect(page).toMatchObject({
      part: { kind: "champion" },
      agreement: { blind: { n: 3, agreed: 2 } },
      confusion: [],
      distance: { n: 3, within: 2, mean: expect.closeTo(2.5 / 3, 9), median: 1 },
    });
  });
});
