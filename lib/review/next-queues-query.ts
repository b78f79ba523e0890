import "server-only";
import { database, Prisma } from "@/lib/platform/database";
import { isTakeable, type Offer, queueOrder } from "@/lib/review/offered-query";

/**
 * The use cases in which this person could take a review now: first those where they hold one that is not `loaded`, then
 * those where one is kept for them, then in the order of what each queue has in front.
 */
export async function findNextQueues(offer: Offer, loaded: readonly string[]): Promise<string[]> {
  const me = Prisma.sql`${offer.reviewer.id}::uuid`;
  const r = Prisma.sql`r`;
  const rows = await database.$queryRaw<{ id: string }[]>`
    WITH assigned AS MATERIALIZED (
      SELECT id, use_case_id FROM review WHERE assigned_to_id = ${me} AND status = 'open'
    )
    SELECT u.id
    FROM unnest(${[...offer.useCaseIds]}::uuid[]) AS u(id)
    CROSS JOIN LATERAL (
      SELECT EXISTS (
        SELECT FROM review h WHERE h.reviewer_id = ${me} AND h.use_case_id = u.id AND h.status = 'open'
          AND h.id <> ALL(${[...loaded]}::uuid[])) AS held,
        EXISTS (
        SELECT FROM assigned a JOIN review r ON r.id = a.id
        WHERE a.use_case_id = u.id AND ${isTakeable(r, offer)}) AS kept
    ) own
    LEFT JOIN LATERAL (
      SELECT r.priority, r.due_at, r.id FROM review r
      WHERE r.use_case_id = u.id AND ${isTakeable(r, offer)}
      ORDER BY ${queueOrder(r)} LIMIT 1
    ) head ON TRUE
    WHERE own.held OR head.id IS NOT NULL
    ORDER BY own.held DESC, own.kept DESC, ${queueOrder(Prisma.sql`head`)}`;
  return rows.map((row) => row.id);
}
