import type { EventType } from "@/lib/audit/event-types";

interface AuditModel {
  id: string;
  version: number;
  sha256: string | null;
  runtime?: string;
}

export interface AuditPolicy {
  id: string;
  version: number;
  sha256: string;
}

/** What a verb says about one thing that happened; `append-events.ts` adds who, when and the place in the subject's story. */
export interface AuditEvent {
  type: EventType;
  useCase?: { id: string; slug: string };
  subject: {
    type:
      | "item"
      | "use_case"
      | "model"
      | "policy"
      | "proposal"
      | "ramp"
      | "user"
      | "key"
      | "webhook"
      | "sign_in"
      | "audit_key"
      | "refusal"
      | "export"
      | "bulk"
      | "erasure";
    id: string;
  };
  /** The subject came to be in this transaction, so it has no earlier event outside of it. */
  newSubject?: true;
  model?: AuditModel | null;
  policy?: AuditPolicy;
  mode?: string;
  buckets?: Readonly<Record<string, number>>;
  /** `commit-value.ts` of what must not stand here in clear. */
  inputCommitment?: string;
  commentCommitment?: string;
  output?: {
    outcome?: string;
    value?: number;
    score?: number;
    threshold?: number | null;
    reasons?: readonly string[];
    /** Keys of those that stopped it. */
    guardrails?: readonly string[];
  };
  suggestion?: { shown: boolean; at: string | null };
  verdict?: { review: string; outcome?: string; value?: number; unusable?: true };
  priorDecision?: { seq: number; outcome: string | null; value: number | null } | null;
  reasonCode?: string;
  latencyMs?: number;
  /** Other facts of this type of event: ids, codes, counts. No text that a person wrote, no input. */
  detail?: Readonly<Record<string, unknown>>;
}
