import "server-only";
import { open } from "node:fs/promises";
import { artifactPartBytes } from "@/lib/models/artifact-part";
import type { ModelFile } from "@/lib/models/model-file";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";

/**
 * Puts a model file into the database, part by part, each in a transaction of its own. A file is known by its hash, so
 * whoever stores it again adds what is missing and nothing else. It is on no record until a draft or a version names it:
 * this is no change that anybody could see, and has no audit event.
 */
export async function storeArtifact({ path, size, sha256 }: Omit<ModelFile, "name">): Promise<void> {
  const key = Buffer.from(sha256, "hex");
  const artifact = { sha256: key, size, createdAt: clock.now() };
  await database.modelArtifact.createMany({ data: [artifact], skipDuplicates: true });
  const stored = await database.modelArtifactPart.findMany({ where: { sha256: key }, select: { part: true } });
  const there = new Set(stored.map(({ part }) => part));
  const file = await open(/* turbopackIgnore: true */ path);
  try {
    for (let part = 0; part * artifactPartBytes < size; part++) {
      if (there.has(part)) continue;
      const bytes = new Uint8Array(Math.min(artifactPartBytes, size - part * artifactPartBytes));
      await fill(bytes, (rest, at) => file.read(rest, 0, rest.length, part * artifactPartBytes + at));
      await database.modelArtifactPart.createMany({ data: [{ sha256: key, part, bytes }], skipDuplicates: true });
    }
  } finally {
    await file.close();
  }
}

async function fill(
  bytes: Uint8Array,
  read: (rest: Uint8Array, at: number) => Promise<{ bytesRead: number }>,
): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await read(bytes.subarray(at), at);
    if (bytesRead === 0) throw new Error("The model file changed while it was stored.");
    at += bytesRead;
  }
}
