import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { lockExclusive } from "@/lib/platform/advisory-lock";
import { Prisma, type Transaction } from "@/lib/platform/database";
import type { ReviewPurpose } from "@/lib/platform/generated/prisma/enums";
import { leaseEnd } from "@/lib/review/lease";
import { isTakeable, queueOrder } from "@/lib/review/offered-query";

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
      AND NOT (r.purpose = 'decide' AND i.status <> 'in_review')
    ORDER BY r.claimed_at, r.id
    FOR UPDATE OF r`;
}

/** A review that was just taken from the queue. */
export interface TakenReview {
  id: string;
  itemId: string;
  useCase: { id: string; slug: string };
  purpose: ReviewPurpose;
  /** Where this claim showed the suggestion. */
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
 * Gives the reviewer the first review that is kept for them, else the first of the queue (highest priority, then due
 * first, then oldest) of whose item they have neither another review nor passed one on. One statement: reviews that
 * others are taking right now are stepped over. What an earlier holder left behind goes, but what this person themselves
 * had chosen and seen before they gave it back stays; where the suggestion comes with the item, its showing is on record
 * from here. `only` asks for this one item, or this one review. The caller holds `lockClaiming`.
 */
export async function takeFromQueue(
  tx: Transaction,
  claim: { useCaseId: string; reviewer: UserActor; now: Date; only?: { itemId: string } | { reviewId: string } },
): Promise<TakenReview | null> {
  const { useCaseId, reviewer, now, only } = claim;
  const reviewerId = reviewer.id;
  const r = Prisma.sql`r`;
  const isThis =
    only === undefined
      ? Prisma.empty
      : "itemId" in only
        ? Prisma.sql`AND r.item_id = ${only.itemId}::uuid`
        : Prisma.sql`AND r.id = ${only.reviewId}::uuid`;
  const mayTake = Prisma.sql`${isTakeable(r, { reviewer, useCaseIds: [useCaseId], now })} ${isThis}`;
  const [taken] = await tx.$queryRaw<TakenReview[]>`
    WITH assigned AS MATERIALIZED (
      -- By its own index: Postgres may think the whole queue to be a few rows.
      SELECT id, use_case_id FROM review WHERE assigned_to_id = ${reviewerId}::uuid AND status = 'open'
    ), kept AS (
      SELECT r.id, r.item_id, r.reviewer_id, r.draft ->> 'by' AS draft_by
      FROM assigned a JOIN review r ON r.id = a.id
      WHERE a.use_case_id = ${useCaseId}::uuid AND r.assigned_to_id = ${reviewerId}::uuid AND ${mayTake}
      ORDER BY ${queueOrder(r)} LIMIT 1 FOR UPDATE OF r SKIP LOCKED
    ), queued AS (
      SELECT r.id, r.item_id, r.reviewer_id, r.draft ->> 'by' AS draft_by
      FROM review r
      WHERE NOT EXISTS (SELECT FROM kept) AND r.use_case_id = ${useCaseId}::uuid AND ${mayTake}
      ORDER BY ${queueOrder(r)} LIMIT 1 FOR UPDATE OF r SKIP LOCKED
    ), next AS (
      SELECT id, item_id, reviewer_id, draft_by = ${reviewerId} AS own FROM (
        SELECT * FROM kept UNION ALL SELECT * FROM queued) found
    ), held AS (
      -- What is done to the several reviews of an item is told one after the other.
      SELECT i.id FROM item i WHERE i.id = (SELECT item_id FROM next) FOR NO KEY UPDATE
    )
    UPDATE review r
    SET reviewer_id = ${reviewerId}::uuid,
        claimed_at = ${now},
        lease_until = ${leaseEnd(now)},
        deferred_until = NULL,
        draft = CASE WHEN next.own THEN r.draft END,
        suggestion_shown_at = CASE
          WHEN next.own AND r.suggestion_shown_at IS NOT NULL THEN r.suggestion_shown_at
          WHEN r.reveal = 'before' AND EXISTS (
            SELECT FROM item i
            JOIN prediction p ON p.item_id = i.id AND p.model_version_id = i.model_version_id
            WHERE i.id = r.item_id AND p.failure IS NULL) THEN ${now}::timestamptz END,
        first_outcome = CASE WHEN next.own THEN r.first_outcome END,
        first_value = CASE WHEN next.own THEN r.first_value END,
        first_answered_at = CASE WHEN next.own THEN r.first_answered_at END,
        seconds_spent = CASE WHEN next.own THEN r.seconds_spent END
    FROM next, held, use_case u
    WHERE r.id = next.id AND held.id = next.item_id AND u.id = ${useCaseId}::uuid
    RETURNING r.id, r.item_id AS "itemId", json_build_object('id', u.id, 'slug', u.slug) AS "useCase", r.purpose,
              CASE WHEN r.suggestion_shown_at = ${now}::timestamptz THEN r.suggestion_shown_at END AS "suggestionShownAt",
              next.reviewer_id AS "takenFrom"`;
  return taken ?? null;
}

/**
 * Returns reviews that this person holds to the queue; `until` puts them off. Draft, first answer and what was shown stay
 * with the review for this person, should they take it again, and for nobody else.
 */
export async function giveBack(
  tx: Transaction,
  reviewIds: readonly string[],
  reviewerId: string,
  until: Date | null = null,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE review SET reviewer_id = NULL, claimed_at = NULL, lease_until = NULL,
      deferred_until = ${until?.toISOString() ?? null}::timestamptz,
      draft = CASE WHEN draft ->> 'by' = ${reviewerId} OR (suggestion_shown_at IS NULL AND ${until === null}) THEN draft
                   ELSE jsonb_build_object('answer', NULL, 'note', '', 'by', ${reviewerId}::text) END
    WHERE id = ANY(${[...reviewIds]}::uuid[])`;
}
