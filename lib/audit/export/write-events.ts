import "server-only";
import { open } from "node:fs/promises";
import path from "node:path";
import type { Building } from "@/lib/audit/export/building";
import { eventBatches, type IndexSource } from "@/lib/audit/export/event-batches";
import type { EventFiles } from "@/lib/audit/export/event-files";

/** Hands out the indexes of `indexes.bin`, one after the other, from number `first` on. */
async function openIndexes(folder: string, first: number): Promise<{ next: IndexSource; close: () => Promise<void> }> {
  const file = await open(path.join(/* turbopackIgnore: true */ folder, "indexes.bin"));
  let at = first * 8;
  return {
    next: async (count) => {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(count * 8), 0, count * 8, at);
      at += bytesRead;
      return Array.from({ length: bytesRead / 8 }, (_, place) => Number(buffer.readBigUInt64LE(place * 8)));
    },
    close: () => file.close(),
  };
}

/** Goes through the events that the files still need, in one pass. */
export async function writeEvents(
  { connection, folder, signal, tell }: Building,
  files: EventFiles,
  total: number,
): Promise<void> {
  let done = files.done;
  const indexes = await openIndexes(folder, done);
  try {
    for await (const events of eventBatches(connection, indexes.next)) {
      signal.throwIfAborted();
      await files.take(done, events);
      done += events.length;
      await tell(done, total);
    }
  } finally {
    await indexes.close();
  }
}
