import { createHash } from "node:crypto";
import { mappingSchema } from "@/lib/inference/mapping-schema";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";

/** A version of a model that was built for a test, written as adding one leaves it: unseen by the checks of an upload. */
export async function storeModel(
  useCaseId: string,
  name: string,
  model: { bytes: Uint8Array; mapping: unknown },
): Promise<{ id: string; version: number }> {
  const bytes = new Uint8Array(model.bytes);
  const sha256 = new Uint8Array(createHash("sha256").update(bytes).digest());
  const createdAt = new Date();
  if ((await database.modelArtifact.findUnique({ where: { sha256 } })) === null) {
    await database.modelArtifact.create({
      data: { sha256, size: bytes.length, createdAt, parts: { create: { part: 0, bytes } } },
    });
  }
  const version = 1 + (await database.modelVersion.count({ where: { useCaseId } }));
  const id = newId();
  await database.modelVersion.create({
    data: {
      id,
      useCaseId,
      version,
      name,
      backend: "onnx",
      artifactSha256: sha256,
      originalSha256: sha256,
      mapping: mappingSchema.parse(model.mapping),
      createdAt,
    },
  });
  return { id, version };
}
