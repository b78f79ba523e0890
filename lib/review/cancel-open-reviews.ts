import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { announce } from "@/lib/platform/announce";
import type { Transaction } from "@/lib/platform/database";
import type { ReviewPurpose } from "@/lib/platform/generated/prisma/enums";
import { reviewEvent } from "@/lib/review/review-event";

/**
 * Cancels the open reviews of items that were decided in another way; checks of automated decisions stay, unless they are
 * to go too. Whoever holds one is told so at the desk, and verdicts that were given stay on record. The caller has locked
 * the items. Answers with the events to record.
 */
export async function cancelOpenReviews(
  tx: Transaction,
  itemIds: readonly string[],
  { checksToo = false } = {},
): Promise<AuditEvent[]> {
  if (itemIds.length === 0) return [];
  const cancelled = await tx.$queryRaw<
    { id: string; itemId: string; purpose: ReviewPurpose; useCase: { id: string; slug: string } }[]
  >`
    UPDATE review r SET status = 'cancelled', lease_until = NULL
    FROM use_case u
    WHERE u.id = r.use_case_id AND r.status = 'open' AND (${checksToo} OR r.purpose <> 'quality_control')
      AND r.item_id IN (SELECT jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb)::uuid)
    RETURNING r.id, r.item_id AS "itemId", r.purpose::text, json_build_object('id', u.id, 'slug', u.slug) AS "useCase"`;
  for (const useCaseId of new Set(cancelled.map((review) => review.useCase.id))) {
    await announce(tx, { kind: "queue", useCaseId });
  }
  return cancelled.map((review) => reviewEvent("review.cancelled", review));
}
