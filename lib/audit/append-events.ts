import "server-only";
import type { Actor } from "@/lib/access/actor";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { sealEnvelope } from "@/lib/audit/envelope";
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
    return {
      place: {
        id: eventId,
        type: event.type,
        useCaseId: event.useCase?.id ?? null,
        subjectType: event.subject.type,
        subjectId: event.subject.id,
        seq,
      },
      leaf: sealed.leafHash.toString("hex"),
      envelope: sealed.bytes.toString("utf8"),
    };
  });
  const places = JSON.stringify(rows.map(({ place }) => place));
  // A line each: canonical JSON has no line break, and nothing in it has to be escaped again.
  const leaves = rows.map(({ leaf }) => leaf).join("\n");
  const envelopes = rows.map(({ envelope }) => envelope).join("\n");
  await tx.$executeRaw`/* prepared */
    WITH event AS (
      INSERT INTO audit_event (id, type, occurred_at, use_case_id, subject_type, subject_id, subject_seq,
                               actor_kind, actor_id, leaf_hash, envelope)
      SELECT id, type, ${now.toISOString()}::timestamptz, "useCaseId", "subjectType", "subjectId", seq,
             ${actor.kind}, ${actor.id}, decode(leaf, 'hex'), convert_to(envelope, 'UTF8')
      FROM ROWS FROM (
        json_to_recordset(${places}::json) AS (
          id uuid, type text, "useCaseId" uuid, "subjectType" text, "subjectId" text, seq int),
        string_to_table(${leaves}, E'\n'),
        string_to_table(${envelopes}, E'\n')
      ) AS r (id, type, "useCaseId", "subjectType", "subjectId", seq, leaf, envelope)
      RETURNING id
    )
    INSERT INTO audit_pending (event_id) SELECT id FROM event`;
}
