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
 * The canonical JSON (RFC 8785) of an event, and the leaf hash SHA-256(0x00 || its UTF-8 bytes) as in RFC 6962.
 * Throws a RangeError above 64 KiB.
 */
export function sealEnvelope(event: AuditEvent, actor: Actor, place: EventPlace): { text: string; leafHash: Buffer } {
  // Members that are undefined are left out.
  const text = canonicalJson({
    v: 1,
    event_id: place.eventId,
    type: event.type,
    occurred_at: place.occurredAt.toISOString(),
    actor: { kind: actor.kind, id: actor.id ?? actor.name, role: roleOf(actor), auth: actor.auth },
    use_case: event.useCase,
    subject: { type: event.subject.type, id: event.subject.id, seq: place.seq },
    previous: place.previous === null ? null : Buffer.from(place.previous).toString("hex"),
    model: event.model ?? undefined,
    policy: event.policy,
    mode: event.mode,
    buckets: event.buckets,
    input_commitment: event.inputCommitment,
    output: event.output,
    suggestion: event.suggestion,
    verdict: event.verdict,
    prior_decision: event.priorDecision,
    reason_code: event.reasonCode,
    comment_commitment: event.commentCommitment,
    latency_ms: event.latencyMs,
    detail: event.detail,
    request_id: place.requestId,
    software: place.software,
  });
  if (Buffer.byteLength(text) > largestEnvelope) {
    throw new RangeError(`An audit event is larger than ${largestEnvelope} bytes.`);
  }
  return { text, leafHash: hash("sha256", `\0${text}`, "buffer") };
}

function roleOf(actor: Actor): string {
  if (actor.kind === "user") return actor.isAdmin ? "admin" : "member";
  return actor.kind === "api_key" ? "engineer" : "system";
}
