import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { answersAgree } from "@/lib/engine/answers-agree";
import { bucketOf } from "@/lib/engine/bucket";
import { type Adjudication, openAdjudications } from "@/lib/items/open-adjudications";
import { isOpinion } from "@/lib/items/resolve-item";
import { readReviewedItems } from "@/lib/items/reviewed-item-query";
import { type Difference, storeDisagreements } from "@/lib/items/store-disagreements";
import type { Transaction } from "@/lib/platform/database";

/**
 * Has adjudicators look at a share of the items on which people and the champion agree: what both get wrong is found in
 * no other way. Picked by the item's own bucket, under the policy that it was routed under; once. Answers with the events.
 */
export async function openAgreementAudits(
  tx: Transaction,
  itemIds: readonly string[],
  now: Date,
): Promise<AuditEvent[]> {
  const candidates = await readReviewedItems(tx, await audited(tx, itemIds));
  const picked = candidates.flatMap((item): Adjudication[] => {
    const { champion, decision, reviews, useCase } = item;
    const opinions = reviews.filter(isOpinion);
    const agreed =
      champion !== null &&
      decision?.decidedBy === "human" &&
      opinions.length > 0 &&
      opinions.every((review) => review.status === "settled" && answersAgree(review, champion, item.tolerance));
    if (!agreed || reviews.some(({ purpose }) => purpose === "adjudicate")) return [];
    const bucket = bucketOf(useCase.id, "agreement-audit", item.saltVersion, item.externalId);
    return bucket < item.auditShare ? [{ item, because: "agreement_audit", bucket }] : [];
  });
  await storeDisagreements(tx, await asDifferences(tx, picked), now);
  return openAdjudications(tx, picked, now);
}

/**
 * In the queue an audited item is one where a model and a person differ, until it is settled: it names the model's answer
 * and no verdict. No event says that answers differ, because none do.
 */
async function asDifferences(tx: Transaction, picked: readonly Adjudication[]): Promise<Difference[]> {
  const predictions = await tx.prediction.findMany({
    where: { itemId: { in: picked.map(({ item }) => item.id) }, role: "champion" },
    select: { id: true, itemId: true },
  });
  const championOf = new Map(predictions.map(({ id, itemId }) => [itemId, id]));
  return picked.map(({ item: { id, useCase } }) => {
    return { kind: "model_human", itemId: id, useCase, predictionId: championOf.get(id) ?? null };
  });
}

/** Those of the items that came under a policy with audits. */
async function audited(tx: Transaction, itemIds: readonly string[]): Promise<string[]> {
  if (itemIds.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT i.id FROM item i JOIN policy p ON p.id = i.policy_id
    WHERE i.id IN (SELECT jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb)::uuid)
      AND i.decided_by = 'human' AND i.erased_at IS NULL AND (p.settings ->> 'agreementAuditShare')::float8 > 0`;
  return rows.map(({ id }) => id);
}
