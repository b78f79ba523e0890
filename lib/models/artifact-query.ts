import "server-only";
import { database } from "@/lib/platform/database";

/** A model file's bytes, part by part, so that it is never in memory as a whole. */
export async function* readArtifact(sha256: string): AsyncGenerator<Uint8Array> {
  const key = Buffer.from(sha256, "hex");
  for (let part = 0; ; part++) {
    const stored = await database.modelArtifactPart.findUnique({
      where: { sha256_part: { sha256: key, part } },
      select: { bytes: true },
    });
    if (stored === null) return;
    yield stored.bytes;
  }
}
