import "server-only";
import type { ModelSource } from "@/lib/inference/backend";
import { mappingSchema } from "@/lib/inference/mapping-schema";
import { artifactPartBytes } from "@/lib/models/artifact-part";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/** Model versions never change, so what was read once holds for good. */
const known = new Map<string, ModelSource | null>();

/** Part by part, so that a large file is not in memory several times over. */
async function readBytes(sha256: string): Promise<Uint8Array> {
  const key = Buffer.from(sha256, "hex");
  const { size } = await database.modelArtifact.findUniqueOrThrow({ where: { sha256: key }, select: { size: true } });
  const bytes = new Uint8Array(size);
  for (let start = 0, part = 0; start < size; start += artifactPartBytes, part++) {
    const stored = await database.modelArtifactPart.findUniqueOrThrow({
      where: { sha256_part: { sha256: key, part } },
      select: { bytes: true },
    });
    bytes.set(stored.bytes, start);
  }
  return bytes;
}

/** A model version as inference takes it; null where callers send the predictions themselves. */
export async function findModelSource(modelVersionId: string): Promise<ModelSource | null> {
  const kept = known.get(modelVersionId);
  if (kept !== undefined) return kept;
  const row = await database.modelVersion.findUnique({
    where: { id: modelVersionId },
    select: { backend: true, artifactSha256: true, mapping: true },
  });
  if (row === null) throw new AppError("not_found", "There is no such model version.");
  let source: ModelSource | null = null;
  if (row.backend === "onnx" && row.artifactSha256 !== null) {
    const sha256 = Buffer.from(row.artifactSha256).toString("hex");
    source = { backend: "onnx", sha256, mapping: mappingSchema.parse(row.mapping), load: () => readBytes(sha256) };
  }
  known.set(modelVersionId, source);
  return source;
}
