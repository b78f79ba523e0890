import "server-only";
import { Prisma, type Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import type { ItemStatus, Reveal, ReviewPurpose, ReviewStatus } from "@/lib/platform/generated/prisma/enums";
import { type DeskItem, type ReviewRow, reviewView } from "@/lib/review/review-view";
import { askedBy } from "@/lib/review/second-opinion-query";

/** A review as a verb needs it that is about to change it. */
export interface LockedReview {
  id: string;
  itemId: string;
  useCase: { id: string; slug: string };
  purpose: ReviewPurpose;
  status: ReviewStatus;
  reveal: Reveal;
  reviewerId: string | null;
  claimedAt: Date | null;
  leaseUntil: Date | null;
  suggestionShownAt: Date | null;
  firstOutcome: string | null;
  firstValue: number | null;
  firstAnsweredAt: Date | null;
  outcome: string | null;
  value: number | null;
  unusable: boolean;
  reasonCode: string | null;
  note: string | null;
  assignedToId: string | null;
  deferredUntil: Date | null;
  /** Whose choice and note lie with it; null where there are none. */
  draftBy: string | null;
  answeredAt: Date | null;
  undoUntil: Date | null;
  secondsSpent: number | null;
  itemStatus: ItemStatus;
  itemErasedAt: Date | null;
}

/**
 * Reads a review and keeps others from changing it until the transaction ends, and its item with it: what is done to the
 * several reviews of an item is told one after the other. Items are locked before reviews. Throws `not_found`.
 */
export async function lockReview(tx: Transaction, useCaseId: string, reviewId: string): Promise<LockedReview> {
  const [review] = await tx.$queryRaw<LockedReview[]>`
    WITH held AS MATERIALIZED (
      SELECT i.id, i.status, i.erased_at FROM item i
      WHERE i.id = (SELECT item_id FROM review WHERE id = ${reviewId}::uuid AND use_case_id = ${useCaseId}::uuid)
      FOR NO KEY UPDATE
    )
    SELECT r.id, r.item_id AS "itemId", json_build_object('id', u.id, 'slug', u.slug) AS "useCase", r.purpose, r.status,
           r.reveal, r.reviewer_id AS "reviewerId",
           r.claimed_at AS "claimedAt", r.lease_until AS "leaseUntil", r.suggestion_shown_at AS "suggestionShownAt",
           r.first_outcome AS "firstOutcome", r.first_value AS "firstValue", r.first_answered_at AS "firstAnsweredAt",
           r.outcome, r.value, r.unusable, r.reason_code AS "reasonCode", r.note, r.assigned_to_id AS "assignedToId",
           r.deferred_until AS "deferredUntil", r.draft ->> 'by' AS "draftBy", r.answered_at AS "answeredAt",
           r.undo_until AS "undoUntil", r.seconds_spent AS "secondsSpent",
           held.status AS "itemStatus", held.erased_at AS "itemErasedAt"
    FROM held
    JOIN review r ON r.item_id = held.id
    JOIN use_case u ON u.id = r.use_case_id
    WHERE r.id = ${reviewId}::uuid
    FOR UPDATE OF r`;
  if (review === undefined) throw new AppError("not_found", "There is no such item in this queue.");
  return review;
}

/**
 * A claimed review as its reviewer's browser gets it. By when it is due comes from its item, so that it says nothing of
 * the review. The prediction is joined only where it may be seen: where the
 * route reveals it and the showing is on record.
 */
export async function readDeskItem(tx: Transaction, reviewId: string): Promise<DeskItem> {
  const [row] = await tx.$queryRaw<ReviewRow[]>`
    SELECT r.id AS "reviewId", r.use_case_id AS "useCaseId", r.reveal, r.reviewer_id AS "reviewerId",
           r.assigned_to_id AS "assignedToId", i.external_id AS "externalId", (policy.settings ->> 'slaMinutes')::int AS "slaMinutes",
           i.created_at AS "arrivedAt", i.input, i.unlisted, u.definition_version AS "definitionVersion", r.draft,
           r.suggestion_shown_at AS "suggestionShownAt", r.first_outcome AS "firstOutcome",
           r.first_value AS "firstValue", p.outcome AS "predictedOutcome", p.value AS "predictedValue",
           p.confidence, p.spread, m.name AS "modelName", m.version AS "modelVersion",
           ${askedBy(Prisma.sql`r.item_id`, Prisma.sql`r.reviewer_id`)} AS "secondOpinionAsked"
    FROM review r
    JOIN item i ON i.id = r.item_id
    JOIN use_case u ON u.id = r.use_case_id
    JOIN policy ON policy.id = i.policy_id
    LEFT JOIN prediction p ON r.reveal <> 'never' AND r.suggestion_shown_at IS NOT NULL
      AND p.item_id = i.id AND p.model_version_id = i.model_version_id AND p.failure IS NULL
    LEFT JOIN model_version m ON m.id = p.model_version_id
    WHERE r.id = ${reviewId}::uuid`;
  if (row === undefined) throw new Error(`Review ${reviewId} is gone.`);
  return reviewView(row);
}
