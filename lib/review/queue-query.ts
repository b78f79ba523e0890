import "server-only";
import type { Actor, UserActor } from "@/lib/access/actor";
import { may, useCasesWith } from "@/lib/access/authorize";
import { clock } from "@/lib/platform/clock";
import { database, Prisma } from "@/lib/platform/database";
import { isOffered } from "@/lib/review/offered-query";
import { mostCounted } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";

/** A queue as its reviewer sees it. */
export interface QueueView {
  useCase: { id: string; slug: string; name: string };
  /** Items of which this person could take a review now, one each; at most `mostCounted`, which then means "or more". */
  waiting: number;
  /** Of these, those that should have been answered by now. */
  overdue: number;
  /** Of these, those that are kept for this person. */
  assigned: number;
  /** When the next of them is due that is not overdue; null where none has a service level. */
  nextDueAt: Date | null;
  /** Reviews that they have claimed and not answered. */
  claimed: number;
  /** Items that they passed on and of which a review still waits. */
  skipped: number;
  /** Reviews that they put off until a moment that is still to come. */
  deferred: number;
}

/** The queues in which this person works, those with work first, then by name. */
export async function listQueues(actor: Actor): Promise<QueueView[]> {
  const reviewer = reviewerOf(actor);
  const useCaseIds = useCasesWith(actor, "review.work");
  return useCaseIds === "all" || useCaseIds.length === 0 ? [] : readQueues(reviewer, useCaseIds);
}

/** One queue; null where this person does not work in it. */
export async function findQueue(actor: Actor, useCaseId: string): Promise<QueueView | null> {
  if (!may(actor, "review.work", useCaseId)) return null;
  const [queue] = await readQueues(reviewerOf(actor), [useCaseId]);
  return queue ?? null;
}

async function readQueues(reviewer: UserActor, useCaseIds: readonly string[]): Promise<QueueView[]> {
  const now = clock.now();
  const me = Prisma.sql`${reviewer.id}::uuid`;
  const isFree = (review: Prisma.Sql) => isOffered(review, { reviewer, useCaseIds, now });
  const isMine = (review: Prisma.Sql) => Prisma.sql`${review}.reviewer_id = ${me} AND ${review}.status <> 'cancelled'`;
  const [r, o] = [Prisma.sql`r`, Prisma.sql`o`];
  const rows = await database.$queryRaw<(Omit<QueueView, "useCase"> & QueueView["useCase"])[]>`
    WITH claim AS MATERIALIZED (
      SELECT use_case_id FROM review WHERE reviewer_id = ${me} AND status = 'open'
    ), skip AS MATERIALIZED (
      SELECT DISTINCT r.use_case_id, r.item_id, r.status = 'cancelled' AND r.reviewer_id = s.user_id AS escalated
      FROM review_skip s JOIN review r ON r.id = s.review_id WHERE s.user_id = ${me}
    )
    SELECT u.id, u.slug, u.name, queue.waiting, queue.overdue, queue.assigned, queue."nextDueAt", own.claimed, own.skipped,
           own.deferred
    FROM use_case u
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS waiting, (count(*) FILTER (WHERE due_at <= ${now}))::int AS overdue,
             (count(*) FILTER (WHERE assigned_to_id = ${me}))::int AS assigned,
             min(due_at) FILTER (WHERE due_at > ${now}) AS "nextDueAt"
      FROM (
        SELECT r.due_at, r.assigned_to_id FROM review r
        WHERE r.use_case_id = u.id AND ${isFree(r)} AND r.item_id NOT IN (SELECT item_id FROM skip)
          -- The first of an item's free reviews stands for all of them. Fenced off, so that it is looked up by item alone.
          AND NOT EXISTS (
            SELECT FROM (SELECT * FROM review WHERE item_id = r.item_id OFFSET 0) o
            WHERE o.id <> r.id AND (${isMine(o)} OR (o.id < r.id AND ${isFree(o)})))
        LIMIT ${mostCounted}
      ) waits
    ) queue
    CROSS JOIN LATERAL (
      SELECT
        (SELECT count(*)::int FROM claim WHERE use_case_id = u.id) AS claimed,
        (SELECT count(*)::int FROM (
           SELECT item_id FROM skip WHERE use_case_id = u.id GROUP BY item_id
           HAVING NOT coalesce(bool_or(escalated), FALSE)) skip
         WHERE EXISTS (SELECT FROM review r WHERE r.item_id = skip.item_id AND ${isFree(r)})
           AND NOT EXISTS (SELECT FROM review r WHERE r.item_id = skip.item_id AND ${isMine(r)})) AS skipped,
        (SELECT count(*)::int FROM review r
         WHERE r.use_case_id = u.id AND r.status = 'open' AND r.deferred_until > ${now} AND r.reviewer_id IS NULL
           AND r.draft ->> 'by' = ${reviewer.id}) AS deferred
    ) own
    WHERE u.id = ANY(${useCaseIds}::uuid[])
    ORDER BY queue.waiting + own.claimed > 0 DESC, u.name, u.slug`;
  return rows.map(({ id, slug, name, ...counts }) => ({ useCase: { id, slug, name }, ...counts }));
}
