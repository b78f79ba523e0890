import "server-only";
import { Prisma, type Transaction } from "@/lib/platform/database";
import type { ItemStatus } from "@/lib/platform/generated/prisma/enums";

/** An item that is about to be erased. */
export interface TakenItem {
  id: string;
  status: ItemStatus;
  entityKey: string | null;
  createdAt: Date;
}

/** Items in one transaction: few enough that nobody waits long for one of them. */
const batchSize = 200;

/**
 * SQL: a verdict on `i` can still be undone. Such an item has to wait until that is final: nothing that somebody has
 * answered is lost by an erasure.
 */
const isAnswered = Prisma.sql`EXISTS (SELECT FROM review r WHERE r.item_id = i.id AND r.status = 'answered')`;

/**
 * Locks the next items that are to be erased; `full`: there may be more. Asked twice, because whoever held an item's lock
 * may have answered it meanwhile.
 */
export async function takeItems(
  tx: Transaction,
  condition: Prisma.Sql,
): Promise<{ taken: TakenItem[]; full: boolean }> {
  const locked = await tx.$queryRaw<{ id: string }[]>`
    SELECT i.id FROM item i WHERE ${condition} AND i.erased_at IS NULL AND NOT ${isAnswered}
    ORDER BY i.id LIMIT ${batchSize} FOR NO KEY UPDATE`;
  const taken = await tx.$queryRaw<TakenItem[]>`
    SELECT i.id, i.status::text, i.entity_key AS "entityKey", i.created_at AS "createdAt" FROM item i
    WHERE i.id = ANY(${locked.map(({ id }) => id)}::uuid[]) AND NOT ${isAnswered}
    ORDER BY i.id`;
  return { taken, full: locked.length === batchSize };
}

/** The first item, by its id, that is still to be erased; null: none is left. */
export async function findFirstLeft(tx: Transaction, condition: Prisma.Sql): Promise<string | null> {
  const [left] = await tx.$queryRaw<{ id: string }[]>`
    SELECT i.id FROM item i WHERE ${condition} AND i.erased_at IS NULL ORDER BY i.id LIMIT 1`;
  return left?.id ?? null;
}
