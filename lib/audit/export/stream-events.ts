import "server-only";
import { latestCheckpoint } from "@/lib/audit/tree/checkpoint-query";
import { database } from "@/lib/platform/database";

/** Events on their way to a program. */
interface EventStretch {
  /** Index of the first line, and of what comes after the last one. */
  first: number;
  end: number;
  /** Sealed events in all. */
  treeSize: number;
  /** Each event's bytes and a line feed, read as they are asked for. */
  lines: AsyncGenerator<Uint8Array>;
}

const atOnce = 500;

/** The sealed events that come after the one at `after` (-1: from the start), at most `limit`. The caller may read all. */
export async function streamEvents({ after, limit }: { after: number; limit: number }): Promise<EventStretch> {
  const treeSize = Number((await latestCheckpoint())?.size ?? 0);
  const first = after + 1;
  const end = Math.max(first, Math.min(treeSize, first + limit));
  return { first, end, treeSize, lines: readLines(first, end) };
}

async function* readLines(first: number, end: number): AsyncGenerator<Uint8Array> {
  for (let from = first; from < end; from += atOnce) {
    const to = Math.min(end, from + atOnce);
    const rows = await database.$queryRaw<{ envelope: Uint8Array }[]>`
      SELECT e.envelope FROM audit_leaf l JOIN audit_event e ON e.id = l.event_id
      WHERE l.index >= ${from} AND l.index < ${to} ORDER BY l.index`;
    if (rows.length !== to - from) throw new Error(`Events between ${from} and ${to} are gone from the log.`);
    yield Buffer.concat(rows.flatMap(({ envelope }) => [envelope, lineFeed]));
  }
}

const lineFeed = Buffer.from("\n");
