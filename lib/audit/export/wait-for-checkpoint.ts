import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { type Checkpoint, checkpointAtLeast, latestCheckpoint } from "@/lib/audit/tree/checkpoint-query";
import { treeSize } from "@/lib/audit/tree/tree-query";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";

/** Checkpoints follow each other within ten seconds; what is late beyond that is left out. */
const longestMs = 20_000;
const pauseMs = 250;

/**
 * A checkpoint under which lies what had happened by a moment, so that an auditor finds in a bundle what they have just
 * seen. Waits for it as long as one takes as a rule; then takes the newest. Null where none was ever signed.
 */
export async function waitForCheckpoint(moment: Date, signal: AbortSignal): Promise<Checkpoint | null> {
  const started = performance.now();
  const until = firstIdOf(new Date(moment.getTime() + 1));
  let size: number | null = null;
  while (performance.now() - started < longestMs) {
    if (size === null) {
      const waiting = await database.auditPending.findFirst({
        where: { eventId: { lt: until } },
        select: { eventId: true },
      });
      if (waiting === null) size = await treeSize();
    }
    const checkpoint = size === null ? null : await checkpointAtLeast(size);
    if (checkpoint !== null) return checkpoint;
    await sleep(pauseMs, undefined, { signal });
  }
  return latestCheckpoint();
}
