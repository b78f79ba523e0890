import "server-only";
import type { Actor } from "@/lib/access/actor";
import { useCasesWith } from "@/lib/access/authorize";
import { settlesBlind } from "@/lib/access/settles-blind-query";
import { Prisma } from "@/lib/platform/database";

/**
 * SQL: whether this person may read the event `e` as far as blindness goes. Keeps back the story of items that wait for a
 * review, or for a settlement without knowing the answers, which this person could be given: blind is blind, also for an
 * auditor or a manager who reviews.
 */
export function notSealed(actor: Actor): Prisma.Sql {
  const reviews = useCasesWith(actor, "review.work");
  const settles = useCasesWith(actor, "disagreement.settle");
  // Neither comes with administration: it takes a membership.
  if (reviews === "all" || settles === "all" || reviews.length + settles.length === 0) return Prisma.sql`TRUE`;
  return Prisma.sql`NOT (e.subject_type = 'item' AND (
    (e.use_case_id = ANY(${reviews}::uuid[]) AND EXISTS (
      SELECT FROM review r WHERE r.item_id = e.subject_id::uuid AND r.status IN ('open', 'answered')))
    OR (e.use_case_id = ANY(${settles}::uuid[]) AND EXISTS (
      SELECT FROM disagreement d WHERE d.item_id = e.subject_id::uuid AND d.status = 'open')
      AND ${settlesBlind(Prisma.sql`e.use_case_id`)})))`;
}
