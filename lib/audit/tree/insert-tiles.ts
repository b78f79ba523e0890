import "server-only";
import { rootOf } from "@/lib/audit/tree/tree-hash";
import { readTile, tileWidth } from "@/lib/audit/tree/tree-query";
import type { Transaction } from "@/lib/platform/database";

interface Tile {
  level: number;
  index: number;
  hashes: string;
  root: string;
}

/**
 * Stores the tiles of every level that are full once these leaf hashes follow the first `size` ones. Reads what else
 * stands in them, and so must run under the sequencer's lock.
 */
export async function insertTiles(tx: Transaction, size: number, leafHashes: readonly Uint8Array[]): Promise<void> {
  const tiles: Tile[] = [];
  let first = size;
  let added = leafHashes;
  for (let level = 0; Math.floor((first + added.length) / tileWidth) > Math.floor(first / tileWidth); level++) {
    const index = Math.floor(first / tileWidth);
    const hashes = [...(await readBefore(tx, level, first)), ...added];
    const roots: Buffer[] = [];
    for (let from = 0; from + tileWidth <= hashes.length; from += tileWidth) {
      const tile = hashes.slice(from, from + tileWidth);
      const root = rootOf(tile);
      roots.push(root);
      tiles.push({
        level,
        index: index + from / tileWidth,
        hashes: Buffer.concat(tile).toString("base64"),
        root: root.toString("base64"),
      });
    }
    first = index;
    added = roots;
  }
  if (tiles.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO audit_tile (level, "index", hashes, root)
    SELECT level, "index", decode(hashes, 'base64'), decode(root, 'base64')
    FROM jsonb_to_recordset(${JSON.stringify(tiles)}::jsonb) AS t(level int, "index" bigint, hashes text, root text)`;
}

/** What stands in the tile of `first` before it. The leaves that were just inserted behind it are left aside. */
async function readBefore(tx: Transaction, level: number, first: number): Promise<Buffer[]> {
  const count = first % tileWidth;
  if (count === 0) return [];
  const before = (await readTile(level, Math.floor(first / tileWidth), tx)).slice(0, count);
  if (before.length === count) return before;
  throw new Error(`The audit tree's level ${level} has holes before ${first}: nothing can be added to it.`);
}
