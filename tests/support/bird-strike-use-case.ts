import { readFile } from "node:fs/promises";
import { birdStrikeInspection } from "@/lib/demo/bird-strike-inspection";
import { readBirdStrikes, splitBirdStrikes } from "@/lib/demo/bird-strikes";
import { createModel } from "@/lib/models/create-model";
import { readModelFile } from "@/lib/models/model-file";
import { newId } from "@/lib/platform/clock";
import { changePolicy } from "@/lib/policies/change-policy";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import { system } from "@/tests/support/supplied-use-case";

const model = "lib/demo/models/bird-strike-inspection";

/** A use case for the demo's reports, all of them decided by the demo's model, and bodies of reports without end. */
export async function automatedBirdStrikes() {
  const { training, stream } = splitBirdStrikes(await readBirdStrikes());
  const slug = `birds-${newId().slice(-12)}`;
  const { useCase } = await defineUseCase(system, {
    slug,
    definition: { ...birdStrikeInspection(training), secondPersonToRaise: false },
  });
  const useCaseId = useCase.id;
  const mapping = JSON.parse(await readFile(`${model}.mapping.json`, "utf8"));
  const file = await readModelFile(`${model}.onnx`);
  await createModel(system, { useCaseId, name: "The demo's", backend: "onnx", file, mapping });
  const changes = { champion: 1, mode: "full_automation", qcShare: 0 } as const;
  await changePolicy(system, { useCaseId, changes, reason: "test" });
  const report = (number: number) => ({ externalId: `report-${number}`, input: stream[number % stream.length]?.input });
  return { slug, report };
}
