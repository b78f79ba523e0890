import "server-only";
import type { Actor } from "@/lib/access/actor";
import type { AuditEvent } from "@/lib/audit/audit-event";
import type { Mapping } from "@/lib/inference/mapping-schema";
import type { ModelDescription } from "@/lib/inference/tensor";
import type { Reference } from "@/lib/models/reference-schema";
import type { Repair } from "@/lib/models/repair-schema";
import { canonicalSha256 } from "@/lib/platform/canonical-json";
import { Prisma, type Transaction } from "@/lib/platform/database";

/** A version that runs from a file, or whose predictions callers send. */
export interface NewVersion {
  id: string;
  /** The next one, from what the caller read before it looked for the same model: of two at once, one fails and looks again. */
  version: number;
  useCase: { id: string; slug: string };
  name: string;
  file: {
    name: string | null;
    size: number;
    sha256: string;
    originalSha256: string;
    repairs: Repair[];
    signature: ModelDescription;
    mapping: Mapping;
    reference: Reference | null;
  } | null;
}

const hash = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

/** Writes a version of a use case; the caller holds its lock. Answers with its event. */
export async function addVersion(
  tx: Transaction,
  { id, version, useCase, name, file }: NewVersion,
  { actor, now }: { actor: Actor; now: Date },
): Promise<AuditEvent> {
  await tx.modelVersion.create({
    data: {
      id,
      useCaseId: useCase.id,
      version,
      name,
      backend: file === null ? "supplied" : "onnx",
      fileName: file?.name ?? null,
      artifactSha256: file && hash(file.sha256),
      originalSha256: file && hash(file.originalSha256),
      repairs: file?.repairs ?? [],
      mapping: file?.mapping ?? Prisma.DbNull,
      signature: file === null ? Prisma.DbNull : signatureJson(file.signature),
      authorId: actor.kind === "user" ? actor.id : null,
      authorName: actor.kind === "user" ? "" : actor.name,
      createdAt: now,
    },
  });
  if (file?.reference) {
    const { rows, statistics } = file.reference;
    await tx.trainingReference.create({ data: { modelVersionId: id, rows, statistics, createdAt: now } });
  }
  return {
    type: "model.created",
    useCase,
    subject: { type: "model", id },
    model: { id, version, sha256: file?.sha256 ?? null },
    detail: {
      backend: file === null ? "supplied" : "onnx",
      ...(file !== null && {
        ...fileDetail(file),
        mappingSha256: canonicalSha256(file.mapping).toString("hex"),
        ...(file.reference && { trainingRows: file.reference.rows }),
      }),
    },
  };
}

/** What the audit log says about a model file. */
export function fileDetail(
  file: Pick<NonNullable<NewVersion["file"]>, "size" | "sha256" | "originalSha256" | "repairs">,
) {
  return {
    size: file.size,
    sha256: file.sha256,
    originalSha256: file.originalSha256,
    repairs: file.repairs.map(({ kind }) => kind),
    repairsSha256: canonicalSha256(file.repairs).toString("hex"),
  };
}

/** For a JSON column. */
export function signatureJson({ inputs, outputs }: ModelDescription) {
  return { inputs: inputs.map((tensor) => ({ ...tensor })), outputs: outputs.map((tensor) => ({ ...tensor })) };
}
