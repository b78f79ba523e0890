import "server-only";
import { createHash } from "node:crypto";
import type { UserActor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { readAuditRows } from "@/lib/audit/audit-row-query";
import { type AuditEventView, auditEventView } from "@/lib/audit/audit-view";
import { notSealed } from "@/lib/audit/sealed-items-query";
import { type Checkpoint, checkpointAtLeast, latestCheckpoint } from "@/lib/audit/tree/checkpoint-query";
import { inclusionProof } from "@/lib/audit/tree/tree-query";
import { database, Prisma } from "@/lib/platform/database";

/** How an event's place in the log is proved. */
interface EventProof {
  /** The hashes beside its way up to the root, the lowest first, in hex (RFC 6962, 2.1.1). */
  hashes: string[];
  checkpoint: { size: number; note: string; signedAt: string };
  /** When the first checkpoint that covers it was signed. */
  sealedAt: string;
}

export interface AuditEventDetail {
  event: AuditEventView;
  /** The stored bytes, as text: canonical JSON. */
  envelope: string;
  /** Whether the leaf hash is that of the stored bytes. */
  intact: boolean;
  /** Null while it waits for the next checkpoint. */
  proof: EventProof | null;
  /** All events of the same subject, the first one first, at most 500. */
  story: AuditEventView[];
}

interface StoredEvent {
  useCaseId: string | null;
  subjectType: string;
  subjectId: string;
  envelope: Uint8Array;
  leafHash: Uint8Array;
  logIndex: bigint | null;
}

/** One event with its envelope, its proof and its subject's story; null where there is none that this person may read. */
export async function findAuditEvent(actor: UserActor, id: string): Promise<AuditEventDetail | null> {
  const found = await findReadable(actor, id);
  if (found === null) return null;
  const bytes = Buffer.from(found.envelope);
  const leaf = createHash("sha256").update(Buffer.of(0)).update(bytes).digest();
  const [[row], story, proof] = await Promise.all([
    readAuditRows(Prisma.sql`e.id = ${id}::uuid`),
    readAuditRows(Prisma.sql`
      e.subject_type = ${found.subjectType} AND e.subject_id = ${found.subjectId} ORDER BY e.subject_seq LIMIT 500`),
    found.logIndex === null ? null : proofOf(Number(found.logIndex)),
  ]);
  if (row === undefined) return null;
  return {
    event: auditEventView(row),
    envelope: bytes.toString("utf8"),
    intact: leaf.equals(found.leafHash),
    proof,
    story: story.map(auditEventView),
  };
}

/** An event's bytes as they are kept; null where there is none that this person may read. */
export async function findEnvelope(actor: UserActor, id: string): Promise<Uint8Array | null> {
  return (await findReadable(actor, id))?.envelope ?? null;
}

/** Whoever may read an item may read what is on record about it. */
async function findReadable(actor: UserActor, id: string): Promise<StoredEvent | null> {
  const [found] = await database.$queryRaw<StoredEvent[]>`
    SELECT e.use_case_id AS "useCaseId", e.subject_type AS "subjectType", e.subject_id AS "subjectId", e.envelope,
           e.leaf_hash AS "leafHash", l."index" AS "logIndex"
    FROM audit_event e LEFT JOIN audit_leaf l ON l.event_id = e.id
    WHERE e.id = ${id}::uuid AND ${notSealed(actor)}`;
  if (found === undefined) return null;
  const ofItem = found.subjectType === "item" && may(actor, "item.read", found.useCaseId);
  return ofItem || may(actor, "audit.read", found.useCaseId) ? found : null;
}

/** Against the latest checkpoint, which covers the most; null where none covers the leaf yet. */
async function proofOf(index: number): Promise<EventProof | null> {
  const [latest, first] = await Promise.all([latestCheckpoint(), checkpointAtLeast(index + 1)]);
  if (latest === null || first === null) return null;
  const size = Number(latest.size);
  const hashes = await inclusionProof(index, size);
  return {
    hashes: hashes.map((hash) => hash.toString("hex")),
    checkpoint: shown(latest),
    sealedAt: first.signedAt.toISOString(),
  };
}

const shown = ({ size, note, signedAt }: Checkpoint): EventProof["checkpoint"] => ({
  size: Number(size),
  note,
  signedAt: signedAt.toISOString(),
});
