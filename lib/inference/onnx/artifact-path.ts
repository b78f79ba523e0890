import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/**
 * The path of a sound copy of an artifact on this machine: the cached one if its hash is right, else what `load` gives.
 *
 * @throws Error where the loaded bytes are not those of the hash, or the folder cannot be written.
 */
export async function artifactPath(dataDir: string, sha256: string, load: () => Promise<Uint8Array>): Promise<string> {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error("This is not a SHA-256 hash.");
  const folder = join(dataDir, "models");
  const path = join(folder, `${sha256}.onnx`);
  if ((await fileHash(path)) === sha256) return path;
  const bytes = await load();
  if (createHash("sha256").update(bytes).digest("hex") !== sha256) {
    throw new Error("The stored model is damaged: its hash is not the recorded one.");
  }
  await mkdir(/* turbopackIgnore: true */ folder, { recursive: true });
  // Written aside and moved, so that another process never reads half a model.
  const draft = `${path}.${randomUUID()}`;
  await writeFile(/* turbopackIgnore: true */ draft, bytes);
  await rename(/* turbopackIgnore: true */ draft, path);
  return path;
}

async function fileHash(path: string): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(/* turbopackIgnore: true */ path), hash);
  } catch {
    return null;
  }
  return hash.digest("hex");
}
