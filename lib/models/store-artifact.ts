import "server-only";
import { type FileHandle, open } from "node:fs/promises";
import { artifactPartBytes } from "@/lib/models/artifact-part";
import type { ModelFile } from "@/lib/models/model-file";
import { isForeignKeyViolation, withByteConnection } from "@/lib/platform/byte-connection";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";

const mostAttempts = 3;

/**
 * Puts a model file into the database, part by part, each in a transaction of its own. A file is known by its hash, so
 * whoever stores it again adds what is missing and nothing else. It is on no record until a draft or a version names it:
 * this is no change that anybody could see, and has no audit event.
 */
export async function storeArtifact({ path, size, sha256 }: Omit<ModelFile, "name">): Promise<void> {
  const file = await open(/* turbopackIgnore: true */ path);
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await storeParts(file, size, Buffer.from(sha256, "hex"));
        return;
      } catch (error) {
        // An earlier upload's copy, which nobody wanted, was cleaned up in the meantime.
        if (attempt === mostAttempts || !isForeignKeyViolation(error)) throw error;
      }
    }
  } finally {
    await file.close();
  }
}

async function storeParts(file: FileHandle, size: number, key: Buffer<ArrayBuffer>): Promise<void> {
  const artifact = { sha256: key, size, createdAt: clock.now() };
  await database.modelArtifact.createMany({ data: [artifact], skipDuplicates: true });
  const stored = await database.modelArtifactPart.findMany({ where: { sha256: key }, select: { part: true } });
  const there = new Set(stored.map(({ part }) => part));
  const buffer = Buffer.allocUnsafe(Math.min(artifactPartBytes, size));
  await withByteConnection(async (connection) => {
    for (let part = 0; part * artifactPartBytes < size; part++) {
      if (there.has(part)) continue;
      const start = part * artifactPartBytes;
      const bytes = buffer.subarray(0, Math.min(artifactPartBytes, size - start));
      await fill(bytes, (at) => file.read(bytes, at, bytes.length - at, start + at));
      const sql = "INSERT INTO model_artifact_part (sha256, part, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
      await connection.query(sql, [key, part, bytes]);
    }
  });
}

async function fill(bytes: Buffer, read: (at: number) => Promise<{ bytesRead: number }>): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await read(at);
    if (bytesRead === 0) throw new Error("The model file changed while it was stored.");
    at += bytesRead;
  }
}
