import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/**
 * The path of a sound copy of an artifact on this machine: the cached one if its hash is right, else a new copy of what
 * `load` gives, piece by piece. A copy that was cut off or damaged is replaced.
 *
 * @throws Error with a sentence: the loaded bytes are not those of the hash, or the copy cannot be written.
 */
export async function artifactPath(
  dataDir: string,
  sha256: string,
  load: () => AsyncIterable<Uint8Array>,
): Promise<string> {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error("This is not a SHA-256 hash.");
  const folder = join(dataDir, "models");
  const path = join(folder, `${sha256}.onnx`);
  if ((await fileHash(path)) === sha256) return path;
  // Written aside and moved, so that another process never reads half a model.
  const draft = `${path}.${randomUUID()}`;
  try {
    await mkdir(/* turbopackIgnore: true */ folder, { recursive: true });
    if ((await writeCopy(draft, load())) !== sha256) {
      throw new Error("The stored model is damaged: its hash is not the recorded one.");
    }
    await rename(/* turbopackIgnore: true */ draft, path);
  } catch (error) {
    await rm(/* turbopackIgnore: true */ draft, { force: true });
    throw explained(error);
  }
  return path;
}

async function writeCopy(path: string, pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  async function* hashed() {
    for await (const piece of pieces) {
      hash.update(piece);
      yield piece;
    }
  }
  // Closed when this ends, however it ends: a stream would still open its file after it was removed.
  await writeFile(/* turbopackIgnore: true */ path, hashed(), { flag: "wx" });
  return hash.digest("hex");
}

/** What the file system says is of no use to those who look at a model. */
function explained(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new Error("The model could not be copied to this machine: its disk is full.", { cause: error });
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new Error("The model could not be copied to this machine: its data folder cannot be written.", {
      cause: error,
    });
  }
  return error;
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
