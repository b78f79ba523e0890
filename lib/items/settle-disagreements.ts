import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { type Answer, answersAgree } from "@/lib/engine/answers-agree";
import type { ReviewedItem } from "@/lib/items/reviewed-item-query";
import { announce } from "@/lib/platform/announce";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";
import type { DisagreementKind, RootCause } from "@/lib/platform/generated/prisma/enums";

/** An item on which an adjudicator's verdict has just become final. */
export interface AdjudicatedItem {
  item: Pick<ReviewedItem, "id" | "useCase" | "tolerance">;
  verdict: Answer & { id: string };
}

interface OpenDisagreement {
  id: string;
  itemId: string;
  kind: DisagreementKind;
  predictionId: string | null;
  /** Of an agreement audit: what the model said. */
  audited: Answer | null;
}

/**
 * Settles everything open on items that an adjudicator has decided or confirmed. What was on the queue as an agreement
 * audit becomes a disagreement where the adjudicator contradicts the model, and goes where all agree. A verdict from the
 * desk comes without a root cause. Answers with the events to record.
 */
export async function settleDisagreements(
  tx: Transaction,
  adjudicated: readonly AdjudicatedItem[],
  now: Date,
): Promise<AuditEvent[]> {
  if (adjudicated.length === 0) return [];
  const causes = await keepAdjudications(tx, adjudicated, now);
  const open = Map.groupBy(
    await readOpen(
      tx,
      adjudicated.map(({ item }) => item.id),
    ),
    ({ itemId }) => itemId,
  );
  const events: AuditEvent[] = [];
  const confirmed: string[] = [];
  for (const { item, verdict } of adjudicated) {
    const adjudication = causes.get(verdict.id);
    const about = { useCase: item.useCase, subject: { type: "item" as const, id: item.id } };
    const settled: string[] = [];
    for (const { id, kind, predictionId, audited } of open.get(item.id) ?? []) {
      if (audited !== null && answersAgree(audited, verdict, item.tolerance)) {
        confirmed.push(id);
        continue;
      }
      if (audited !== null) {
        await tx.disagreement.update({ where: { id }, data: { reviewId: verdict.id } });
        const detail = {
          disagreement: id,
          kind,
          prediction: predictionId,
          review: verdict.id,
          because: "agreement_audit",
        };
        events.push({ type: "disagreement.opened", ...about, detail });
      }
      settled.push(id);
      events.push({
        type: "disagreement.settled",
        ...about,
        detail: { disagreement: id, kind, review: verdict.id, root_cause: adjudication?.rootCause ?? null },
      });
    }
    await tx.disagreement.updateMany({
      where: { id: { in: settled } },
      data: { status: "settled", settledAt: now, adjudicationId: adjudication?.id ?? null },
    });
  }
  await tx.disagreement.deleteMany({ where: { id: { in: confirmed } } });
  for (const useCaseId of new Set(adjudicated.map(({ item }) => item.useCase.id))) {
    await announce(tx, { kind: "queue", useCaseId });
  }
  return events;
}

function readOpen(tx: Transaction, itemIds: readonly string[]): Promise<OpenDisagreement[]> {
  return tx.$queryRaw<OpenDisagreement[]>`
    SELECT d.id, d.item_id AS "itemId", d.kind::text, d.prediction_id AS "predictionId",
           CASE WHEN d.kind = 'model_human' AND d.review_id IS NULL
                THEN json_build_object('outcome', p.outcome, 'value', p.value) END AS audited
    FROM disagreement d LEFT JOIN prediction p ON p.id = d.prediction_id
    WHERE d.item_id IN (SELECT jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb)::uuid) AND d.status = 'open'
    ORDER BY d.id`;
}

/** What each verdict says about the cause, by review. One from the desk is kept too, without a cause. */
async function keepAdjudications(
  tx: Transaction,
  adjudicated: readonly AdjudicatedItem[],
  now: Date,
): Promise<Map<string, { id: string; rootCause: RootCause | null }>> {
  await tx.adjudication.createMany({
    data: adjudicated.map(({ item, verdict }) => ({
      id: newId(now),
      useCaseId: item.useCase.id,
      itemId: item.id,
      reviewId: verdict.id,
      createdAt: now,
    })),
    skipDuplicates: true,
  });
  const kept = await tx.adjudication.findMany({
    where: { reviewId: { in: adjudicated.map(({ verdict }) => verdict.id) } },
    select: { id: true, reviewId: true, rootCause: true },
  });
  return new Map(kept.map(({ reviewId, ...adjudication }) => [reviewId, adjudication]));
}
