import "server-only";
import type { ModelSource } from "@/lib/inference/backend";
import { endpointSchema, endpointSecretsSchema } from "@/lib/inference/endpoint-schema";
import { mappingSchema } from "@/lib/inference/mapping-schema";
import type { ModelDescription } from "@/lib/inference/tensor";
import { readArtifact } from "@/lib/models/artifact-query";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { openSecret } from "@/lib/platform/secret-box";

/** Model versions never change, so what was read once holds for good. */
const known = new Map<string, ModelSource | null>();

/** A model version as inference takes it; null where callers send the predictions themselves. */
export async function findModelSource(modelVersionId: string): Promise<ModelSource | null> {
  const kept = known.get(modelVersionId);
  if (kept !== undefined) return kept;
  const row = await database.modelVersion.findUnique({
    where: { id: modelVersionId },
    select: { backend: true, artifactSha256: true, mapping: true, endpoint: true, secrets: true, signature: true },
  });
  if (row === null) throw new AppError("not_found", "There is no such model version.");
  let source: ModelSource | null = null;
  if (row.backend === "onnx" && row.artifactSha256 !== null) {
    const sha256 = Buffer.from(row.artifactSha256).toString("hex");
    source = { backend: "onnx", sha256, mapping: mappingSchema.parse(row.mapping), load: () => readArtifact(sha256) };
  }
  if (row.endpoint !== null) {
    const endpoint = endpointSchema.parse(row.endpoint);
    const secrets = row.secrets === null ? {} : JSON.parse(openSecret(row.secrets, modelVersionId));
    source = {
      backend: endpoint.backend,
      id: modelVersionId,
      endpoint,
      secrets: endpointSecretsSchema.parse(secrets),
      mapping: mappingSchema.parse(row.mapping),
      signature: row.signature as ModelDescription | null,
    };
  }
  known.set(modelVersionId, source);
  return source;
}
