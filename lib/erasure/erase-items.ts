import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { closeDisagreements } from "@/lib/erasure/close-disagreements";
import { endExports } from "@/lib/erasure/end-exports";
import type { TakenItem } from "@/lib/erasure/take-items-query";
import { announce } from "@/lib/platform/announce";
import { Prisma, type Transaction } from "@/lib/platform/database";
import { automatedWindow } from "@/lib/policies/recount-automated";
import { cancelOpenReviews } from "@/lib/review/cancel-open-reviews";

/** Why items go: a legal basis with the request that it was given in, or that they were kept for long enough. */
export type ErasedBecause = { basis: string; erasure: string } | { basis: "retention" };

/**
 * Erases what is known of these items: input, entity key, tags, notes, reasons in people's own words, explanations, and
 * the salts of their commitments. What is on record stays: outcome, decisions, verdicts, codes, times, the external id.
 * One that nobody has decided ends as unusable; whoever has it on the desk is told. The items are locked. Answers with the
 * events: one `item.erased` for each, with what follows from it.
 */
export async function eraseItems(
  tx: Transaction,
  useCase: { id: string; slug: string },
  items: readonly TakenItem[],
  because: ErasedBecause,
  now: Date,
): Promise<AuditEvent[]> {
  const ids = items.map(({ id }) => id);
  const undecided = items.filter(({ status }) => status === "in_review").map(({ id }) => id);
  const about = (id: string) => ({ useCase, subject: { type: "item" as const, id } });
  const cancelled = await cancelOpenReviews(tx, ids, { checksToo: true });
  const closed = await closeDisagreements(tx, useCase, ids, now);
  const ended = await endExports(tx, useCase, ids);
  await eraseRows(tx, ids, now);
  await eraseCopies(tx, useCase.id, items, now);
  await announce(tx, { kind: "decision", useCaseId: useCase.id, itemIds: undecided });
  return [
    ...ids.map((id): AuditEvent => ({ type: "item.erased", ...about(id), detail: because })),
    ...cancelled,
    ...closed,
    ...ended,
    ...undecided.map((id): AuditEvent => ({ type: "item.unusable", ...about(id), detail: { because: "erased" } })),
  ];
}

/** The item's row, and what hangs on it. A hash of an input that can be guessed tells it, so that goes too. */
async function eraseRows(tx: Transaction, ids: readonly string[], now: Date): Promise<void> {
  const those = [...ids];
  await tx.$executeRaw`
    UPDATE item SET input = '{}', input_salt = '', entity_key = NULL, tags = '{}', unlisted = '{}', erased_at = ${now},
      body_sha256 = sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
      status = CASE WHEN status = 'in_review' THEN 'unusable' ELSE status END
    WHERE id = ANY(${those}::uuid[])`;
  await tx.$executeRaw`
    UPDATE review_skip s SET reason = '' FROM review r WHERE r.id = s.review_id AND r.item_id = ANY(${those}::uuid[])`;
  // What was said of many items in one go stays with the others, as the note on each.
  await tx.$executeRaw`
    UPDATE bulk_decision b SET reason = 'Erased'
    WHERE b.id IN (SELECT bulk_decision_id FROM review WHERE item_id = ANY(${those}::uuid[]))`;
  await tx.review.updateMany({
    where: { itemId: { in: those } },
    data: { note: null, noteSalt: null, draft: Prisma.DbNull },
  });
  await tx.guidelineProposal.updateMany({
    where: { itemId: { in: those }, status: { not: "taken" } },
    data: { text: "Erased", textSalt: new Uint8Array() },
  });
  // A model's message may quote what it could not read.
  await tx.$executeRaw`SELECT public.erase_prediction_messages(${those}::uuid[])`;
  await tx.$executeRaw`
    DELETE FROM explanation e USING prediction p WHERE p.id = e.prediction_id AND p.item_id = ANY(${those}::uuid[])`;
}

/** Entity keys that stand elsewhere: with counts that no window reaches any more, and in requests that came to nothing. */
async function eraseCopies(tx: Transaction, useCaseId: string, items: readonly TakenItem[], now: Date): Promise<void> {
  const keyed = items.filter((item) => item.entityKey !== null);
  if (keyed.length === 0) return;
  const keys = keyed.map(({ entityKey }) => entityKey ?? "");
  const moments = keyed.map(({ createdAt }) => createdAt.toISOString());
  await tx.$executeRaw`
    DELETE FROM automation_minute m USING unnest(${keys}::text[], ${moments}::timestamptz[]) AS e(key, at)
    WHERE m.use_case_id = ${useCaseId}::uuid AND m.entity_key = e.key
      AND (m.minute < ${automatedWindow(now)} OR m.minute = date_trunc('minute', e.at))`;
  await tx.erasure.updateMany({
    where: { useCaseId, entityKey: { in: keys }, status: { in: ["declined", "withdrawn"] } },
    data: { entityKey: null },
  });
}
