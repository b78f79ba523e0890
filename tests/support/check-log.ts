import { createHash } from "node:crypto";
import { Client } from "pg";
import { isSignedBy, parseCheckpointNote } from "@/lib/audit/tree/signed-note";
import { naiveLeaf, naiveRoot } from "@/tests/support/naive-tree";

/** What a sound log holds. */
export interface SoundLog {
  leaves: Buffer[];
  checkpoints: { size: number; root: Buffer; note: string }[];
  pending: number;
}

/**
 * Reads the whole audit log of a database and throws unless it is sound: every event has one place or waits for one, places
 * are dense, leaves are those of the stored bytes, tiles those of the leaves and all there; checkpoints follow each other
 * without a fork, say the tree's root by RFC 6962, and are signed by a listed key.
 */
export async function checkLog(url: string): Promise<SoundLog> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    // One moment of it, while others go on writing.
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const events = await client.query<{ index: string | null; leaf: Buffer | null; envelope: Buffer; waits: boolean }>(`
      SELECT l.index, l.leaf_hash AS leaf, e.envelope, p.event_id IS NOT NULL AS waits
      FROM audit_event e LEFT JOIN audit_leaf l ON l.event_id = e.id LEFT JOIN audit_pending p ON p.event_id = e.id
      ORDER BY l.index`);
    const leaves: Buffer[] = [];
    for (const { index, leaf, envelope, waits } of events.rows) {
      demand(waits === (index === null), "an event has neither place nor turn, or both");
      if (index === null || leaf === null) continue;
      demand(Number(index) === leaves.length, `index ${index} where ${leaves.length} should stand`);
      demand(leaf.equals(naiveLeaf(envelope)), `the leaf at ${index} is not that of its event`);
      leaves.push(leaf);
    }
    await checkTiles(client, leaves);
    const checkpoints = await checkCheckpoints(client, leaves);
    return { leaves, checkpoints, pending: events.rows.filter(({ waits }) => waits).length };
  } finally {
    await client.end();
  }
}

function demand(sound: boolean, what: string): void {
  if (!sound) throw new Error(`The log is broken: ${what}.`);
}

async function checkTiles(client: Client, leaves: readonly Buffer[]): Promise<void> {
  const { rows } = await client.query<{ level: number; index: string; hashes: Buffer; root: Buffer }>(
    `SELECT level, "index", hashes, root FROM audit_tile ORDER BY level, "index"`,
  );
  let row = leaves;
  let seen = 0;
  for (let level = 0; row.length >= 256; level++) {
    const roots: Buffer[] = [];
    for (let tile = 0; (tile + 1) * 256 <= row.length; tile++, seen++) {
      const hashes = row.slice(tile * 256, (tile + 1) * 256);
      const stored = rows[seen];
      demand(stored?.level === level && Number(stored.index) === tile, `tile ${tile} of level ${level} is missing`);
      demand(
        stored?.hashes.equals(Buffer.concat(hashes)) === true,
        `tile ${tile} of level ${level} holds other hashes`,
      );
      const root = naiveRoot(hashes);
      demand(stored?.root.equals(root) === true, `tile ${tile} of level ${level} has another root`);
      roots.push(root);
    }
    row = roots;
  }
  demand(rows.length === seen, "there are tiles of leaves that do not exist");
}

async function checkCheckpoints(client: Client, leaves: readonly Buffer[]): Promise<SoundLog["checkpoints"]> {
  const keys = await client.query<{ key: string }>("SELECT verifier_key AS key FROM audit_key");
  const { rows } = await client.query<{ size: string; previous: string; root: Buffer; note: string }>(
    "SELECT size, previous_size AS previous, root, note FROM audit_checkpoint ORDER BY size",
  );
  let previous = 0;
  return rows.map((row) => {
    const size = Number(row.size);
    demand(Number(row.previous) === previous, `the checkpoint of ${size} does not follow that of ${previous}`);
    previous = size;
    demand(size <= leaves.length && row.root.equals(naiveRoot(leaves.slice(0, size))), `the root at ${size} differs`);
    const note = parseCheckpointNote(row.note);
    demand(note?.size === size && note.root.equals(row.root), `the note at ${size} says something else`);
    const keysListed = keys.rows.map(({ key }) => key);
    demand(note !== null && isSignedBy(note, keysListed), `the note at ${size} is not signed`);
    return { size, root: row.root, note: row.note };
  });
}

/** A seed for a signing key, as AUDIT_SIGNING_KEY holds it. */
export const seedOf = (name: string): string => createHash("sha256").update(name).digest("base64");
