import "server-only";
import { Prisma, type Transaction } from "@/lib/platform/database";

const latestRequest = (itemId: Prisma.Sql, userId: Prisma.Sql) => Prisma.sql`
  FROM audit_event e
  WHERE e.subject_type = 'item' AND e.subject_id = (${itemId})::text AND e.actor_id = (${userId})::text
    AND e.type IN ('review.second_opinion_asked', 'review.second_opinion_withdrawn')
  ORDER BY e.subject_seq DESC LIMIT 1`;

/** SQL: whether this person's request for a second opinion on the item stands; null where they never made one. */
export function askedBy(itemId: Prisma.Sql, userId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT e.type = 'review.second_opinion_asked' ${latestRequest(itemId, userId)})`;
}

/** This person's standing request on the item, with the review that it opened, if it did; null where there is none. */
export async function findRequest(
  tx: Transaction,
  itemId: string,
  userId: string,
): Promise<{ opened: string | null } | null> {
  const [row] = await tx.$queryRaw<{ asked: boolean; opened: string | null }[]>`
    SELECT e.type = 'review.second_opinion_asked' AS asked,
           convert_from(e.envelope, 'UTF8')::jsonb #>> '{detail,opened}' AS opened
    ${latestRequest(Prisma.sql`${itemId}`, Prisma.sql`${userId}`)}`;
  return row?.asked === true ? { opened: row.opened } : null;
}

/** Who could give a second opinion on an item, and what is open on it already. */
export interface Opinions {
  /** People other than the one who asks that review in the use case. */
  others: number;
  /** Of these, those who have no review of the item. */
  fresh: number;
  /** Reviews of the item that wait for somebody. */
  waiting: number;
  /** Somebody has asked for a second opinion before. */
  asked: boolean;
}

/** Counted for one who asks: people who can sign in, and reviews that any of them may take. */
export async function countOpinions(
  tx: Transaction,
  { useCaseId, itemId, userId }: { useCaseId: string; itemId: string; userId: string },
): Promise<Opinions> {
  const [row] = await tx.$queryRaw<Opinions[]>`
    WITH known AS MATERIALIZED (
      SELECT purpose, status, reviewer_id FROM review WHERE item_id = ${itemId}::uuid AND status <> 'cancelled'
    ), other AS MATERIALIZED (
      SELECT DISTINCT m.user_id
      FROM membership m JOIN "user" u ON u.id = m.user_id
      WHERE m.use_case_id = ${useCaseId}::uuid AND m.role IN ('reviewer', 'adjudicator')
        AND m.user_id <> ${userId}::uuid AND u.disabled_at IS NULL AND NOT u.is_simulated
    )
    SELECT (SELECT count(*)::int FROM other) AS others,
           (SELECT count(*)::int FROM other
            WHERE NOT EXISTS (SELECT FROM known WHERE known.reviewer_id = other.user_id)) AS fresh,
           (SELECT count(*)::int FROM known
            WHERE status = 'open' AND reviewer_id IS NULL AND purpose <> 'adjudicate') AS waiting,
           EXISTS (SELECT FROM known WHERE purpose = 'second_opinion') AS asked`;
  if (row === undefined) throw new Error("Nothing was counted.");
  return row;
}
