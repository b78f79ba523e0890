/** A sealed event as an export reads it. */
export interface ExportedEvent {
  /** Its place in the log. */
  index: number;
  id: string;
  type: string;
  /** Milliseconds since 1970. */
  occurredAt: number;
  /** A use case's slug; null where it is of none. */
  useCase: string | null;
  subjectType: string;
  subjectId: string;
  subjectSeq: number;
  actorKind: string;
  actorId: string | null;
  leafHash: Buffer;
  /** The stored bytes: the leaf's preimage. */
  envelope: Buffer;
}

/** Parts of an envelope that exports look at. */
export interface Envelope {
  model?: { id: string; version: number; sha256: string | null } | null;
  policy?: { version: number };
  mode?: string;
  input_commitment?: string;
  comment_commitment?: string;
  output?: {
    outcome?: string;
    value?: number;
    score?: number;
    threshold?: number | null;
    reasons?: string[];
    guardrails?: string[];
  };
  verdict?: { review?: string; outcome?: string; value?: number };
  prior_decision?: { seq: number; outcome: string | null; value: number | null } | null;
  reason_code?: string;
  request_id?: string;
  detail?: Record<string, unknown>;
}

export function envelopeOf(event: Pick<ExportedEvent, "envelope">): Envelope {
  return JSON.parse(event.envelope.toString("utf8")) as Envelope;
}
