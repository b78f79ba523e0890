import "server-only";
import { createReadStream } from "node:fs";
import { z } from "zod";
import { command, Outdated } from "@/lib/command";
import { artifactPath } from "@/lib/inference/onnx/artifact-path";
import type { TrainingColumn } from "@/lib/inference/onnx/plan-thresholds";
import { fileDetail, signatureJson } from "@/lib/models/add-version";
import type { ModelFile } from "@/lib/models/model-file";
import type { Proposal } from "@/lib/models/proposal-schema";
import type { Reference } from "@/lib/models/reference-schema";
import { storeArtifact } from "@/lib/models/store-artifact";
import { type IntakeStep, proposeFor, type TakenModel, takeInModel } from "@/lib/models/take-in-model";
import { newId } from "@/lib/platform/clock";
import { Prisma } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { isMissingReference } from "@/lib/platform/write-conflict";
import { findUseCase } from "@/lib/use-cases/use-case-query";

const inputSchema = z.strictObject({
  useCaseId: z.uuid(),
  name: z.string().trim().min(1, "A model needs a name.").max(200, "At most 200 characters."),
  /** The ONNX file; it must stay where it is until the command has ended. */
  file: z.custom<ModelFile>((value) => value !== undefined, { error: "The model file is missing." }),
  /** What the model was trained on. */
  reference: z.custom<Reference>().optional(),
  /** The numbers of those rows, for repairs. */
  columns: z.custom<readonly TrainingColumn[]>().optional(),
  /** Hears how far it has come. */
  onStep: z.custom<(step: IntakeStep) => void>().optional(),
});

interface PreparedDraft {
  slug: string;
  model: TakenModel;
  proposal: Proposal;
}

/**
 * Takes a model file in that somebody will confirm: what it is, what was repaired, and how it could be bound to the use
 * case. It goes when it is confirmed, discarded, or a week old. Throws `invalid_model` with a sentence that says what is
 * wrong with the file.
 */
export const createModelDraft = command<z.output<typeof inputSchema>, PreparedDraft, { draftId: string }>({
  name: "create-model-draft",
  permission: "model.create",
  input: inputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async ({ input, actor }) => {
    if (actor.kind !== "user") throw new AppError("forbidden", "Only a person can confirm a model in two steps.");
    const useCase = await findUseCase(input.useCaseId);
    if (useCase === null) throw new AppError("not_found", "There is no such use case.");
    const { file, reference, columns, onStep } = input;
    const trainingOrder = reference === undefined ? null : Object.keys(reference.statistics);
    return takeInModel(
      file,
      async (model, loaded, found) => {
        const proposal = await proposeFor(useCase, loaded, { ...found, trainingOrder }, { onStep });
        await storeArtifact(model.file);
        // It is about to be tried out.
        const { path, sha256 } = model.file;
        await artifactPath(env.dataDir, sha256, () => createReadStream(/* turbopackIgnore: true */ path));
        return { slug: useCase.slug, model, proposal };
      },
      { columns, onStep },
    );
  },
  commit: async ({ tx, input, prepared, actor, now }) => {
    const { slug, model, proposal } = prepared;
    const { file, originalSha256, repairs, signature } = model;
    const draftId = newId();
    const data = {
      id: draftId,
      useCaseId: input.useCaseId,
      name: input.name,
      fileName: file.name,
      artifactSha256: Buffer.from(file.sha256, "hex"),
      originalSha256: Buffer.from(originalSha256, "hex"),
      repairs,
      signature: signatureJson(signature),
      proposal: proposal as unknown as Prisma.InputJsonObject,
      reference: input.reference ?? Prisma.DbNull,
      authorId: actor.id ?? "",
      createdAt: now,
    };
    await tx.modelDraft.create({ data }).catch((error: unknown) => {
      // The file was an earlier upload's that nobody wanted, and has just been cleaned up. It is stored once more.
      throw isMissingReference(error) ? new Outdated() : error;
    });
    return {
      result: { draftId },
      events: [
        {
          type: "model.uploaded",
          useCase: { id: input.useCaseId, slug },
          subject: { type: "model", id: draftId },
          newSubject: true,
          detail: fileDetail({ size: file.size, sha256: file.sha256, originalSha256, repairs }),
        },
      ],
    };
  },
});
