import "server-only";
import type { Actor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { settlesBlind } from "@/lib/access/settles-blind-query";
import { Prisma, type Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import type { DecidedBy, ItemStatus } from "@/lib/platform/generated/prisma/enums";

/** An item as those need it who are about to override its decision, or to have it looked at again. */
export interface OverriddenItem {
  id: string;
  externalId: string;
  status: ItemStatus;
  outcome: string | null;
  value: number | null;
  decidedBy: DecidedBy | null;
  erasedAt: Date | null;
  /** Of the decision in force; 0 where there is none. */
  seq: number;
  /** Reviews under way, overrides apart. */
  underWay: { status: "open" | "answered"; who: string | null; held: boolean }[];
  /** A disagreement is open on it, to be settled by somebody who does not know the answers. */
  toSettleBlind: boolean;
  /** An override whose undo window is open. */
  pending: {
    id: string;
    reviewerId: string | null;
    externalReviewerId: string | null;
    who: string;
    outcome: string | null;
    value: number | null;
    note: string | null;
    undoUntil: Date;
  } | null;
}

/**
 * Locks these items of the use case and reads them, in the order of their ids; those that it does not have are missing.
 * Locked in one order for all, so that two who decide many do not wait for each other in a circle.
 */
export async function lockOverridden(
  tx: Transaction,
  useCaseId: string,
  itemIds: readonly string[],
  now: Date,
): Promise<OverriddenItem[]> {
  const ids = JSON.stringify(itemIds);
  await tx.$queryRaw`
    SELECT FROM item WHERE id IN (SELECT jsonb_array_elements_text(${ids}::jsonb)::uuid) AND use_case_id = ${useCaseId}::uuid
    ORDER BY id FOR NO KEY UPDATE`;
  return readOverridden(tx, useCaseId, itemIds, now);
}

/** The same without a lock, to look at. */
export async function readOverridden(
  db: Pick<Transaction, "$queryRaw">,
  useCaseId: string,
  itemIds: readonly string[],
  now: Date,
): Promise<OverriddenItem[]> {
  const rows = await db.$queryRaw<(Omit<OverriddenItem, "pending"> & { pending: PendingRow | null })[]>`
    SELECT i.id, i.external_id AS "externalId", i.status::text, i.outcome, i.value, i.decided_by::text AS "decidedBy",
           i.erased_at AS "erasedAt",
           coalesce((SELECT max(seq) FROM decision d WHERE d.item_id = i.id), 0) AS seq,
           coalesce((SELECT json_agg(json_build_object(
                       'status', r.status, 'who', coalesce(u.name, x.name),
                       'held', coalesce(r.lease_until > ${now.toISOString()}::timestamptz, FALSE)))
                     FROM review r LEFT JOIN "user" u ON u.id = r.reviewer_id
                     LEFT JOIN external_reviewer x ON x.id = r.external_reviewer_id
                     WHERE r.item_id = i.id AND r.status IN ('open', 'answered') AND r.purpose <> 'override'), '[]')
             AS "underWay",
           EXISTS (SELECT FROM disagreement g WHERE g.item_id = i.id AND g.status = 'open')
             AND ${settlesBlind(Prisma.sql`i.use_case_id`)} AS "toSettleBlind",
           (SELECT json_build_object('id', r.id, 'reviewerId', r.reviewer_id,
                                     'externalReviewerId', r.external_reviewer_id, 'who', coalesce(u.name, x.name, ''),
                                     'outcome', r.outcome, 'value', r.value, 'note', r.note, 'undoUntil', r.undo_until)
            FROM review r LEFT JOIN "user" u ON u.id = r.reviewer_id
            LEFT JOIN external_reviewer x ON x.id = r.external_reviewer_id
            WHERE r.item_id = i.id AND r.status = 'answered' AND r.purpose = 'override' LIMIT 1) AS pending
    FROM item i
    WHERE i.id IN (SELECT jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb)::uuid)
      AND i.use_case_id = ${useCaseId}::uuid
    ORDER BY i.id`;
  return rows.map(({ pending, ...row }) => ({
    ...row,
    pending: pending && { ...pending, undoUntil: new Date(pending.undoUntil) },
  }));
}

type PendingRow = Omit<NonNullable<OverriddenItem["pending"]>, "undoUntil"> & { undoUntil: string };

/**
 * Whether an item is hidden from the actor: they could be asked for a verdict on it, or to settle what differs about it,
 * so they must not learn what was said about it, not even by trying an override.
 */
export function sealsFor(actor: Actor, useCaseId: string): (item: OverriddenItem) => boolean {
  const [reviews, settles] = [may(actor, "review.work", useCaseId), may(actor, "disagreement.settle", useCaseId)];
  return ({ underWay, toSettleBlind }) => (reviews && underWay.length > 0) || (settles && toSettleBlind);
}

/** What is refused where `isSealedFor` says so. */
export function sealedForYou(): AppError {
  return new AppError(
    "forbidden",
    "You review here, and a review of this item is under way that you could be asked for. Answer it at the desk, or wait.",
  );
}
