import { systemActor } from "@/lib/access/actor";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { submitItems } from "@/lib/items/submit-items";
import { createModel } from "@/lib/models/create-model";
import { newId } from "@/lib/platform/clock";
import { changePolicy } from "@/lib/policies/change-policy";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";

/** The engineer's side of a test. */
export const system = { actor: systemActor("test") };

const definition: DefinitionInput = {
  name: "Letters",
  secondPersonToRaise: false,
  fields: [
    { key: "text", kind: "text", required: true },
    { key: "kind", kind: "category", categories: ["a", "b"], open: true },
  ],
  outcomes: [{ key: "yes" }, { key: "no" }],
};

/** A use case whose callers send the predictions, under a policy with these settings. */
export async function suppliedUseCase(
  settings: Partial<PolicySettings> = {},
  overrides: { [Key in keyof DefinitionInput]?: DefinitionInput[Key] | undefined } = {},
): Promise<{ useCaseId: string; slug: string }> {
  const slug = `letters-${newId().slice(-12)}`;
  const { useCase } = await defineUseCase(system, {
    slug,
    definition: { ...definition, ...overrides } as DefinitionInput,
  });
  await createModel(system, { useCaseId: useCase.id, name: "The caller's own", backend: "supplied" });
  await changePolicy(system, { useCaseId: useCase.id, changes: { champion: 1, ...settings }, reason: "test" });
  return { useCaseId: useCase.id, slug };
}

/** A body whose prediction says yes with this confidence; without one, no prediction comes with it. */
export function letter(externalId: string, confidence?: number, input: Record<string, unknown> = {}) {
  const prediction =
    confidence === undefined ? {} : { prediction: { scores: { yes: confidence, no: Math.max(0, 1 - confidence) } } };
  return { externalId, input: { text: "hello", ...input }, ...prediction };
}

/** Submits, and expects every item to be taken. */
export async function submitAll(useCaseId: string, items: unknown[]) {
  const results = await submitItems(system, { useCaseId, items });
  return results.map((result) => {
    if (!result.ok) throw result.error;
    return { ...result.item, created: result.created };
  });
}
