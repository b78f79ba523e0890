import type { Route } from "@/lib/engine/route-item";
import type {
  DecidedBy,
  DisagreementKind,
  DisagreementStatus,
  ItemStatus,
  PredictionRole,
  Reveal,
  ReviewPurpose,
  ReviewStatus,
  RootCause,
} from "@/lib/platform/generated/prisma/enums";

/** An item's row as its story needs it. */
export interface StoryItem {
  id: string;
  useCaseId: string;
  externalId: string;
  createdAt: Date;
  input: Record<string, unknown>;
  unlisted: string[];
  entityKey: string | null;
  tags: string[];
  simulated: boolean;
  route: Route;
  status: ItemStatus;
  /** When its input was erased. */
  erasedAt: Date | null;
  policyVersion: number;
  policyReason: string;
  modelVersion: number | null;
  modelName: string | null;
  /** A disagreement is open on it, to be settled by somebody who does not know the answers. */
  toSettleBlind: boolean;
}

export interface StoryReview {
  id: string;
  purpose: ReviewPurpose;
  status: ReviewStatus;
  reveal: Reveal;
  /** Also one who works in another system. */
  reviewer: string | null;
  /** Whom it is kept for. */
  assignee: string | null;
  note: string | null;
  simulated: boolean;
  leaseUntil: Date | null;
  secondsSpent: number | null;
  outcome: string | null;
  value: number | null;
  undoUntil: Date | null;
}

export interface StoryPrediction {
  id: string;
  role: PredictionRole;
  supplied: boolean;
  outcome: string | null;
  scores: Record<string, number> | null;
  value: number | null;
  spread: number | null;
  confidence: number | null;
  failure: { code: string; message: string } | null;
  latencyMs: number;
  runtime: string;
  modelName: string;
  modelVersion: number;
}

export interface StoryDecision {
  seq: number;
  outcome: string | null;
  value: number | null;
  decidedBy: DecidedBy;
  decidedAt: Date;
  policyVersion: number;
  reviewId: string | null;
  reviewer: string | null;
  /** The verdict that it names came from another system. */
  elsewhere: boolean;
}

/** What is read from an audit event's envelope to tell it. */
interface StoryEnvelope {
  actor: { id: string | null };
  verdict?: { review: string; outcome?: string; value?: number; unusable?: true };
  suggestion?: { shown: boolean; at: string | null };
  reason_code?: string;
  prior_decision?: { seq: number; outcome: string | null; value: number | null } | null;
  detail?: Record<string, unknown>;
}

export interface StoryEvent {
  id: string;
  type: string;
  occurredAt: Date;
  actorKind: string;
  /** Of a person or key; null for the system, which the envelope names. */
  actorName: string | null;
  /** Whom an assignment names; null for other events. */
  assignee: string | null;
  /** Why a reviewer passed it on, as long as they do not want it back; null for other events. */
  skipReason: string | null;
  /** In hex. */
  leafHash: string;
  envelope: StoryEnvelope;
}

export interface StoryDisagreement {
  id: string;
  kind: DisagreementKind;
  status: DisagreementStatus;
  rootCause: RootCause | null;
}

export interface StoryRecords {
  disagreements: StoryDisagreement[];
  reviews: StoryReview[];
  predictions: StoryPrediction[];
  decisions: StoryDecision[];
  events: StoryEvent[];
}
