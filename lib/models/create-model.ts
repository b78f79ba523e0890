import "server-only";
import { createReadStream } from "node:fs";
import { z } from "zod";
import { command, Outdated } from "@/lib/command";
import type { Mapping } from "@/lib/inference/mapping-schema";
import type { TrainingColumn } from "@/lib/inference/onnx/plan-thresholds";
import { addVersion, type NewVersion } from "@/lib/models/add-version";
import { modelWarnings, requireMapping } from "@/lib/models/check-model";
import { mappingNeeded } from "@/lib/models/mapping-needed";
import type { ModelFile } from "@/lib/models/model-file";
import { listModelVersions, type ModelVersionRecord } from "@/lib/models/model-query";
import type { Reference } from "@/lib/models/reference-schema";
import type { Repair } from "@/lib/models/repair-schema";
import { storeArtifact } from "@/lib/models/store-artifact";
import { proposeFor, takeInModel } from "@/lib/models/take-in-model";
import { lockShared } from "@/lib/platform/advisory-lock";
import { canonicalJson } from "@/lib/platform/canonical-json";
import { newId } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { findUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";

const inputSchema = z.strictObject({
  useCaseId: z.uuid(),
  name: z.string().trim().min(1, "A model needs a name.").max(200, "At most 200 characters."),
  backend: z.enum(["onnx", "supplied"]),
  /** The ONNX file; it must stay where it is until the command has ended. */
  file: z.custom<ModelFile>().optional(),
  /** As in mapping-schema.ts; without one, what the file suggests where nothing of it is a guess. */
  mapping: z.unknown().optional(),
  /** What the model was trained on. */
  reference: z.custom<Reference>().optional(),
  /** The numbers of those rows, for repairs. */
  columns: z.custom<readonly TrainingColumn[]>().optional(),
});

type Input = z.output<typeof inputSchema>;

interface PreparedModel {
  definitionVersion: number;
  file: NewVersion["file"];
  warnings: string[];
}

/** The new version, or the one that is the same in all of name, file and mapping. */
export interface CreatedModel {
  id: string;
  version: number;
  /** Of the file that runs, in hex; null where callers send the predictions. */
  sha256: string | null;
  /** Of the file as it came. */
  originalSha256: string | null;
  repairs: Repair[];
  mapping: Mapping | null;
  /** Sentences about what works, but not as one might think. */
  warnings: string[];
}

/**
 * Adds a model version to a use case. It counts for nothing until a policy names it champion. `invalid_model` says what
 * is wrong with file or mapping; `too_large` above the size limit.
 */
export const createModel = command<Input, PreparedModel, CreatedModel>({
  name: "create-model",
  permission: "model.create",
  input: inputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async ({ input }) => {
    const useCase = await findUseCase(input.useCaseId);
    if (useCase === null) throw new AppError("not_found", "There is no such use case.");
    if (input.backend === "onnx") return prepareFile(useCase, input);
    if (input.file !== undefined || input.mapping !== undefined) {
      throw invalidFile("Where callers send the predictions, there is no file and no mapping.");
    }
    return { definitionVersion: useCase.definitionVersion, file: null, warnings: [] };
  },
  commit: async ({ tx, input, prepared, actor, now }) => {
    await lockShared(tx, input.useCaseId);
    const useCase = await findUseCase(input.useCaseId, tx);
    if (useCase?.definitionVersion !== prepared.definitionVersion) throw new Outdated();
    const { file, warnings } = prepared;
    const given = {
      sha256: file?.sha256 ?? null,
      originalSha256: file?.originalSha256 ?? null,
      repairs: file?.repairs ?? [],
      mapping: file?.mapping ?? null,
      warnings,
    };
    const versions = await listModelVersions(useCase.id, tx);
    const known = versions.find((version) => isSame(version, input, given));
    if (known !== undefined) return { result: { id: known.id, version: known.version, ...given }, unchanged: true };
    const id = newId();
    const place = { id: useCase.id, slug: useCase.slug };
    const version = (versions[0]?.version ?? 0) + 1;
    const event = await addVersion(tx, { id, version, useCase: place, name: input.name, file }, { actor, now });
    return { result: { id, version, ...given }, events: [{ ...event, newSubject: true }] };
  },
});

function isSame(
  version: ModelVersionRecord,
  { name, backend }: Input,
  { sha256, mapping }: Pick<CreatedModel, "sha256" | "mapping">,
): boolean {
  if (version.name !== name || version.backend !== backend || version.sha256 !== sha256) return false;
  return canonicalJson(version.mapping) === canonicalJson(mapping);
}

function invalidFile(message: string): AppError {
  return new AppError("invalid_input", message, { problems: [{ path: "file", message }] });
}

function prepareFile(
  useCase: UseCaseRecord,
  { file, mapping: given, reference, columns }: Input,
): Promise<PreparedModel> {
  if (file === undefined || file.size === 0) throw invalidFile("The model file is missing or empty.");
  const trainingOrder = reference === undefined ? null : Object.keys(reference.statistics);
  return takeInModel(
    file,
    async (model, loaded, found) => {
      const { signature, originalSha256, repairs } = model;
      const proposal = given === undefined ? await proposeFor(useCase, loaded, { ...found, trainingOrder }) : null;
      if (proposal !== null && proposal.questions.length > 0) throw mappingNeeded(proposal);
      const mapping = requireMapping(proposal?.mapping ?? given, signature, useCase.definition);
      await storeArtifact(model.file);
      const { size, sha256, name } = model.file;
      const warnings = await modelWarnings(useCase, {
        backend: "onnx",
        sha256,
        mapping,
        load: () => createReadStream(/* turbopackIgnore: true */ model.file.path),
      });
      return {
        definitionVersion: useCase.definitionVersion,
        file: { name, size, sha256, originalSha256, repairs, signature, mapping, reference: reference ?? null },
        warnings,
      };
    },
    { columns },
  );
}
