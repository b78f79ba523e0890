import "server-only";
import path from "node:path";
import type { Building } from "@/lib/audit/export/building";
import type { JournalHead } from "@/lib/audit/export/bundle-journal";
import { FileSink } from "@/lib/audit/export/file-sink";
import { selectIndexes } from "@/lib/audit/export/log-query";

/**
 * `indexes.bin`: which of the log's first `size` events match, found out before anything else, so that everything else is
 * read along the log. Null where none does.
 */
export async function writeIndexes(
  { connection, folder, request, signal }: Building,
  size: number,
): Promise<JournalHead["selected"] | null> {
  const sink = await FileSink.create(path.join(/* turbopackIgnore: true */ folder, "indexes.bin"));
  let [count, first, last] = [0, 0, -1];
  let written = Promise.resolve();
  try {
    await selectIndexes(connection, request.wanted, size, (indexes) => {
      if (count === 0) first = indexes[0] ?? 0;
      last = indexes.at(-1) ?? last;
      count += indexes.length;
      const bytes = Buffer.allocUnsafe(indexes.length * 8);
      for (const [at, index] of indexes.entries()) bytes.writeBigUInt64LE(BigInt(index), at * 8);
      written = written.then(() => sink.write(bytes));
      // A full disk is told by the await below.
      written.catch(() => undefined);
    });
    await written;
    signal.throwIfAborted();
    const indexes = await sink.finish();
    return count === 0 ? null : { count, first, last, indexes };
  } finally {
    await sink.abandon();
  }
}
