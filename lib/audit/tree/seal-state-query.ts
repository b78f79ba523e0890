import "server-only";
import { type AnchorName, configuredAnchors } from "@/lib/audit/tree/anchor";
import { latestCheckpoint } from "@/lib/audit/tree/checkpoint-query";
import { anchorFileAgrees, findRefusal } from "@/lib/audit/tree/refusal-query";
import { treeSize } from "@/lib/audit/tree/tree-query";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";

/** How the audit log stands: what is sealed, signed and published. */
export interface SealState {
  /** Events that have their place in the tree. */
  size: number;
  checkpoint: { size: number; signedAt: Date; keyId: string } | null;
  /** Events with a place that no checkpoint covers yet. */
  unsigned: number;
  /** Events without a place yet. */
  unsealed: number;
  /** Age in seconds of the oldest event without a place; 0 where there is none. */
  lagSeconds: number;
  /** Ids of events that get no place, because their stored bytes were changed after they were written. */
  damaged: string[];
  /** Why no checkpoint is signed at present, in sentences; null where nothing speaks against it. */
  refusal: string | null;
  /** Those that are set up. With none of them, whoever holds key and database can rewrite history. */
  anchors: AnchorState[];
}

/** A place outside that checkpoints are published to. */
interface AnchorState {
  anchor: AnchorName;
  /** The newest checkpoint that it took. */
  lastSuccess: { size: number; at: Date } | null;
  /** The newest attempt that failed, among the latest thousand. */
  lastFailure: { size: number; at: Date; detail: string } | null;
  /** The last attempt failed: it is tried again. */
  failing: boolean;
  /** Whether it holds what this log says; null where it cannot be asked. */
  agrees: boolean | null;
}

/** How the audit log stands now, for the Audit page. */
export async function sealState(): Promise<SealState> {
  const [size, checkpoint, pending, damaged, refusal] = await Promise.all([
    treeSize(),
    latestCheckpoint(),
    readPending(),
    findDamaged(),
    findRefusal(),
  ]);
  const signedSize = Number(checkpoint?.size ?? 0);
  return {
    size,
    checkpoint: checkpoint && { size: signedSize, signedAt: checkpoint.signedAt, keyId: checkpoint.keyId },
    unsigned: Math.max(0, size - signedSize),
    unsealed: pending.count,
    lagSeconds: pending.oldest === null ? 0 : Math.max(0, clock.now().getTime() - pending.oldest.getTime()) / 1000,
    damaged,
    refusal,
    anchors: await Promise.all(configuredAnchors().map(readAnchor)),
  };
}

async function readPending(): Promise<{ count: number; oldest: Date | null }> {
  const [row] = await database.$queryRaw<{ count: number; oldest: Date | null }[]>`
    SELECT (SELECT count(*)::int FROM audit_pending) AS count,
           (SELECT (SELECT occurred_at FROM audit_event WHERE id = p.event_id)
            FROM audit_pending p ORDER BY p.event_id LIMIT 1) AS oldest`;
  return row ?? { count: 0, oldest: null };
}

/** What the sequencer passes over stays the oldest of what waits, so it is looked for there. */
async function findDamaged(): Promise<string[]> {
  const rows = await database.$queryRaw<{ id: string }[]>`
    SELECT p.event_id AS id
    FROM (SELECT event_id FROM audit_pending ORDER BY event_id LIMIT 1000) p
    CROSS JOIN LATERAL (SELECT envelope, leaf_hash FROM audit_event WHERE id = p.event_id OFFSET 0) e
    WHERE sha256('\\x00'::bytea || e.envelope) <> e.leaf_hash
    ORDER BY p.event_id LIMIT 100`;
  return rows.map(({ id }) => id);
}

async function readAnchor(anchor: AnchorName): Promise<AnchorState> {
  const attempts = await database.$queryRaw<{ ok: boolean; size: bigint; at: Date; detail: string; last: boolean }[]>`
    WITH latest AS (
      SELECT id, ok, size, at, detail, row_number() OVER (ORDER BY id DESC) AS nth
      FROM audit_anchoring WHERE anchor = ${anchor} ORDER BY id DESC LIMIT 1000
    )
    SELECT DISTINCT ON (ok) ok, size, at, detail, nth = 1 AS last FROM latest ORDER BY ok, nth`;
  const success = attempts.find(({ ok }) => ok);
  const failure = attempts.find(({ ok }) => !ok);
  return {
    anchor,
    lastSuccess: success === undefined ? null : { size: Number(success.size), at: success.at },
    lastFailure: failure === undefined ? null : { size: Number(failure.size), at: failure.at, detail: failure.detail },
    failing: failure?.last === true,
    agrees: anchor === "file" ? await anchorFileAgrees(success?.size ?? null) : null,
  };
}
