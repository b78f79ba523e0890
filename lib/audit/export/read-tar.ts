import "server-only";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { bundleFiles } from "@/lib/audit/export/bundle-files";
import { tarBlock, tarHeader, tarPadding } from "@/lib/audit/export/tar-header";

const pieceBytes = 256 * 1024;
/** Two blocks of zeros end an archive. */
const end = Buffer.alloc(2 * tarBlock);

/** Bytes of the tar archive of files with these sizes. */
export function tarBytes(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + tarBlock + size + tarPadding(size), end.length);
}

/**
 * A bundle's folder as one tar archive from byte `from` on, piece by piece as it is read: it is put together on its way, so
 * that no second copy of it ever lies anywhere. Throws where a file is gone or has another size than at the start.
 */
export async function* readTar(folder: string, modifiedAt: Date, from = 0): AsyncGenerator<Uint8Array> {
  let skip = from;
  function* rest(bytes: Buffer) {
    const left = bytes.subarray(skip);
    skip -= bytes.length - left.length;
    if (left.length > 0) yield left;
  }
  for (const name of bundleFiles) {
    const file = path.join(/* turbopackIgnore: true */ folder, name);
    const { size } = await stat(/* turbopackIgnore: true */ file);
    yield* rest(tarHeader(name, size, modifiedAt));
    const start = Math.min(skip, size);
    skip -= start;
    let read = start;
    const options = { start, highWaterMark: pieceBytes };
    for await (const piece of createReadStream(/* turbopackIgnore: true */ file, options)) {
      read += (piece as Buffer).length;
      yield piece as Buffer;
    }
    if (read !== size) throw new Error(`${name} changed while it was sent.`);
    yield* rest(Buffer.alloc(tarPadding(size)));
  }
  yield* rest(end);
}
