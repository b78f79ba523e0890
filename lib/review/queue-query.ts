import "server-only";
import type { Actor } from "@/lib/access/actor";
import { may, useCasesWith } from "@/lib/access/authorize";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { mostCounted } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";

/** A queue as its reviewer sees it. */
export interface QueueView {
  useCase: { id: string; slug: string; name: string };
  /** Reviews that this person could take now; at most `mostCounted`, which then means "or more". */
  waiting: number;
  /** Reviews that they have claimed and not answered. */
  claimed: number;
  /** Reviews that they passed on and that nobody has taken since. */
  skipped: number;
}

/** The queues in which this person works, those with work first, then by name. */
export async function listQueues(actor: Actor): Promise<QueueView[]> {
  const reviewer = reviewerOf(actor);
  const useCaseIds = useCasesWith(actor, "review.work");
  return useCaseIds === "all" || useCaseIds.length === 0 ? [] : readQueues(reviewer.id, useCaseIds);
}

/** One queue; null where this person does not work in it. */
export async function findQueue(actor: Actor, useCaseId: string): Promise<QueueView | null> {
  if (!may(actor, "review.work", useCaseId)) return null;
  const [queue] = await readQueues(reviewerOf(actor).id, [useCaseId]);
  return queue ?? null;
}

async function readQueues(reviewerId: string, useCaseIds: readonly string[]): Promise<QueueView[]> {
  const now = clock.now();
  const rows = await database.$queryRaw<(Omit<QueueView, "useCase"> & QueueView["useCase"])[]>`
    WITH claim AS MATERIALIZED (
      SELECT use_case_id FROM review WHERE reviewer_id = ${reviewerId}::uuid AND status = 'open'
    ), skip AS MATERIALIZED (
      SELECT r.use_case_id, r.status, r.lease_until
      FROM review_skip s JOIN review r ON r.id = s.review_id
      WHERE s.user_id = ${reviewerId}::uuid
    )
    SELECT u.id, u.slug, u.name, queue.waiting, mine.claimed, mine.skipped
    FROM use_case u
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS waiting
      FROM (
        SELECT FROM review r
        WHERE r.use_case_id = u.id AND r.status = 'open' AND (r.lease_until IS NULL OR r.lease_until <= ${now})
          AND r.reviewer_id IS DISTINCT FROM ${reviewerId}::uuid
          AND NOT EXISTS (
            SELECT FROM review_skip s WHERE s.review_id = r.id AND s.user_id = ${reviewerId}::uuid)
        LIMIT ${mostCounted}
      ) waits
    ) queue
    CROSS JOIN LATERAL (
      SELECT
        (SELECT count(*)::int FROM claim WHERE use_case_id = u.id) AS claimed,
        (SELECT count(*)::int FROM skip
         WHERE use_case_id = u.id AND status = 'open' AND (lease_until IS NULL OR lease_until <= ${now})) AS skipped
    ) mine
    WHERE u.id = ANY(${useCaseIds}::uuid[])
    ORDER BY queue.waiting + mine.claimed > 0 DESC, u.name, u.slug`;
  return rows.map(({ id, slug, name, ...counts }) => ({ useCase: { id, slug, name }, ...counts }));
}
