import "server-only";
import type { Actor, UserActor } from "@/lib/access/actor";
import { may, useCasesWith } from "@/lib/access/authorize";
import { clock } from "@/lib/platform/clock";
import { database, Prisma } from "@/lib/platform/database";
import { adjudicates } from "@/lib/review/adjudicates";
import { mostCounted } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";

/** A queue as its reviewer sees it. */
export interface QueueView {
  useCase: { id: string; slug: string; name: string };
  /** Items of which this person could take a review now, one each; at most `mostCounted`, which then means "or more". */
  waiting: number;
  /** Reviews that they have claimed and not answered. */
  claimed: number;
  /** Items that they passed on and of which a review still waits. */
  skipped: number;
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
  const adjudicated = useCaseIds.filter((useCaseId) => adjudicates(reviewer, useCaseId));
  const isFree = (review: Prisma.Sql) => Prisma.sql`
    ${review}.status = 'open' AND (${review}.lease_until IS NULL OR ${review}.lease_until <= ${now})
    AND ${review}.reviewer_id IS DISTINCT FROM ${me}
    AND (${review}.purpose <> 'adjudicate' OR ${review}.use_case_id = ANY(${adjudicated}::uuid[]))`;
  const isMine = (review: Prisma.Sql) => Prisma.sql`${review}.reviewer_id = ${me} AND ${review}.status <> 'cancelled'`;
  const [r, o] = [Prisma.sql`r`, Prisma.sql`o`];
  const rows = await database.$queryRaw<(Omit<QueueView, "useCase"> & QueueView["useCase"])[]>`
    WITH claim AS MATERIALIZED (
      SELECT use_case_id FROM review WHERE reviewer_id = ${me} AND status = 'open'
    ), skip AS MATERIALIZED (
      SELECT DISTINCT r.use_case_id, r.item_id FROM review_skip s JOIN review r ON r.id = s.review_id WHERE s.user_id = ${me}
    )
    SELECT u.id, u.slug, u.name, queue.waiting, own.claimed, own.skipped
    FROM use_case u
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS waiting
      FROM (
        SELECT FROM review r
        WHERE r.use_case_id = u.id AND ${isFree(r)} AND r.item_id NOT IN (SELECT item_id FROM skip)
          -- The first of an item's free reviews stands for all of them.
          AND NOT EXISTS (
            SELECT FROM review o
            WHERE o.item_id = r.item_id AND o.id <> r.id AND (${isMine(o)} OR (o.id < r.id AND ${isFree(o)})))
        LIMIT ${mostCounted}
      ) waits
    ) queue
    CROSS JOIN LATERAL (
      SELECT
        (SELECT count(*)::int FROM claim WHERE use_case_id = u.id) AS claimed,
        (SELECT count(*)::int FROM skip
         WHERE use_case_id = u.id
           AND EXISTS (SELECT FROM review r WHERE r.item_id = skip.item_id AND ${isFree(r)})
           AND NOT EXISTS (SELECT FROM review r WHERE r.item_id = skip.item_id AND ${isMine(r)})) AS skipped
    ) own
    WHERE u.id = ANY(${useCaseIds}::uuid[])
    ORDER BY queue.waiting + own.claimed > 0 DESC, u.name, u.slug`;
  return rows.map(({ id, slug, name, ...counts }) => ({ useCase: { id, slug, name }, ...counts }));
}
