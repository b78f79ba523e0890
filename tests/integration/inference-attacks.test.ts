import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { stopInference } from "@/lib/inference/predict";
import { submitItems } from "@/lib/items/submit-items";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { logger } from "@/lib/platform/logger";
import { changePolicy } from "@/lib/policies/change-policy";
import { findHome } from "@/lib/reports/home-query";
import { findModelHealth } from "@/lib/reports/model-health-query";
import { findModelTrouble } from "@/lib/reports/model-trouble-query";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import {
  crashingAtLoadModel,
  crashingModel,
  deepModel,
  hoardingModel,
  hungryAtLoadModel,
  hungryModel,
  verboseModel,
} from "@/tests/support/attack-models";
import { busyModel } from "@/tests/support/built-models";
import { makeReviewer } from "@/tests/support/item-fixture";
import { valueMapping } from "@/tests/support/shared-models";
import { storeModel } from "@/tests/support/store-model";
import { submitAll, system } from "@/tests/support/supplied-use-case";

// The fallback of an item is what `submitItems` makes of it, so all of this goes through the front door.

afterAll(stopInference);
afterEach(() => vi.restoreAllMocks());

/** A use case in which this model decides everything that it can; its answer is the item's own number. */
async function decidedBy(bytes: Uint8Array): Promise<{ useCaseId: string; modelVersionId: string }> {
  const { useCase } = await defineUseCase(system, {
    slug: `attack-${newId().slice(-12)}`,
    definition: {
      name: "Attack",
      kind: "regression",
      secondPersonToRaise: false,
      fields: [{ key: "x", kind: "number", required: true }],
      target: { tolerance: 1 },
    },
  });
  const useCaseId = useCase.id;
  // A healthy version first, for a model that cannot even be loaded is never put in force by a person.
  await storeModel(useCaseId, "Sound", { bytes: busyModel(), mapping: valueMapping() });
  const { id } = await storeModel(useCaseId, "Attack", { bytes, mapping: valueMapping({ constant: 0 }) });
  await changePolicy(system, {
    useCaseId,
    changes: { champion: 1, mode: "full_automation", qcShare: 0 },
    reason: "test",
  });
  await putInForce(useCaseId, 2);
  return { useCaseId, modelVersionId: id };
}

/** As it would be had the model turned bad after it was put in force: nobody asks it whether it runs. */
async function putInForce(useCaseId: string, champion: number): Promise<void> {
  const { policyId } = await database.useCase.findUniqueOrThrow({ where: { id: useCaseId } });
  const policy = await database.policy.findUniqueOrThrow({ where: { id: policyId ?? "" } });
  const settings = { ...(policy.settings as object), champion };
  const id = newId();
  await database.policy.create({ data: { ...policy, id, version: policy.version + 1, settings } });
  await database.useCase.update({ where: { id: useCaseId }, data: { policyId: id } });
}

const item = (externalId: string, x: number) => ({ externalId, input: { x } });

async function failureOf(itemId: string) {
  const prediction = await database.prediction.findFirstOrThrow({ where: { itemId } });
  return prediction.failure as { code: string; message: string } | null;
}

describe("a model made to do harm, once it runs", () => {
  it.each([
    ["allocates gigabytes", hungryModel(), 2e9, "crash", /needed more memory than it may have/],
    ["hoards what it has computed", hoardingModel(), 1e6, "crash", /needed more memory than it may have/],
    ["ends its process", crashingModel(), -1, "crash", /process was ended \(SIGFPE\)/],
    ["never ends", busyModel(), 1e15, "timeout", /did not answer in time/],
  ])("that %s: its item goes to a person, the reason is kept, others are answered meanwhile", async (...attack) => {
    const [, bytes, harmful, code, reason] = attack;
    const warned = vi.spyOn(logger, "warn");
    const bad = await decidedBy(bytes);
    const good = await decidedBy(deepModel(25));
    const before = await submitAll(bad.useCaseId, [item("before", 5)]);
    expect(before).toMatchObject([{ status: "decided", decision: { value: 5, decidedBy: "model" } }]);
    const attacked = submitAll(bad.useCaseId, [item("harmful", harmful)]);
    const meanwhile = await submitAll(good.useCaseId, [item("meanwhile", 7)]);
    expect(meanwhile).toMatchObject([{ status: "decided", decision: { value: 7, decidedBy: "model" } }]);
    const [harmed] = await attacked;
    expect(harmed).toMatchObject({ status: "in_review", decision: null, route: { reasons: ["prediction_failed"] } });
    expect(await failureOf(harmed?.id ?? "")).toMatchObject({ code, message: expect.stringMatching(reason) });
    expect(await submitAll(bad.useCaseId, [item("after", 6)])).toMatchObject([{ decision: { value: 6 } }]);
    // What onnxruntime itself refuses leaves its process as it was; anything else is an event for the operator.
    if (!reason.source.includes("memory")) {
      expect(warned).toHaveBeenCalledWith(expect.anything(), "a model's process was lost");
    }
  });

  it("that answers with 100 million numbers: a bad answer, of which none reaches us", async () => {
    const { useCaseId } = await decidedBy(verboseModel());
    const before = process.memoryUsage.rss();
    const [harmed] = await submitAll(useCaseId, [item("verbose", 5)]);
    expect(await failureOf(harmed?.id ?? "")).toMatchObject({ code: expect.stringMatching("bad_output|timeout") });
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 1024 * 1024);
  });

  it("answers where it does no harm: graphs within graphs, 30 deep", async () => {
    const { useCaseId } = await decidedBy(deepModel(30));
    expect(await submitAll(useCaseId, [item("deep", 5)])).toMatchObject([{ decision: { value: 5 } }]);
  });
});

