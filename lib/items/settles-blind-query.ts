import { Prisma } from "@/lib/platform/database";

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
