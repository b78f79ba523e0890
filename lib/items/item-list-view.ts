import type { Mode } from "@/lib/engine/mode";
import type { RouteReason } from "@/lib/engine/route-item";
import type { DecidedBy, ItemStatus } from "@/lib/platform/generated/prisma/enums";

/** A row of the Items list as the database gives it. */
export interface ItemListRow {
  id: string;
  externalId: string;
  createdAt: Date;
  erasedAt: Date | null;
  status: ItemStatus;
  outcome: string | null;
  value: number | null;
  decidedBy: DecidedBy | null;
  decidedAt: Date | null;
  /** The decision in force is the verdict of somebody who works in another system. */
  elsewhere: boolean;
  mode: Mode;
  reasons: RouteReason[];
  fallback: boolean;
  entityKey: string | null;
  tags: string[];
  simulated: boolean;
  policyVersion: number;
  modelVersion: number | null;
  predictedOutcome: string | null;
  predictedValue: number | null;
  confidence: number | null;
  spread: number | null;
  failureCode: string | null;
  /** A review of it is under way that the reader could be given. */
  sealed: boolean;
}

/** An answer as it is shown: an outcome, or a number. */
export type ShownAnswer = { outcome: string } | { value: number };

/** What the list shows of any item: nothing of what was said about it. */
interface Sealable {
  id: string;
  externalId: string;
  receivedAt: string;
  entityKey: string | null;
  tags: string[];
  simulated: boolean;
  /** Its input and notes are gone. */
  erased: boolean;
}

/** An item whose review is under way, as those may see it who could be given that review: blind is blind. */
interface SealedItem extends Sealable {
  sealed: true;
}

export interface OpenItem extends Sealable {
  sealed: false;
  /** An adjudicator confirmed that nobody can decide on it. */
  unusable: boolean;
  decision: { answer: ShownAnswer; by: DecidedBy; elsewhere: boolean; seconds: number } | null;
  /** What the model said; null where it was not asked, or has not answered yet. */
  prediction:
    | { ok: true; answer: ShownAnswer; confidence: number | null; spread: number | null }
    | { ok: false; code: string }
    | null;
  mode: Mode;
  reasons: RouteReason[];
  fallback: boolean;
  policyVersion: number;
  modelVersion: number | null;
}

/** A row of the Items list as it reaches the browser. */
export type ItemListView = SealedItem | OpenItem;

export function answerOf(outcome: string | null, value: number | null): ShownAnswer | null {
  if (value !== null) return { value };
  return outcome === null ? null : { outcome };
}

function predictionOf(row: ItemListRow): OpenItem["prediction"] {
  if (row.failureCode !== null) return { ok: false, code: row.failureCode };
  const answer = answerOf(row.predictedOutcome, row.predictedValue);
  return answer === null ? null : { ok: true, answer, confidence: row.confidence, spread: row.spread };
}

export function itemListView(row: ItemListRow): ItemListView {
  const shared: Sealable = {
    id: row.id,
    externalId: row.externalId,
    receivedAt: row.createdAt.toISOString(),
    entityKey: row.entityKey,
    tags: row.tags,
    simulated: row.simulated,
    erased: row.erasedAt !== null,
  };
  if (row.sealed) return { ...shared, sealed: true };
  const answer = answerOf(row.outcome, row.value);
  return {
    ...shared,
    sealed: false,
    unusable: row.status === "unusable",
    decision:
      answer === null || row.decidedBy === null || row.decidedAt === null
        ? null
        : {
            answer,
            by: row.decidedBy,
            elsewhere: row.elsewhere,
            seconds: (row.decidedAt.getTime() - row.createdAt.getTime()) / 1000,
          },
    prediction: predictionOf(row),
    mode: row.mode,
    reasons: row.reasons,
    fallback: row.fallback,
    policyVersion: row.policyVersion,
    modelVersion: row.modelVersion,
  };
}
