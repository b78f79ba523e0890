import "server-only";
import type { ParsedVerdict } from "@/lib/items/parse-verdict";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";
import type { DecidedBy } from "@/lib/platform/generated/prisma/enums";

/** An item as verdicts find it, before they count. */
export interface FoundItem {
  id: string;
  externalId: string;
  decidedBy: DecidedBy | null;
}

/**
 * The use case's items with one of these external ids, by it. Locked, so that what is said about each is told one after
 * the other; in one order for all, so that two batches do not wait for each other in a circle.
 */
export async function lockItemsByExternalId(
  tx: Transaction,
  useCaseId: string,
  externalIds: readonly string[],
): Promise<Map<string, FoundItem>> {
  const rows = await tx.$queryRaw<FoundItem[]>`
    SELECT id, external_id AS "externalId", decided_by::text AS "decidedBy" FROM item
    WHERE use_case_id = ${useCaseId}::uuid
      AND external_id IN (SELECT jsonb_array_elements_text(${JSON.stringify(externalIds)}::jsonb))
    ORDER BY id FOR NO KEY UPDATE`;
  return new Map(rows.map((row) => [row.externalId, row]));
}

/** The ids of these people who work elsewhere, by name; those whom nobody has named before are added. */
export async function externalReviewerIds(
  tx: Transaction,
  useCaseId: string,
  names: readonly string[],
  now: Date,
): Promise<Map<string, string>> {
  const rows = [...new Set(names)].sort().map((name) => ({ id: newId(now), name }));
  await tx.$executeRaw`
    INSERT INTO external_reviewer (id, use_case_id, name, created_at)
    SELECT id, ${useCaseId}::uuid, name, ${now.toISOString()}::timestamptz
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(id uuid, name text)
    ON CONFLICT (use_case_id, name) DO NOTHING`;
  const known = await tx.externalReviewer.findMany({
    where: { useCaseId, name: { in: rows.map(({ name }) => name) } },
    select: { id: true, name: true },
  });
  return new Map(known.map(({ id, name }) => [name, id]));
}

/** A verdict from elsewhere with the keys that it is stored under. */
export interface ExternalVerdict extends ParsedVerdict {
  id: string;
  itemId: string;
  reviewerId: string;
}

export const pairKey = (verdict: { itemId: string; reviewerId: string }): string =>
  `${verdict.itemId} ${verdict.reviewerId}`;

/** What these people have said about these items before, by `pairKey`. */
export async function findExternalVerdicts(
  tx: Transaction,
  pairs: readonly { itemId: string; reviewerId: string }[],
): Promise<Map<string, Omit<ExternalVerdict, "externalId" | "reviewer">>> {
  const asked = pairs.map(({ itemId, reviewerId }) => ({ item: itemId, reviewer: reviewerId }));
  const rows = await tx.$queryRaw<Omit<ExternalVerdict, "externalId" | "reviewer">[]>`
    SELECT r.id, r.item_id AS "itemId", r.external_reviewer_id AS "reviewerId", r.outcome, r.value,
           r.answered_at AS at, r.suggestion_shown_at IS NOT NULL AS "suggestionVisible", r.seconds_spent AS "secondsSpent"
    FROM json_to_recordset(${JSON.stringify(asked)}::json) AS p(item uuid, reviewer uuid)
    JOIN review r ON r.item_id = p.item AND r.external_reviewer_id = p.reviewer AND r.purpose = 'external'`;
  return new Map(rows.map((row) => [pairKey(row), row]));
}

/**
 * Stores verdicts from elsewhere as final reviews. On an item that waits for people each takes the place of one review
 * that is open: of one that nobody holds before one that somebody does. Answers with the reviews that are so cancelled,
 * by the verdict that took their place. The items are locked.
 */
export async function storeExternalVerdicts(
  tx: Transaction,
  useCaseId: string,
  verdicts: readonly ExternalVerdict[],
  now: Date,
): Promise<Map<string, string>> {
  const at = now.toISOString();
  const placeOn = new Map<string, number>();
  const rows = verdicts.map((verdict) => {
    const place = (placeOn.get(verdict.itemId) ?? 0) + 1;
    placeOn.set(verdict.itemId, place);
    return {
      id: verdict.id,
      item: verdict.itemId,
      place,
      reviewer: verdict.reviewerId,
      outcome: verdict.outcome,
      value: verdict.value,
      at: verdict.at.toISOString(),
      seen: verdict.suggestionVisible,
      seconds: verdict.secondsSpent,
    };
  });
  const json = JSON.stringify(rows);
  const replaced = await tx.$queryRaw<{ id: string; verdict: string }[]>`
    WITH given AS (
      SELECT id, item, place FROM json_to_recordset(${json}::json) AS r(id uuid, item uuid, place bigint)
    ), waiting AS (
      SELECT r.id, r.item_id, row_number() OVER (
        PARTITION BY r.item_id
        ORDER BY coalesce(r.lease_until > ${at}::timestamptz, FALSE), r.purpose = 'second_opinion', r.id DESC) AS place
      FROM review r JOIN item i ON i.id = r.item_id
      WHERE r.item_id IN (SELECT item FROM given) AND i.status = 'in_review'
        AND r.status = 'open' AND r.purpose IN ('decide', 'second_opinion')
    )
    UPDATE review r SET status = 'cancelled', lease_until = NULL
    FROM given JOIN waiting ON waiting.item_id = given.item AND waiting.place = given.place
    WHERE r.id = waiting.id
    RETURNING r.id, given.id AS verdict`;
  await tx.$executeRaw`
    INSERT INTO review (id, item_id, use_case_id, purpose, status, reveal, created_at, external_reviewer_id, outcome, value,
                        answered_at, settled_at, suggestion_shown_at, seconds_spent)
    SELECT id, item, ${useCaseId}::uuid, 'external', 'settled', CASE WHEN seen THEN 'before' ELSE 'never' END::reveal,
           ${at}::timestamptz, reviewer, outcome, value, at, ${at}::timestamptz, CASE WHEN seen THEN at END, seconds
    FROM json_to_recordset(${json}::json) AS r(
      id uuid, item uuid, reviewer uuid, outcome text, value float8, at timestamptz, seen boolean, seconds float8)`;
  return new Map(replaced.map(({ verdict, id }) => [verdict, id]));
}
