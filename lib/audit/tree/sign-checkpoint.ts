import "server-only";
import { systemActor } from "@/lib/access/actor";
import { appendEvents } from "@/lib/audit/append-events";
import { latestCheckpoint } from "@/lib/audit/tree/checkpoint-query";
import { findOrigin, installationKey } from "@/lib/audit/tree/installation-key";
import { keepNote } from "@/lib/audit/tree/known-notes";
import { listKey } from "@/lib/audit/tree/list-key";
import { findRefusal } from "@/lib/audit/tree/refusal-query";
import { rootOfLeaves } from "@/lib/audit/tree/root-of-leaves-query";
import { keyIdOf, signCheckpointNote } from "@/lib/audit/tree/signed-note";
import { rootAt, treeSize } from "@/lib/audit/tree/tree-query";
import { clock, newId } from "@/lib/platform/clock";
import { database, type Transaction } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";

/** What came of it: a checkpoint of this size, or why there is none. Null: there was nothing to sign, or not yet. */
export type Signing = { size: number } | { refusal: string } | null;

const actor = systemActor("worker");

/**
 * Signs the tree as it is now, if the last checkpoint is old enough (AUDIT_CHECKPOINT_SECONDS), the tree has grown since,
 * and nothing speaks against it (`refusal-query.ts`). Any number of workers may try at once: a checkpoint names the one
 * that it follows, and only one may follow it.
 */
export async function signCheckpoint(): Promise<Signing> {
  return database.$transaction(signNext, { timeout: 600_000 });
}

async function signNext(tx: Transaction): Promise<Signing> {
  const last = await latestCheckpoint(tx);
  const now = clock.now();
  const sinceMs = last === null ? Number.POSITIVE_INFINITY : now.getTime() - last.signedAt.getTime();
  if (Math.abs(sinceMs) < env.audit.checkpointMs) return null;
  const refusal = await findRefusal(tx);
  if (refusal !== null) return { refusal };
  if (sinceMs < 0) return null;
  const key = installationKey();
  const previousSize = Number(last?.size ?? 0);
  const size = await treeSize(tx);
  if (key === null || size === previousSize) return null;

  const root = await rootOfLeaves(previousSize, size, tx);
  if (!root.equals(await rootAt(size, tx))) {
    return { refusal: "The tree's tiles are not those of its leaves: something changed them." };
  }
  const origin = await findOrigin(tx, key);
  const listed = await listKey(tx, origin, key.publicKey, now);
  if (listed !== null) await appendEvents(tx, actor, newId(), [listed]);
  const note = signCheckpointNote(origin, size, root, key);
  const inserted = await tx.$executeRaw`
    INSERT INTO audit_checkpoint (size, previous_size, root, note, key_id, signed_at)
    VALUES (${size}, ${previousSize}, ${root}, ${note}, ${keyIdOf(origin, key.publicKey)}, ${now})
    ON CONFLICT DO NOTHING`;
  if (inserted === 0) return null;
  // Before it is committed: a restore of the database must not be able to make it forgotten. Nobody else is here: whoever
  // wants to follow the same checkpoint waits for this transaction.
  await keepNote(note);
  return { size };
}
