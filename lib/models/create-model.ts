import "server-only";
import { createHash } from "node:crypto";
import { z } from "zod";
import { command, Outdated } from "@/lib/command";
import type { Mapping } from "@/lib/inference/mapping-schema";
import { artifactPartBytes } from "@/lib/models/artifact-part";
import { type InspectedModel, inspectModel } from "@/lib/models/inspect-model";
import { listModelVersions } from "@/lib/models/model-query";
import { lockShared } from "@/lib/platform/advisory-lock";
import { canonicalJson, canonicalSha256 } from "@/lib/platform/canonical-json";
import { newId } from "@/lib/platform/clock";
import { Prisma, type Transaction } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { findUseCase } from "@/lib/use-cases/use-case-query";

const inputSchema = z.strictObject({
  useCaseId: z.uuid(),
  name: z.string().trim().min(1, "A model needs a name.").max(200, "At most 200 characters."),
  backend: z.enum(["onnx", "supplied"]),
  /** The ONNX file. */
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array, { error: "The file must be bytes." }).optional(),
  /** As in mapping-schema.ts; without one, what the names suggest where that is unambiguous. */
  mapping: z.unknown().optional(),
});

interface PreparedModel {
  definitionVersion: number;
  file: { bytes: Uint8Array<ArrayBuffer>; sha256: string; inspected: InspectedModel } | null;
}

/** The new version, or the one that is the same in all of name, file and mapping. */
export interface CreatedModel {
  id: string;
  version: number;
  /** In hex; null where callers send the predictions. */
  sha256: string | null;
  mapping: Mapping | null;
  /** Sentences about what works, but not as one might think. */
  warnings: string[];
}

/**
 * Adds a model version to a use case. It counts for nothing until a policy names it champion. `invalid_model` says what
 * is wrong with file or mapping; `too_large` above the size limit.
 */
export const createModel = command<z.output<typeof inputSchema>, PreparedModel, CreatedModel>({
  name: "create-model",
  permission: "model.create",
  input: inputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async ({ input }) => {
    const useCase = await findUseCase(input.useCaseId);
    if (useCase === null) throw new AppError("not_found", "There is no such use case.");
    const { definitionVersion } = useCase;
    if (input.backend === "supplied") {
      if (input.bytes === undefined && input.mapping === undefined) return { definitionVersion, file: null };
      const message = "Where callers send the predictions, there is no file and no mapping.";
      throw new AppError("invalid_input", message, { problems: [{ path: "file", message }] });
    }
    const bytes = readableBytes(input.bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const inspected = await inspectModel(useCase, { bytes, sha256 }, input.mapping);
    return { definitionVersion, file: { bytes, sha256, inspected } };
  },
  commit: async ({ tx, input, prepared, now }) => {
    await lockShared(tx, input.useCaseId);
    const useCase = await findUseCase(input.useCaseId, tx);
    if (useCase?.definitionVersion !== prepared.definitionVersion) throw new Outdated();
    const { file } = prepared;
    const sha256 = file?.sha256 ?? null;
    const mapping = file?.inspected.mapping ?? null;
    const warnings = file?.inspected.warnings ?? [];
    const versions = await listModelVersions(useCase.id, tx);
    const known = versions.find(
      (model) =>
        model.name === input.name &&
        model.backend === input.backend &&
        model.sha256 === sha256 &&
        canonicalJson(model.mapping) === canonicalJson(mapping),
    );
    if (known !== undefined) {
      return { result: { id: known.id, version: known.version, sha256, mapping, warnings }, unchanged: true };
    }
    const id = newId();
    const version = (versions[0]?.version ?? 0) + 1;
    if (file !== null) await storeArtifact(tx, file, now);
    await tx.modelVersion.create({
      data: {
        id,
        useCaseId: useCase.id,
        version,
        name: input.name,
        backend: input.backend,
        artifactSha256: sha256 === null ? null : Buffer.from(sha256, "hex"),
        mapping: mapping ?? Prisma.DbNull,
        signature: file === null ? Prisma.DbNull : asJson(file.inspected.signature),
        createdAt: now,
      },
    });
    return {
      result: { id, version, sha256, mapping, warnings },
      events: [
        {
          type: "model.created",
          useCase: { id: useCase.id, slug: useCase.slug },
          subject: { type: "model", id },
          newSubject: true,
          model: { id, version, sha256 },
          detail: {
            backend: input.backend,
            ...(file !== null && {
              size: file.bytes.length,
              mappingSha256: canonicalSha256(file.inspected.mapping).toString("hex"),
            }),
          },
        },
      ],
    };
  },
});

function readableBytes(bytes: Uint8Array | undefined): Uint8Array<ArrayBuffer> {
  if (bytes === undefined || bytes.length === 0) {
    const message = "The model file is missing or empty.";
    throw new AppError("invalid_input", message, { problems: [{ path: "file", message }] });
  }
  if (bytes.length > env.modelSizeLimitBytes) {
    throw new AppError("too_large", `This model file is larger than ${env.modelSizeLimitBytes / 1024 / 1024} MB.`);
  }
  return new Uint8Array(bytes);
}

function asJson({ inputs, outputs }: InspectedModel["signature"]) {
  return { inputs: inputs.map((tensor) => ({ ...tensor })), outputs: outputs.map((tensor) => ({ ...tensor })) };
}

/** One file, whoever adds it how often. */
async function storeArtifact(
  tx: Transaction,
  { bytes, sha256 }: { bytes: Uint8Array<ArrayBuffer>; sha256: string },
  now: Date,
): Promise<void> {
  const key = new Uint8Array(Buffer.from(sha256, "hex"));
  const { count } = await tx.modelArtifact.createMany({
    data: [{ sha256: key, size: bytes.length, createdAt: now }],
    skipDuplicates: true,
  });
  for (let part = 0; count > 0 && part * artifactPartBytes < bytes.length; part++) {
    const start = part * artifactPartBytes;
    await tx.modelArtifactPart.create({
      data: { sha256: key, part, bytes: bytes.slice(start, start + artifactPartBytes) },
    });
  }
}
