import { hash } from "node:crypto";
import type { Actor } from "@/lib/access/actor";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { canonicalJson } from "@/lib/platform/canonical-json";

const largestEnvelope = 64 * 1024;

/** An event's fixed place: its id, its time, and where it stands in its subject's story. */
export interface EventPlace {
  eventId: string;
  occurredAt: Date;
  seq: number;
  /** Leaf hash of the subject's previous event; null for the first. */
  previous: Uint8Array | null;
  requestId: string;
  software: string;
}

/**
 * The UTF-8 bytes of an event's canonical JSON (RFC 8785), and their leaf hash SHA-256(0x00 || bytes) as in RFC 6962.
 * Throws a RangeError above 64 KiB.
 */
export function sealEnvelope(event: AuditEvent, actor: Actor, place: EventPlace): { bytes: Buffer; leafHash: Buffer } {
  // Members that are undefined are left out. In the order of their names, as `canonicalJson` writes quickest.
  const text = canonicalJson({
    actor: { auth: actor.auth, id: actor.id ?? actor.name, kind: actor.kind, role: roleOf(actor) },
    buckets: event.buckets,
    comment_commitment: event.commentCommitment,
    detail: event.detail,
    event_id: place.eventId,
    input_commitment: event.inputCommitment,
    latency_ms: event.latencyMs,
    mode: event.mode,
    model: event.model ?? undefined,
    occurred_at: place.occurredAt.toISOString(),
    output: event.output,
    policy: event.policy,
    previous: place.previous === null ? null : Buffer.from(place.previous).toString("hex"),
    prior_decision: event.priorDecision,
    reason_code: event.reasonCode,
    request_id: place.requestId,
    software: place.software,
    subject: { id: event.subject.id, seq: place.seq, type: event.subject.type },
    suggestion: event.suggestion,
    type: event.type,
    use_case: event.useCase,
    v: 1,
    verdict: event.verdict,
  });
  const leaf = Buffer.from(`\0${text}`);
  if (leaf.length > 1 + largestEnvelope)
    throw new RangeError(`An audit event is larger than ${largestEnvelope} bytes.`);
  return { bytes: leaf.subarray(1), leafHash: hash("sha256", leaf, "buffer") };
}

function roleOf(actor: Actor): string {
  if (actor.kind === "user") return actor.isAdmin ? "admin" : "member";
  return actor.kind === "api_key" ? "engineer" : "system";
}
