import "server-only";
import { z } from "zod";
import { command, Outdated } from "@/lib/command";
import { type Mapping, mappingSchema } from "@/lib/inference/mapping-schema";
import { addVersion, type NewVersion } from "@/lib/models/add-version";
import { readArtifact } from "@/lib/models/artifact-query";
import { modelWarnings, requireMapping } from "@/lib/models/check-model";
import { findModelDraft } from "@/lib/models/model-draft-query";
import { listModelVersions } from "@/lib/models/model-query";
import { referenceSchema } from "@/lib/models/reference-schema";
import { lockShared } from "@/lib/platform/advisory-lock";
import { canonicalJson } from "@/lib/platform/canonical-json";
import { database, type Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { findUseCase } from "@/lib/use-cases/use-case-query";

const inputSchema = z.strictObject({
  draftId: z.uuid(),
  name: z.string().trim().min(1, "A model needs a name.").max(200, "At most 200 characters."),
  /** As in mapping-schema.ts. */
  mapping: z.unknown(),
});

type Input = z.output<typeof inputSchema>;

interface PreparedVersion {
  definitionVersion: number;
  file: NonNullable<NewVersion["file"]>;
  warnings: string[];
}

export interface ConfirmedModel {
  id: string;
  version: number;
  /** Sentences about what works, but not as one might think. */
  warnings: string[];
}

/**
 * Makes an uploaded model a version of its use case, which has the draft's id. All is checked again: the draft may be
 * days old. Done twice (a double click, two tabs) with the same name and mapping, it is one version.
 */
export const confirmModelDraft = command<Input, PreparedVersion | null, ConfirmedModel>({
  name: "confirm-model-draft",
  permission: "model.create",
  input: inputSchema,
  useCaseId: async ({ draftId }) => {
    const where = { where: { id: draftId }, select: { useCaseId: true } };
    const found = (await database.modelDraft.findUnique(where)) ?? (await database.modelVersion.findUnique(where));
    if (found === null) throw gone();
    return found.useCaseId;
  },
  prepare: async ({ input }) => {
    const draft = await findModelDraft(input.draftId);
    if (draft === null) return null;
    const useCase = await findUseCase(draft.useCaseId);
    if (useCase === null) throw gone();
    const { sha256, signature } = draft;
    const mapping = requireMapping(input.mapping, signature, useCase.definition);
    const load = () => readArtifact(sha256);
    const warnings = await modelWarnings(useCase, { backend: "onnx", sha256, mapping, load });
    const { size, originalSha256, repairs, fileName: name } = draft;
    const file = { name, size, sha256, originalSha256, repairs, signature, mapping, reference: null };
    return { definitionVersion: useCase.definitionVersion, file, warnings };
  },
  commit: async ({ tx, input, prepared, actor, now }) => {
    const { draftId: id, name } = input;
    if (prepared === null) return { result: await confirmedBefore(tx, input), unchanged: true };
    const draft = await tx.modelDraft.findUnique({ where: { id }, select: { useCaseId: true, reference: true } });
    if (draft === null) throw new Outdated();
    await lockShared(tx, draft.useCaseId);
    const useCase = await findUseCase(draft.useCaseId, tx);
    if (useCase?.definitionVersion !== prepared.definitionVersion) throw new Outdated();
    // Of two who confirm at once, the second waits here for the first, and then finds nothing.
    const { count } = await tx.modelDraft.deleteMany({ where: { id } });
    if (count === 0) throw new Outdated();
    const reference = draft.reference === null ? null : referenceSchema.parse(draft.reference);
    const place = { id: useCase.id, slug: useCase.slug };
    const file = { ...prepared.file, reference };
    const [latest] = await listModelVersions(useCase.id, tx);
    const version = (latest?.version ?? 0) + 1;
    const event = await addVersion(tx, { id, version, useCase: place, name, file }, { actor, now });
    return { result: { id, version, warnings: prepared.warnings }, events: [event] };
  },
});

async function confirmedBefore(tx: Transaction, { draftId, name, mapping }: Input): Promise<ConfirmedModel> {
  const found = await tx.modelVersion.findUnique({ where: { id: draftId } });
  if (found === null) throw gone();
  const { id, version } = found;
  if (found.name === name && sameMapping(found.mapping, mapping)) return { id, version, warnings: [] };
  const message = `This upload has become version ${version} already, with another name or mapping. Upload the file again to add it once more.`;
  throw new AppError("conflict", message);
}

function sameMapping(stored: unknown, given: unknown): boolean {
  const parsed = mappingSchema.safeParse(given);
  return parsed.success && canonicalJson(stored as Mapping) === canonicalJson(parsed.data);
}

function gone(): AppError {
  return new AppError("not_found", "This upload is not there any more: it was discarded, or is older than a week.");
}
