import "server-only";
import type { Actor } from "@/lib/access/actor";
import { newSalt } from "@/lib/audit/commit-value";
import { externalReviewerIds } from "@/lib/items/external-verdicts-query";
import type { NewDecision } from "@/lib/items/override-schema";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";

/** Who decides beside the queue: a person, or an API key under its name. */
export interface Decider {
  reviewerId: string | null;
  externalReviewerId: string | null;
  name: string;
}

/** The actor as reviews name it. A key has no account, so it is on record like somebody who works elsewhere. */
export async function deciderOf(tx: Transaction, useCaseId: string, actor: Actor, now: Date): Promise<Decider> {
  if (actor.kind === "user") return { reviewerId: actor.id, externalReviewerId: null, name: actor.name };
  const name = actor.kind === "api_key" ? `API key ${actor.name}` : `Countersign (${actor.name})`;
  const ids = await externalReviewerIds(tx, useCaseId, [name], now);
  return { reviewerId: null, externalReviewerId: ids.get(name) ?? null, name };
}

/** An override that waits for its undo window to close. */
export interface StoredOverride {
  id: string;
  itemId: string;
  salt: Uint8Array;
}

interface Overrides {
  useCaseId: string;
  itemIds: readonly string[];
  decision: NewDecision;
  by: Decider;
  bulkDecisionId: string | null;
  undoUntil: Date;
  now: Date;
}

/**
 * Stores one answered review per item that overrides whatever is in force, or decides the item; each settles, and so takes
 * force, when its undo window has closed. Whoever overrides may see everything, the model's answer included. The items are
 * locked.
 */
export async function storeOverrides(tx: Transaction, overrides: Overrides): Promise<StoredOverride[]> {
  const { useCaseId, itemIds, decision, by, bulkDecisionId, undoUntil, now } = overrides;
  const { answer, reason, reasonCode } = decision;
  const at = now.toISOString();
  const stored = itemIds.map((itemId) => ({ id: newId(now), itemId, salt: newSalt() }));
  const rows = stored.map(({ id, itemId, salt }) => ({ id, item: itemId, salt: Buffer.from(salt).toString("hex") }));
  await tx.$executeRaw`
    INSERT INTO review (id, item_id, use_case_id, purpose, status, reveal, created_at, reviewer_id, external_reviewer_id,
                        bulk_decision_id, suggestion_shown_at, outcome, value, reason_code, note, note_salt, answered_at,
                        undo_until)
    SELECT id, item, ${useCaseId}::uuid, 'override', 'answered', 'before', ${at}::timestamptz, ${by.reviewerId}::uuid,
           ${by.externalReviewerId}::uuid, ${bulkDecisionId}::uuid, ${by.reviewerId === null ? null : at}::timestamptz,
           ${"outcome" in answer ? answer.outcome : null}, ${"value" in answer ? answer.value : null}::float8,
           ${reasonCode}, ${reason}, decode(salt, 'hex'), ${at}::timestamptz, ${undoUntil.toISOString()}::timestamptz
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(id uuid, item uuid, salt text)`;
  return stored;
}
