import "server-only";
import type { Answer } from "@/lib/engine/answers-agree";
import type { ConsensusRule } from "@/lib/engine/consensus-of";
import { initialPolicySettings } from "@/lib/engine/policy-settings-schema";
import { Prisma, type Transaction } from "@/lib/platform/database";
import type { DecidedBy, ItemStatus, ReviewPurpose, ReviewStatus } from "@/lib/platform/generated/prisma/enums";

/** An item with all reviews of it that were not cancelled, and what of its policy (on arrival) they are held against. */
export interface ReviewedItem {
  id: string;
  externalId: string;
  useCase: { id: string; slug: string };
  status: ItemStatus;
  rule: ConsensusRule;
  /** Of the target; 0 for classifications. */
  tolerance: number;
  auditShare: number;
  saltVersion: number;
  /** In force; null while the item is undecided. */
  decision: (Answer & { seq: number; decidedBy: DecidedBy }) | null;
  /** The champion's answer; null where there is none. */
  champion: Answer | null;
  /** In the order in which they were answered. */
  reviews: (Answer & {
    id: string;
    purpose: ReviewPurpose;
    status: ReviewStatus;
    /** In place of an answer: nobody can decide on this input. */
    unusable: boolean;
    /** It was opened because somebody wants a decided item looked at again. */
    reopened: boolean;
  })[];
}

/** SQL: `r` is the review for which its item was opened again. Kept in the log only: the desk must not know it. */
const isReopened = Prisma.sql`CASE WHEN r.purpose = 'second_opinion' THEN EXISTS (
  SELECT FROM audit_event e
  WHERE e.subject_type = 'item' AND e.subject_id = r.item_id::text AND e.type = 'item.reopened'
    AND convert_from(e.envelope, 'UTF8')::jsonb #>> '{detail,review}' = r.id::text) ELSE FALSE END`;

/** Reads these items as they are now. To be relied on, they have to be locked in an earlier statement. */
export async function readReviewedItems(tx: Transaction, itemIds: readonly string[]): Promise<ReviewedItem[]> {
  if (itemIds.length === 0) return [];
  const { consensus, agreementAuditShare, saltVersion } = initialPolicySettings;
  return tx.$queryRaw<ReviewedItem[]>`
    SELECT i.id, i.external_id AS "externalId", json_build_object('id', u.id, 'slug', u.slug) AS "useCase",
           i.status::text, coalesce(p.settings ->> 'consensus', ${consensus}) AS rule,
           coalesce(u.target_tolerance, 0) AS tolerance,
           coalesce((p.settings ->> 'agreementAuditShare')::float8, ${agreementAuditShare}) AS "auditShare",
           coalesce((p.settings ->> 'saltVersion')::int, ${saltVersion}) AS "saltVersion",
           (SELECT json_build_object('seq', d.seq, 'outcome', d.outcome, 'value', d.value, 'decidedBy', d.decided_by)
            FROM decision d WHERE d.item_id = i.id ORDER BY d.seq DESC LIMIT 1) AS decision,
           (SELECT json_build_object('outcome', a.outcome, 'value', a.value)
            FROM prediction a WHERE a.item_id = i.id AND a.role = 'champion' AND a.failure IS NULL LIMIT 1) AS champion,
           (SELECT json_agg(json_build_object('id', r.id, 'purpose', r.purpose, 'status', r.status,
                                              'outcome', r.outcome, 'value', r.value, 'unusable', r.unusable,
                                              'reopened', ${isReopened}) ORDER BY r.answered_at, r.id)
            FROM review r WHERE r.item_id = i.id AND r.status <> 'cancelled') AS reviews
    FROM item i
    JOIN use_case u ON u.id = i.use_case_id
    JOIN policy p ON p.id = i.policy_id
    WHERE i.id IN (SELECT jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb)::uuid)
    ORDER BY i.id`;
}
