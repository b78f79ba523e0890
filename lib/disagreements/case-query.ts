import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { settlesBlind } from "@/lib/access/settles-blind-query";
import { database, Prisma, type Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import type { DisagreementStatus } from "@/lib/platform/generated/prisma/enums";
import { type LockedReview, lockReview } from "@/lib/review/review-query";

/** A disagreement's item as a verb needs it that is about to settle it. */
export interface Case {
  disagreementId: string;
  status: DisagreementStatus;
  itemId: string;
  useCase: { id: string; slug: string };
  /** The answers come after one's own. */
  blind: boolean;
  /** Somebody of the item's own reviewers has yet to answer, or can still undo. */
  waits: boolean;
  /** This person said something about the item before, or passed it to an adjudicator. */
  own: boolean;
  /** The adjudication under way; null: none. */
  review: (LockedReview & { holder: string | null }) | null;
}

/** The use case of a disagreement, for `authorize`; throws `not_found`. */
export async function useCaseOfDisagreement(disagreementId: string): Promise<string> {
  const found = await database.disagreement.findUnique({ where: { id: disagreementId }, select: { useCaseId: true } });
  if (found === null) throw noSuchDisagreement();
  return found.useCaseId;
}

function noSuchDisagreement(): AppError {
  return new AppError("not_found", "There is no such disagreement. It may have been settled as no difference at all.");
}

/**
 * SQL: this person answered the item, holds a review of it, or passed it to an adjudicator. An adjudication of theirs
 * counts once it is final: they have settled the item before.
 */
export function isOwn(itemId: Prisma.Sql, userId: string): Prisma.Sql {
  return Prisma.sql`(
    EXISTS (
      SELECT FROM review mine WHERE mine.item_id = ${itemId} AND mine.reviewer_id = ${userId}::uuid
        AND (mine.status = 'settled' OR (mine.purpose <> 'adjudicate' AND mine.status <> 'cancelled')))
    OR EXISTS (
      SELECT FROM audit_event e WHERE e.subject_type = 'item' AND e.subject_id = (${itemId})::text
        AND e.actor_id = ${userId} AND e.type = 'review.escalated'))`;
}

/** Reads a disagreement with its item and the adjudication under way, all locked. Throws `not_found`. */
export async function lockCase(tx: Transaction, disagreementId: string, actor: UserActor): Promise<Case> {
  await tx.$queryRaw`
    SELECT FROM item WHERE id = (SELECT item_id FROM disagreement WHERE id = ${disagreementId}::uuid)
    FOR NO KEY UPDATE`;
  const [found] = await tx.$queryRaw<(Omit<Case, "review"> & { reviewId: string | null; holder: string | null })[]>`
    SELECT d.id AS "disagreementId", d.status::text, d.item_id AS "itemId",
           json_build_object('id', u.id, 'slug', u.slug) AS "useCase", ${settlesBlind(Prisma.sql`u.id`)} AS blind,
           EXISTS (SELECT FROM review w WHERE w.item_id = d.item_id AND w.status IN ('open', 'answered')
                     AND w.purpose IN ('decide', 'second_opinion', 'quality_control')) AS waits,
           ${isOwn(Prisma.sql`d.item_id`, actor.id)} AS own, a.id AS "reviewId", a.holder
    FROM disagreement d
    JOIN use_case u ON u.id = d.use_case_id
    LEFT JOIN LATERAL (
      SELECT r.id, person.name AS holder FROM review r LEFT JOIN "user" person ON person.id = r.reviewer_id
      WHERE r.item_id = d.item_id AND r.purpose = 'adjudicate' AND r.status IN ('open', 'answered')
      ORDER BY r.status DESC, r.id LIMIT 1
    ) a ON TRUE
    WHERE d.id = ${disagreementId}::uuid`;
  if (found === undefined) throw noSuchDisagreement();
  const { reviewId, holder, ...rest } = found;
  if (reviewId === null) return { ...rest, review: null };
  return { ...rest, review: { ...(await lockReview(tx, rest.useCase.id, reviewId)), holder } };
}
