import "server-only";
import { database, Prisma } from "@/lib/platform/database";

/**
 * SQL: whoever settles in this use case sees the others' answers only after giving their own. It is so where the
 * definition asks for it, and wherever agreement audits were ever drawn: an item on which all agree must look like any
 * other until it is settled (docs/decisions/0020).
 */
export function settlesBlind(useCaseId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    EXISTS (SELECT FROM use_case WHERE id = ${useCaseId} AND blind_adjudication)
    OR EXISTS (SELECT FROM policy WHERE use_case_id = ${useCaseId} AND (settings ->> 'agreementAuditShare')::float8 > 0))`;
}

/** Whether somebody has yet to settle something on the item without knowing what was said. */
export async function isToSettleBlind(itemId: string): Promise<boolean> {
  const [row] = await database.$queryRaw<{ blind: boolean }[]>`
    SELECT EXISTS (SELECT FROM disagreement d WHERE d.item_id = i.id AND d.status = 'open')
           AND ${settlesBlind(Prisma.sql`i.use_case_id`)} AS blind
    FROM item i WHERE i.id = ${itemId}::uuid`;
  return row?.blind === true;
}
