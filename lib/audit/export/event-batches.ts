import "server-only";
import type { ExportedEvent } from "@/lib/audit/export/exported-event";
import { type LogConnection, readEvents } from "@/lib/audit/export/log-query";

/** Bytes of envelopes that a batch is to have, about; and how many events it may have. */
const batchBytes = 512 * 1024;
const smallest = 20;
const largest = 1_000;

/** Hands out the next places in the log, up to `count`; none at their end. */
export type IndexSource = (count: number) => Promise<number[]>;

/**
 * The events at these places of the log, batch by batch; while one is worked on, the next is read. Where envelopes are
 * large, batches are small, so that memory stays bounded.
 */
export async function* eventBatches(connection: LogConnection, indexes: IndexSource): AsyncGenerator<ExportedEvent[]> {
  let size = smallest;
  const readNext = async () => {
    const next = await indexes(size);
    return next.length === 0 ? [] : readEvents(connection, next);
  };
  let reading = readNext();
  try {
    for (;;) {
      const events = await reading;
      if (events.length === 0) return;
      const bytes = events.reduce((sum, { envelope }) => sum + envelope.length, 1);
      size = Math.min(largest, Math.max(smallest, Math.floor((batchBytes * events.length) / bytes)));
      reading = readNext();
      // Where the work on this batch fails, nobody waits for the next.
      reading.catch(() => undefined);
      yield events;
    }
  } finally {
    await reading.catch(() => undefined);
  }
}
