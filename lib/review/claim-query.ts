import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { lockExclusive } from "@/lib/platform/advisory-lock";
import { Prisma, type Transaction } from "@/lib/platform/database";
import type { ReviewPurpose } from "@/lib/platform/generated/prisma/enums";
import { adjudicates } from "@/lib/review/adjudicates";
import { leaseEnd } from "@/lib/review/lease";

/** A claim that a reviewer has, the one taken first at the top. */
export interface HeldClaim {
  id: string;
  itemId: string;
  useCase: { id: string; slug: string };
  purpose: ReviewPurpose;
  leaseUntil: Date | null;
}

/**
 * What the reviewer holds in the use case and can still decide. Locked, so that nobody takes it in this transaction.
 * Looked up by reviewer first: for a use case that has just grown, Postgres may think its whole queue to be a few rows.
 */
export async function lockHeldClaims(tx: Transaction, useCaseId: string, reviewerId: string): Promise<HeldClaim[]> {
  return tx.$queryRaw<HeldClaim[]>`
    WITH mine AS MATERIALIZED (
      SELECT id, use_case_id FROM review WHERE reviewer_id = ${reviewerId}::uuid AND status = 'open'
    )
    SELECT r.id, r.item_id AS "itemId", r.purpose, r.lease_until AS "leaseUntil",
           json_build_object('id', u.id, 'slug', u.slug) AS "useCase"
    FROM mine
    JOIN review r ON r.id = mine.id
    JOIN item i ON i.id = r.item_id
    JOIN use_case u ON u.id = mine.use_case_id
    WHERE mine.use_case_id = ${useCaseId}::uuid AND r.reviewer_id = ${reviewerId}::uuid AND r.status = 'open'
      AND NOT (r.purpose = 'decide' AND i.status = 'decided')
    ORDER BY r.claimed_at, r.id
    FOR UPDATE OF r`;
}

/** A review that was just taken from the queue. */
export interface TakenReview {
  id: string;
  itemId: string;
  useCase: { id: string; slug: string };
  purpose: ReviewPurpose;
  suggestionShownAt: Date | null;
  /** Whose claim had run out; null where nobody had one. */
  takenFrom: string | null;
}

/**
 * One person's claims in a use case wait for each other, whatever tab they come from: so that together they hold no more
 * than one may, and never two reviews of one item.
 */
export async function lockClaiming(tx: Transaction, useCaseId: string, reviewerId: string): Promise<void> {
  await lockExclusive(tx, `${reviewerId} claims in ${useCaseId}`);
}

/**
 * Gives the reviewer the first review of the queue (highest priority, then oldest) that nobody holds and of whose item
 * they have neither another review nor passed one on; adjudication is for adjudicators. One statement: reviews that
 * others are taking right now are stepped over. What an earlier holder left behind goes; where the suggestion comes with
 * the item, its showing is on record from here. `only` asks for this one item. The caller holds `lockClaiming`.
 */
export async function takeFromQueue(
  tx: Transaction,
  claim: { useCaseId: string; reviewer: UserActor; now: Date; only?: string },
): Promise<TakenReview | null> {
  const { useCaseId, reviewer, now, only } = claim;
  const reviewerId = reviewer.id;
  const [taken] = await tx.$queryRaw<TakenReview[]>`
    WITH next AS (
      SELECT r.id, r.item_id, r.reviewer_id
      FROM review r
      WHERE r.use_case_id = ${useCaseId}::uuid AND r.status = 'open'
        AND (r.lease_until IS NULL OR r.lease_until <= ${now})
        ${only === undefined ? Prisma.empty : Prisma.sql`AND r.item_id = ${only}::uuid`}
        ${adjudicates(reviewer, useCaseId) ? Prisma.empty : Prisma.sql`AND r.purpose <> 'adjudicate'`}
        AND r.item_id NOT IN (
          SELECT skipped.item_id FROM review_skip s JOIN review skipped ON skipped.id = s.review_id
          WHERE s.user_id = ${reviewerId}::uuid AND skipped.use_case_id = ${useCaseId}::uuid)
        AND NOT EXISTS (
          SELECT FROM review mine
          WHERE mine.item_id = r.item_id AND mine.id <> r.id AND mine.reviewer_id = ${reviewerId}::uuid
            AND mine.status <> 'cancelled')
      ORDER BY r.priority DESC, r.id
      LIMIT 1
      FOR UPDATE OF r SKIP LOCKED
    ), held AS (
      -- What is done to the several reviews of an item is told one after the other.
      SELECT i.id FROM item i WHERE i.id = (SELECT item_id FROM next) FOR NO KEY UPDATE
    )
    UPDATE review r
    SET reviewer_id = ${reviewerId}::uuid,
        claimed_at = ${now},
        lease_until = ${leaseEnd(now)},
        draft = CASE WHEN r.draft ->> 'by' = ${reviewerId} THEN r.draft END,
        suggestion_shown_at = CASE WHEN r.reveal = 'before' AND EXISTS (
          SELECT FROM item i
          JOIN prediction p ON p.item_id = i.id AND p.model_version_id = i.model_version_id
          WHERE i.id = r.item_id AND p.failure IS NULL) THEN ${now}::timestamptz END,
        first_outcome = NULL, first_value = NULL, first_answered_at = NULL, seconds_spent = NULL
    FROM next, held, use_case u
    WHERE r.id = next.id AND held.id = next.item_id AND u.id = ${useCaseId}::uuid
    RETURNING r.id, r.item_id AS "itemId", json_build_object('id', u.id, 'slug', u.slug) AS "useCase", r.purpose,
              r.suggestion_shown_at AS "suggestionShownAt", next.reviewer_id AS "takenFrom"`;
  return taken ?? null;
}
