import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { stopInference } from "@/lib/inference/predict";
import { workBackgroundPredictions } from "@/lib/items/work-background-predictions";
import { jobQueue } from "@/lib/jobs/job-queue";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import { busyModel, tableModel } from "@/tests/support/built-models";
import { valueMapping } from "@/tests/support/shared-models";
import { storeModel } from "@/tests/support/store-model";
import { submitAll, system } from "@/tests/support/supplied-use-case";

afterAll(async () => {
  await (await jobQueue()).stop({ graceful: false });
  await stopInference();
});

const reading = (field: string) =>
  JSON.parse(JSON.stringify(valueMapping()).replace('"field":"x"', `"field":"${field}"`));

/** A use case whose champion shadows, beside a challenger that never ends on `loops`, and a sound one. */
async function challengedUseCase(): Promise<string> {
  const { useCase } = await defineUseCase(system, {
    slug: `queue-${newId().slice(-12)}`,
    definition: {
      name: "Queue",
      kind: "regression",
      secondPersonToRaise: false,
      fields: [
        { key: "x", kind: "number" },
        { key: "loops", kind: "number" },
      ],
      target: {},
    },
  });
  await storeModel(useCase.id, "Champion", { bytes: tableModel(), mapping: reading("x") });
  await storeModel(useCase.id, "Hangs", { bytes: busyModel(), mapping: reading("loops") });
  await storeModel(useCase.id, "Sound", { bytes: tableModel(), mapping: valueMapping({ constant: 1 }) });
  const challengers = [2, 3].map((version) => ({ version, share: 1 }));
  await changePolicy(system, {
    useCaseId: useCase.id,
    changes: { mode: "shadow", champion: 1, challengers },
    reason: "x",
  });
  return useCase.id;
}

it("a challenger that hangs delays neither the items, nor the shadowing champion, nor another challenger", async () => {
  const useCaseId = await challengedUseCase();
  await workBackgroundPredictions();
  const bodies = Array.from({ length: 4 }, (_, index) => ({
    externalId: `${index}`,
    input: { x: index, loops: 1e15 },
  }));
  // Four jobs of the one that hangs, each of which takes its whole time limit.
  const started = performance.now();
  for (const body of bodies) await submitAll(useCaseId, [body]);
  const submitted = performance.now() - started;
  const answered = async (version: number, role: "champion" | "challenger") =>
    database.prediction.findMany({ where: { role, modelVersion: { useCaseId, version } } });
  while ((await answered(1, "champion")).length < 4 || (await answered(3, "challenger")).length < 4) await sleep(50);
  const others = performance.now() - started;
  const early = (await answered(2, "challenger")).length;
  while ((await answered(2, "challenger")).length < 4) await sleep(50);
  const all = performance.now() - started;
  console.log(
    `items ${submitted.toFixed()} ms, the others ${others.toFixed()} ms, the one that hangs ${all.toFixed()} ms`,
  );
  expect(early).toBeLessThan(4);
  expect(others).toBeLessThan(all);
  expect((await answered(2, "challenger")).every(({ failure }) => failure !== null)).toBe(true);
  expect((await answered(3, "challenger")).every(({ failure }) => failure === null)).toBe(true);
});
