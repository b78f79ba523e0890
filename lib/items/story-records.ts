import type { Route } from "@/lib/engine/route-item";
import type {
  DecidedBy,
  ItemStatus,
  PredictionRole,
  Reveal,
  ReviewPurpose,
  ReviewStatus,
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
  policyVersion: number;
  policyReason: string;
  modelVersion: number | null;
  modelName: string | null;
}

export interface StoryReview {
  id: string;
  purpose: ReviewPurpose;
  status: ReviewStatus;
  reveal: Reveal;
  reviewer: string | null;
  note: string | null;
  simulated: boolean;
  leaseUntil: Date | null;
  secondsSpent: number | null;
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
}

/** What is read from an audit event's envelope to tell it. */
interface StoryEnvelope {
  actor: { id: string | null };
  verdict?: { review: string; outcome?: string; value?: number };
  suggestion?: { shown: boolean; at: string | null };
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
  /** In hex. */
  leafHash: string;
  envelope: StoryEnvelope;
}

export interface StoryRecords {
  reviews: StoryReview[];
  predictions: StoryPrediction[];
  decisions: StoryDecision[];
  events: StoryEvent[];
}
