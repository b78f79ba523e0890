import "server-only";
import { type ItemRow, type ItemView, itemView } from "@/lib/items/item-view";
import { type Database, database, Prisma } from "@/lib/platform/database";
import type { ItemStatus } from "@/lib/platform/generated/prisma/enums";

const columns = Prisma.sql`
  i.id, i.external_id AS "externalId", i.status, i.outcome, i.value, i.decided_by AS "decidedBy",
  i.decided_at AS "decidedAt", i.mode, i.route -> 'reasons' AS reasons, p.version AS "policyVersion",
  m.version AS "modelVersion", i.created_at AS "createdAt", i.erased_at AS "erasedAt"
  FROM item i
  JOIN policy p ON p.id = i.policy_id
  LEFT JOIN model_version m ON m.id = i.model_version_id`;

/** One item for the API, with the use case it belongs to; null where there is none. */
export async function findItemView(id: string): Promise<{ useCaseId: string; view: ItemView } | null> {
  const [row] = await database.$queryRaw<(ItemRow & { useCaseId: string })[]>`
    SELECT i.use_case_id AS "useCaseId", ${columns} WHERE i.id = ${id}::uuid`;
  return row === undefined ? null : { useCaseId: row.useCaseId, view: itemView(row) };
}

/** The use case that an item belongs to; null where there is no such item. */
export async function findItemUseCase(id: string): Promise<string | null> {
  const item = await database.item.findUnique({ where: { id }, select: { useCaseId: true } });
  return item?.useCaseId ?? null;
}

/** The items of a use case that have one of these external ids, with the hash of the body they were sent with. */
export async function findSubmitted(
  db: Database,
  useCaseId: string,
  externalIds: readonly string[],
): Promise<Map<string, { view: ItemView; bodySha256: Uint8Array }>> {
  if (externalIds.length === 0) return new Map();
  const rows = await db.$queryRaw<(ItemRow & { bodySha256: Uint8Array })[]>`/* prepared */
    SELECT i.body_sha256 AS "bodySha256", ${columns}
    WHERE i.use_case_id = ${useCaseId}::uuid AND i.external_id = ANY(${externalIds}::text[])`;
  return new Map(rows.map((row) => [row.externalId, { view: itemView(row), bodySha256: row.bodySha256 }]));
}

export interface ItemViewFilter {
  externalId?: string;
  status?: ItemStatus;
  outcome?: string;
}

/** Newest first, below the id `before`; at most `limit`. */
export async function listItemViews(
  useCaseId: string,
  filter: ItemViewFilter,
  limit: number,
  before: string | null,
): Promise<ItemView[]> {
  const rows = await database.$queryRaw<ItemRow[]>`
    SELECT ${columns}
    WHERE i.use_case_id = ${useCaseId}::uuid
      ${filter.externalId === undefined ? Prisma.empty : Prisma.sql`AND i.external_id = ${filter.externalId}`}
      ${filter.status === undefined ? Prisma.empty : Prisma.sql`AND i.status = ${filter.status}::item_status`}
      ${filter.outcome === undefined ? Prisma.empty : Prisma.sql`AND i.outcome = ${filter.outcome}`}
      ${before === null ? Prisma.empty : Prisma.sql`AND i.id < ${before}::uuid`}
    ORDER BY i.id DESC LIMIT ${limit}`;
  return rows.map(itemView);
}
