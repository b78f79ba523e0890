import "server-only";
import pg from "pg";
import type { ExportedEvent } from "@/lib/audit/export/exported-event";
import { Prisma } from "@/lib/platform/database";

/** What reads of the log go through: a connection of their own (`byte-connection.ts`). */
export type LogConnection = pg.Client;

/** Log indexes that are handed on at once. */
const indexesAtOnce = 8_192;

/**
 * The log indexes below `size` of the events that meet `wanted` (SQL on the event `e`; `looked.id` is its id), rising, in
 * pieces: they are handed on as they come, however many there are. `take` must not keep the array.
 */
export async function selectIndexes(
  connection: LogConnection,
  wanted: Prisma.Sql,
  size: number,
  take: (indexes: number[]) => void,
): Promise<void> {
  const { text, values } = Prisma.sql`
    SELECT l.index FROM audit_event e
    CROSS JOIN LATERAL (SELECT e.id) AS looked
    JOIN audit_leaf l ON l.event_id = e.id
    WHERE l.index < ${size} AND ${wanted} ORDER BY l.index`;
  let piece: number[] = [];
  await new Promise<void>((resolve, reject) => {
    const query = new pg.Query<{ index: string }>({ text, values });
    query.on("row", ({ index }) => {
      piece.push(Number(index));
      if (piece.length < indexesAtOnce) return;
      take(piece);
      piece = [];
    });
    query.on("error", reject);
    query.on("end", () => resolve());
    connection.query(query);
  });
  if (piece.length > 0) take(piece);
}

type EventCells = [
  index: string,
  id: string,
  type: string,
  occurredAt: string,
  useCase: string | null,
  subjectType: string,
  subjectId: string,
  subjectSeq: string,
  actorKind: string,
  actorId: string | null,
  leafHash: string,
  envelope: string,
];

/** Values as Postgres writes them: each is read below, once. */
const asText = { getTypeParser: () => (text: string) => text };

const bytesOf = (hex: string): Buffer => Buffer.from(hex.slice(2), "hex");

/** The events at these places of the log, in its order. Throws where one of them is missing. */
export async function readEvents(connection: LogConnection, indexes: readonly number[]): Promise<ExportedEvent[]> {
  const { rows } = await connection.query<EventCells>({
    name: "exported-events",
    text: `SELECT l.index, e.id, e.type, (extract(epoch FROM e.occurred_at) * 1000)::bigint, c.slug, e.subject_type,
                  e.subject_id, e.subject_seq, e.actor_kind, e.actor_id, l.leaf_hash, e.envelope
           FROM audit_leaf l JOIN audit_event e ON e.id = l.event_id LEFT JOIN use_case c ON c.id = e.use_case_id
           WHERE l.index = ANY($1::bigint[]) ORDER BY l.index`,
    values: [indexes],
    rowMode: "array",
    types: asText,
  });
  if (rows.length !== indexes.length) {
    throw new Error(`${indexes.length - rows.length} events are gone from the log.`);
  }
  return rows.map(
    ([index, id, type, at, useCase, subjectType, subjectId, seq, actorKind, actorId, leafHash, envelope]) => ({
      index: Number(index),
      id,
      type,
      occurredAt: Number(at),
      useCase,
      subjectType,
      subjectId,
      subjectSeq: Number(seq),
      actorKind,
      actorId,
      leafHash: bytesOf(leafHash),
      envelope: bytesOf(envelope),
    }),
  );
}

const leavesAtOnce = 8_192;

/** The leaf hashes of every event in [first, end), side by side, in pieces. Throws where one of them is missing. */
export async function* readLeaves(connection: LogConnection, first: number, end: number): AsyncGenerator<Buffer> {
  for (let from = first; from < end; from += leavesAtOnce) {
    const to = Math.min(end, from + leavesAtOnce);
    const { rows } = await connection.query<{ hashes: Buffer | null }>(
      `SELECT string_agg(leaf_hash, ''::bytea ORDER BY index) AS hashes
       FROM audit_leaf WHERE index >= $1 AND index < $2`,
      [from, to],
    );
    const hashes = rows[0]?.hashes ?? Buffer.alloc(0);
    if (hashes.length !== (to - from) * 32) throw new Error(`Leaf hashes between ${from} and ${to} are gone.`);
    yield hashes;
  }
}

/** A checkpoint that was published with success. */
export interface AnchoredCheckpoint {
  anchor: string;
  at: string;
  size: number;
  note: string;
}

const anchoringsAtOnce = 1_000;

/** Every checkpoint of a size up to `size` that an anchor took, in the order in which they were published, in pieces. */
export async function* readAnchored(connection: LogConnection, size: number): AsyncGenerator<AnchoredCheckpoint[]> {
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const { rows } = await connection.query<{ id: string; anchor: string; at: Date; size: string; note: string }>(
      `SELECT a.id, a.anchor, a.at, a.size, c.note FROM audit_anchoring a JOIN audit_checkpoint c ON c.size = a.size
       WHERE a.ok AND a.size <= $1 AND a.id > $2 ORDER BY a.id LIMIT $3`,
      [size, after, anchoringsAtOnce],
    );
    yield rows.map((row) => ({ anchor: row.anchor, at: row.at.toISOString(), size: Number(row.size), note: row.note }));
    const last = rows.at(-1);
    if (last === undefined || rows.length < anchoringsAtOnce) return;
    after = last.id;
  }
}

/** The newest `limit` checkpoints of a size in [1, below) that an anchor took, the smallest first. */
export async function readAnchoredBefore(
  connection: LogConnection,
  below: number,
  limit: number,
): Promise<{ size: number; note: string }[]> {
  const { rows } = await connection.query<{ size: string; note: string }>(
    `SELECT c.size, c.note FROM audit_checkpoint c
     WHERE c.size < $1 AND EXISTS (SELECT FROM audit_anchoring a WHERE a.size = c.size AND a.ok)
     ORDER BY c.size DESC LIMIT $2`,
    [below, limit],
  );
  return rows.map(({ size, note }) => ({ size: Number(size), note })).reverse();
}

/** External ids of items, by id. */
export async function readExternalIds(connection: LogConnection, itemIds: string[]): Promise<Map<string, string>> {
  const { rows } = await connection.query<{ id: string; externalId: string }>(
    `SELECT id, external_id AS "externalId" FROM item WHERE id = ANY($1::uuid[])`,
    [itemIds],
  );
  return new Map(rows.map(({ id, externalId }) => [id, externalId]));
}
