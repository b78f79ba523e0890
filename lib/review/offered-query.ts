import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { Prisma } from "@/lib/platform/database";
import { adjudicates } from "@/lib/review/adjudicates";

/** Who is offered reviews, of which use cases, and when. */
export interface Offer {
  reviewer: UserActor;
  useCaseIds: readonly string[];
  now: Date;
}

/**
 * SQL: the review waits, and this person may be offered it: nobody holds it, it is not put off, and it is kept for nobody
 * else who still reviews here. Adjudication is for adjudicators.
 */
export function isOffered(review: Prisma.Sql, { reviewer, useCaseIds, now }: Offer): Prisma.Sql {
  const me = Prisma.sql`${reviewer.id}::uuid`;
  const adjudicated = useCaseIds.filter((useCaseId) => adjudicates(reviewer, useCaseId));
  return Prisma.sql`
    ${review}.status = 'open' AND (${review}.lease_until IS NULL OR ${review}.lease_until <= ${now})
    AND ${review}.reviewer_id IS DISTINCT FROM ${me}
    AND (${review}.deferred_until IS NULL OR ${review}.deferred_until <= ${now})
    AND (${review}.assigned_to_id IS NULL OR ${review}.assigned_to_id = ${me} OR NOT EXISTS (
      SELECT FROM membership keeper JOIN "user" person ON person.id = keeper.user_id
      WHERE keeper.user_id = ${review}.assigned_to_id AND keeper.use_case_id = ${review}.use_case_id
        AND keeper.role IN ('reviewer', 'adjudicator') AND person.disabled_at IS NULL))
    AND (${review}.purpose <> 'adjudicate' OR ${review}.use_case_id = ANY(${adjudicated}::uuid[]))`;
}

/** SQL: the same, and this person has neither another review of its item nor passed one on. */
export function isTakeable(review: Prisma.Sql, offer: Offer): Prisma.Sql {
  const me = Prisma.sql`${offer.reviewer.id}::uuid`;
  return Prisma.sql`
    ${isOffered(review, offer)}
    AND ${review}.item_id NOT IN (
      SELECT skipped.item_id FROM review_skip s JOIN review skipped ON skipped.id = s.review_id WHERE s.user_id = ${me})
    AND NOT EXISTS (
      SELECT FROM review mine
      WHERE mine.item_id = ${review}.item_id AND mine.id <> ${review}.id AND mine.reviewer_id = ${me}
        AND mine.status <> 'cancelled')`;
}

/** SQL: the order of a queue: the highest priority, then what is overdue or due next, then the oldest. */
export function queueOrder(review: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`${review}.priority DESC, ${review}.due_at, ${review}.id`;
}
