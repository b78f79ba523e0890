import "server-only";
import { open } from "node:fs/promises";
import path from "node:path";
import type { BatchEncoder } from "@/lib/audit/export/batch-encoder";
import type { Building } from "@/lib/audit/export/building";
import type { BundleFile } from "@/lib/audit/export/bundle-files";
import { encodeDecisions } from "@/lib/audit/export/encode-decisions";
import { encodeDisclosed } from "@/lib/audit/export/encode-disclosed";
import { encodeEventsParquet } from "@/lib/audit/export/encode-events-parquet";
import { encodeLines } from "@/lib/audit/export/encode-lines";
import { eventBatches, type IndexSource } from "@/lib/audit/export/event-batches";
import { type FileFacts, FileSink } from "@/lib/audit/export/file-sink";
import { readExternalIds, selectIndexes } from "@/lib/audit/export/log-query";

/** `indexes.bin`: which events match, found out first, so that everything else is read along the log. */
export async function writeIndexes({ connection, folder, request, checkpoint, signal }: Building) {
  const sink = await FileSink.create(path.join(/* turbopackIgnore: true */ folder, "indexes.bin"));
  let [count, first, last] = [0, 0, -1];
  let written = Promise.resolve();
  try {
    await selectIndexes(connection, request.wanted, Number(checkpoint.size), (indexes) => {
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
    return { facts: await sink.finish(), count, first, last };
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}

/** Hands out the indexes of `indexes.bin`, one after the other. */
async function openIndexes(folder: string): Promise<{ next: IndexSource; close: () => Promise<void> }> {
  const file = await open(path.join(/* turbopackIgnore: true */ folder, "indexes.bin"));
  let at = 0;
  return {
    next: async (count) => {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(count * 8), 0, count * 8, at);
      at += bytesRead;
      return Array.from({ length: bytesRead / 8 }, (_, place) => Number(buffer.readBigUInt64LE(place * 8)));
    },
    close: () => file.close(),
  };
}

/** The files that are made of the events, in one pass over them. Answers with how many values were disclosed. */
export async function writeEvents(
  { connection, folder, request, signal, tell }: Building,
  total: number,
): Promise<{ files: Partial<Record<BundleFile, FileFacts>>; disclosed: number }> {
  const disclosed = encodeDisclosed(connection, request.disclose);
  const encoders: Partial<Record<BundleFile, BatchEncoder>> = {
    "events.jsonl": encodeLines(),
    "decisions.csv": encodeDecisions((itemIds) => readExternalIds(connection, itemIds)),
    "events.parquet": encodeEventsParquet(),
    "disclosed.jsonl": disclosed,
  };
  const outputs = await Promise.all(
    Object.entries(encoders).map(async ([name, encoder]) => ({
      name,
      encoder,
      sink: await FileSink.create(path.join(/* turbopackIgnore: true */ folder, name)),
    })),
  );
  const indexes = await openIndexes(folder);
  try {
    let done = 0;
    for await (const events of eventBatches(connection, indexes.next)) {
      signal.throwIfAborted();
      for (const { encoder, sink } of outputs) await sink.write(await encoder.encode(events));
      done += events.length;
      await tell(done, total);
    }
    const files: Record<string, FileFacts> = {};
    for (const { name, encoder, sink } of outputs) {
      await sink.write(encoder.end());
      files[name] = await sink.finish();
    }
    return { files, disclosed: disclosed.count() };
  } catch (error) {
    for (const { sink } of outputs) await sink.abandon();
    throw error;
  } finally {
    await indexes.close();
  }
}
