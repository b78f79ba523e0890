import "server-only";
import type { Actor } from "@/lib/access/actor";
import type { AuditFilter } from "@/lib/audit/audit-filter-schema";
import { auditCondition } from "@/lib/audit/audit-query";
import { database } from "@/lib/platform/database";

/** How many events the filter lets through that this person may read; not counted beyond `most`. */
export async function countMatching(actor: Actor, filter: AuditFilter, most: number): Promise<number> {
  const wanted = await auditCondition(actor, filter);
  const [row] = await database.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT FROM audit_event e CROSS JOIN LATERAL (SELECT e.id) AS looked WHERE ${wanted} LIMIT ${most}
    ) AS matching`;
  return row?.count ?? 0;
}