describe("a model made to do harm when it is loaded", () => {
  it.each([
    ["allocates gigabytes", hungryAtLoadModel(), /takes more memory than it may have/],
    ["ends its process", crashingAtLoadModel(), /The last time: The model's process was ended \(SIGFPE\)/],
  ])(
    "that %s: never in force by a person's hand, and if it is all the same, its items go to people",
    async (...attack) => {
      const [, bytes, reason] = attack;
      const warned = vi.spyOn(logger, "warn");
      const { useCaseId, modelVersionId } = await decidedBy(bytes);
      const items = Array.from({ length: 4 }, (_, index) => item(`harmed ${index}`, index));
      const harmed = await submitAll(useCaseId, items);
      for (const { id, status, decision } of harmed) {
        expect({ status, decision }).toEqual({ status: "in_review", decision: null });
        expect(await failureOf(id)).toMatchObject({ code: "unavailable", message: expect.stringMatching(reason) });
      }
      expect(warned).toHaveBeenCalledWith(expect.anything(), "a model could not be started");
      await expectTold(useCaseId, modelVersionId, reason);
      await putInForce(useCaseId, 1);
      const again = changePolicy(system, { useCaseId, changes: { champion: 2 }, reason: "again" });
      await expect(again).rejects.toThrow(reason);
    },
  );
});

/** What every page of every process can read of it. */
async function expectTold(useCaseId: string, modelVersionId: string, reason: RegExp): Promise<void> {
  const health = await findModelHealth(modelVersionId);
  expect(health).toMatchObject({ answeredLastHour: 0, latency: null, lastFailureAt: expect.any(Date) });
  expect(health.failuresLastHour).toMatchObject([
    { code: "unavailable", count: 4, latest: expect.stringMatching(reason) },
  ]);
  const trouble = (await findModelTrouble([useCaseId])).get(useCaseId);
  expect(trouble).toMatchObject({ version: 2, asked: 4, failed: 4, reason: expect.stringMatching(reason) });
  const { alerts } = await findHome(await makeReviewer(useCaseId, "manager"));
  expect(alerts).toMatchObject([
    {
      kind: "model",
      title: "Attack: model version 2 keeps failing, items go to people",
      text: expect.stringMatching(reason),
    },
  ]);
  const { alerts: forReviewers } = await findHome(await makeReviewer(useCaseId));
  expect(forReviewers).toEqual([]);
}

it("a champion's trouble is over as soon as it answers again", async () => {
  const { useCaseId } = await decidedBy(hungryModel());
  await submitItems(system, { useCaseId, items: [item("a", 2e9)] });
  await submitItems(system, { useCaseId, items: [item("b", 2e9)] });
  expect(await findModelTrouble([useCaseId])).toEqual(new Map());
  await submitItems(system, { useCaseId, items: [item("c", 2e9)] });
  expect((await findModelTrouble([useCaseId])).get(useCaseId)).toMatchObject({ asked: 3, failed: 3 });
  await submitItems(system, { useCaseId, items: ["d", "e", "f", "g"].map((name) => item(name, 1)) });
  expect(await findModelTrouble([useCaseId])).toEqual(new Map());
});
