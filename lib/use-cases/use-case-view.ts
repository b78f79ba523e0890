import type { Mode } from "@/lib/engine/mode";
import type { Definition, DefinitionInput } from "@/lib/use-cases/definition-schema";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** A use case as the API shows it. `definition` can be sent back as it is. */
export interface UseCaseView {
  id: string;
  slug: string;
  definition: DefinitionInput;
  definitionVersion: number;
  mode: Mode;
  policyVersion: number;
  halted: boolean;
  champion: { version: number; name: string; sha256: string | null } | null;
}

/** The definition without what its kind does not have. */
export function writtenDefinition(definition: Definition): DefinitionInput {
  if (definition.kind === "classification") return definition;
  const { outcomes: _none, ...rest } = definition;
  return rest;
}

export function viewUseCase(record: UseCaseRecord): UseCaseView {
  const { champion } = record;
  return {
    id: record.id,
    slug: record.slug,
    definition: writtenDefinition(record.definition),
    definitionVersion: record.definitionVersion,
    mode: record.policy.settings.mode,
    policyVersion: record.policy.version,
    halted: record.haltedAt !== null,
    champion: champion && { version: champion.version, name: champion.name, sha256: champion.sha256 },
  };
}
