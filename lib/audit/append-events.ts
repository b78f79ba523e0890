import "server-only";
import type { Actor } from "@/lib/access/actor";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { sealEnvelope } from "@/lib/audit/envelope";
import { withAside } from "@/lib/platform/aside";
import { clock, newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";
import { software } from "@/lib/platform/software";

interface StoryEnd {
  seq: number;
  previous: Uint8Array | null;
}

const storyKey = (subject: AuditEvent["subject"]): string => `${subject.type} ${subject.id}`;

/** Where the stories of subjects with a past end so far. */
async function readStoryEnds(tx: Transaction, events: readonly AuditEvent[]): Promise<Map<string, StoryEnd>> {
  const known = new Map<string, AuditEvent["subject"]>();
  for (const event of events) if (event.newSubject !== true) known.set(storyKey(event.subject), event.subject);
  for (const event of events) if (event.newSubject === true) known.delete(storyKey(event.subject));
  if (known.size === 0) return new Map();
  const subjects = JSON.stringify([...known.values()]);
  const rows = await tx.$queryRaw<{ type: string; id: string; seq: number; leafHash: Uint8Array }[]>`
    SELECT s.type, s.id, e.subject_seq AS seq, e.leaf_hash AS "leafHash"
    FROM jsonb_to_recordset(${subjects}::jsonb) AS s(type text, id text)
    CROSS JOIN LATERAL (
      SELECT subject_seq, leaf_hash FROM audit_event
      WHERE subject_type = s.type AND subject_id = s.id
      ORDER BY subject_seq DESC LIMIT 1
    ) e`;
  return new Map(rows.map((row) => [`${row.type} ${row.id}`, { seq: row.seq, previous: row.leafHash }]));
}

/** A value a line: Postgres takes lines apart faster than arrays or JSON. */
function asLines(values: readonly string[]): string {
  if (values.some((value) => value.includes("\n"))) throw new RangeError("A value of an audit event has a line break.");
  return values.join("\n");
}

/**
 * Writes the events and their `audit_pending` rows in the caller's transaction, in order, each linked to its subject's
 * previous event. Two transactions that tell one subject's story at once meet on a unique index; one of them fails.
 */
export async function appendEvents(
  tx: Transaction,
  actor: Actor,
  requestId: string,
  events: readonly AuditEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const ends = await readStoryEnds(tx, events);
  const now = clock.now();
  const rows = events.map((event) => {
    const key = storyKey(event.subject);
    const end = ends.get(key) ?? { seq: 0, previous: null };
    const eventId = newId(now);
    const seq = end.seq + 1;
    const sealed = sealEnvelope(event, actor, {
      eventId,
      occurredAt: now,
      seq,
      previous: end.previous,
      requestId,
      software,
    });
    ends.set(key, { seq, previous: sealed.leafHash });
    return { event, eventId, seq, ...sealed };
  });
  // Every event's leaf hash, and its envelope behind it.
  const sealed = Buffer.concat(rows.flatMap(({ leafHash, bytes }) => [leafHash, bytes]));
  let end = 1;
  const starts = rows.map(({ leafHash, bytes }) => {
    const start = end;
    end += leafHash.length + bytes.length;
    return String(start);
  });
  const column = (read: (row: (typeof rows)[number]) => string) => asLines(rows.map(read));
  await withAside(
    (aside) => tx.$executeRaw`/* prepared */
      WITH event AS (
        INSERT INTO audit_event (id, type, occurred_at, use_case_id, subject_type, subject_id, subject_seq,
                                 actor_kind, actor_id, leaf_hash, envelope)
        SELECT id::uuid, type, ${now.toISOString()}::timestamptz, nullif(use_case_id, '')::uuid, subject_type, subject_id,
               seq::int, ${actor.kind}, ${actor.id},
               substring(sealed FROM start::int FOR 32), substring(sealed FROM start::int + 32 FOR length::int)
        FROM (SELECT ${aside(sealed)}::bytea AS sealed) AS sent, ROWS FROM (
          string_to_table(${aside(column(({ eventId }) => eventId))}, E'\n'),
          string_to_table(${aside(column(({ event }) => event.type))}, E'\n'),
          string_to_table(${aside(column(({ event }) => event.useCase?.id ?? ""))}, E'\n'),
          string_to_table(${aside(column(({ event }) => event.subject.type))}, E'\n'),
          string_to_table(${aside(column(({ event }) => event.subject.id))}, E'\n'),
          string_to_table(${aside(column(({ seq }) => String(seq)))}, E'\n'),
          string_to_table(${aside(asLines(starts))}, E'\n'),
          string_to_table(${aside(column(({ bytes }) => String(bytes.length)))}, E'\n')
        ) AS r (id, type, use_case_id, subject_type, subject_id, seq, start, length)
        RETURNING id
      )
      INSERT INTO audit_pending (event_id) SELECT id FROM event`,
  );
}
