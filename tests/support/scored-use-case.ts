import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { newId } from "@/lib/platform/clock";
import { changePolicy } from "@/lib/policies/change-policy";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";
import { echoModel } from "@/tests/support/built-models";
import { storeModel } from "@/tests/support/store-model";
import { system } from "@/tests/support/supplied-use-case";

const definition: DefinitionInput = {
  name: "Scored",
  secondPersonToRaise: false,
  fields: [
    { key: "first", kind: "number", required: true },
    { key: "second", kind: "number", required: true },
  ],
  outcomes: [{ key: "yes" }, { key: "no" }],
};

const column = (field: string) => ({ field, encoding: { kind: "number" }, missing: "refuse" });

/** A model version that really runs: its scores are the item's two numbers, for the outcomes in this order. */
function addScorer(useCaseId: string, name: string, classes: readonly string[]) {
  return storeModel(useCaseId, name, {
    bytes: echoModel(["rows", 2]),
    mapping: {
      inputs: [{ tensor: "x", type: "float32", from: "vector", columns: [column("first"), column("second")] }],
      output: { kind: "scores", tensor: "p", classes },
    },
  });
}

/**
 * A use case with two models that always contradict each other: version 1, the champion, takes the first number as the
 * score of yes, version 2 as that of no.
 */
export async function scoredUseCase(
  settings: Partial<PolicySettings> = {},
  overrides: Partial<DefinitionInput> = {},
): Promise<{ useCaseId: string; slug: string }> {
  const slug = `scored-${newId().slice(-12)}`;
  const { useCase } = await defineUseCase(system, { slug, definition: { ...definition, ...overrides } });
  await addScorer(useCase.id, "One", ["yes", "no"]);
  await addScorer(useCase.id, "Other", ["no", "yes"]);
  await changePolicy(system, { useCaseId: useCase.id, changes: { champion: 1, ...settings }, reason: "test" });
  return { useCaseId: useCase.id, slug };
}

/** A body on which version 1 says yes with this confidence. */
export function scored(externalId: string, yes: number) {
  return { externalId, input: { first: yes, second: Math.round((1 - yes) * 1e6) / 1e6 } };
}
