import "server-only";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import { AppError } from "@/lib/platform/errors";

/** A model file on this machine's disk, there for as long as it is taken in. */
export interface ModelFile {
  path: string;
  /** As its sender calls it, without folders; for people. */
  name: string | null;
  size: number;
  /** In hex. */
  sha256: string;
}

/** Reads through a file once, without holding it. Throws `invalid_input` where it cannot be read. */
export async function readModelFile(file: string, name: string | null = path.basename(file)): Promise<ModelFile> {
  const hash = createHash("sha256");
  let size = 0;
  try {
    for await (const piece of createReadStream(/* turbopackIgnore: true */ file) as AsyncIterable<Buffer>) {
      hash.update(piece);
      size += piece.length;
    }
  } catch (error) {
    const message = `${file} cannot be read: ${(error as Error).message}`;
    throw new AppError("invalid_input", message, { problems: [{ path: "file", message }], cause: error });
  }
  return { path: file, name, size, sha256: hash.digest("hex") };
}
