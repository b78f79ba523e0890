import "server-only";
import type { ModelDescription } from "@/lib/inference/tensor";
import type { ModelDraftView } from "@/lib/models/model-draft-view";
import { proposalSchema } from "@/lib/models/proposal-schema";
import type { Reference } from "@/lib/models/reference-schema";
import { repairSchema } from "@/lib/models/repair-schema";
import { type Database, database } from "@/lib/platform/database";

/** A draft with the use case that it belongs to. The caller checks what its actor may see. */
export interface ModelDraftRecord extends ModelDraftView {
  useCaseId: string;
}

export async function findModelDraft(draftId: string, db: Database = database): Promise<ModelDraftRecord | null> {
  const row = await db.modelDraft.findUnique({
    where: { id: draftId },
    include: { artifact: { select: { size: true } } },
  });
  if (row?.artifactSha256 == null || row.artifact === null) return null;
  const sha256 = Buffer.from(row.artifactSha256).toString("hex");
  const reference = row.reference as Reference | null;
  return {
    id: row.id,
    useCaseId: row.useCaseId,
    name: row.name,
    fileName: row.fileName,
    size: row.artifact.size,
    sha256,
    originalSha256: row.originalSha256 === null ? sha256 : Buffer.from(row.originalSha256).toString("hex"),
    repairs: repairSchema.array().parse(row.repairs),
    signature: row.signature as unknown as ModelDescription,
    proposal: proposalSchema.parse(row.proposal),
    createdAt: row.createdAt.toISOString(),
    reference: reference && { rows: reference.rows, fields: Object.keys(reference.statistics).length },
  };
}
