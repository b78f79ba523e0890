import "server-only";
import { foldRoots, rootOf } from "@/lib/audit/tree/tree-hash";
import {
  consistencyRanges,
  inclusionRanges,
  perfectSubtrees,
  type Range,
  type Subtree,
} from "@/lib/audit/tree/tree-shape";
import { type Database, database } from "@/lib/platform/database";

/** Hashes in a tile, and how many levels of the tree one level of tiles spans. */
export const tileWidth = 256;
const tileHeight = 8;
const hashBytes = 32;

/** How many events have a place in the tree. */
export async function treeSize(db: Database = database): Promise<number> {
  const [row] = await db.$queryRaw<{ size: bigint }[]>`
    SELECT coalesce(max("index") + 1, 0)::bigint AS size FROM audit_leaf`;
  return Number(row?.size ?? 0);
}

/** The tree's root when it had `size` leaves. @throws RangeError where it has no such leaves, or a hash is missing. */
export async function rootAt(size: number, db: Database = database): Promise<Buffer> {
  checkRange(0, size);
  const [root] = await readRoots([{ first: 0, end: size }], db);
  return root ?? rootOf([]);
}

/** Proof that the leaf at `index` is in the tree of `size` leaves, the lowest hash first. @throws RangeError as `rootAt`. */
export async function inclusionProof(index: number, size: number, db: Database = database): Promise<Buffer[]> {
  checkRange(index, size);
  if (index === size) throw new RangeError(`A tree of ${size} leaves has none at ${index}.`);
  return readRoots(inclusionRanges(index, size), db);
}

/** Proof that the tree of `to` leaves continues that of `from`. @throws RangeError as `rootAt`. */
export async function consistencyProof(from: number, to: number, db: Database = database): Promise<Buffer[]> {
  checkRange(from, to);
  return readRoots(consistencyRanges(from, to), db);
}

/**
 * What together with the leaves in [first, end) gives the root of the tree of `size`: the roots of the perfect subtrees to
 * the left and to the right of them, from left to right. @throws RangeError as `rootAt`.
 */
export async function rangeProof(
  first: number,
  end: number,
  size: number,
  db: Database = database,
): Promise<{ left: Buffer[]; right: Buffer[] }> {
  checkRange(first, end);
  checkRange(end, size);
  const left = perfectSubtrees({ first: 0, end: first });
  const right = perfectSubtrees({ first: end, end: size });
  const hashes = await readSubtrees([...left, ...right], db);
  return { left: hashes.slice(0, left.length), right: hashes.slice(left.length) };
}

function checkRange(first: number, end: number): void {
  if (Number.isSafeInteger(first) && Number.isSafeInteger(end) && first >= 0 && first <= end) return;
  throw new RangeError(`There is no range from ${first} to ${end}.`);
}

/** The roots of ranges that are subtrees of RFC 6962's tree, perfect or at its right edge. */
async function readRoots(ranges: readonly Range[], db: Database): Promise<Buffer[]> {
  const covers = ranges.map(perfectSubtrees);
  const hashes = await readSubtrees(covers.flat(), db);
  return covers.map((cover) => foldRoots(hashes.splice(0, cover.length)));
}

/** Where a perfect subtree's hashes are: in one tile, side by side. */
function placeOf({ height, index }: Subtree): { level: number; tile: number; from: number; count: number } {
  const level = Math.floor(height / tileHeight);
  const count = 2 ** (height % tileHeight);
  const from = index * count;
  return { level, tile: Math.floor(from / tileWidth), from: from % tileWidth, count };
}

async function readSubtrees(subtrees: readonly Subtree[], db: Database): Promise<Buffer[]> {
  const places = subtrees.map(placeOf);
  const tiles = await readTiles(places, db);
  return places.map(({ level, tile, from, count }) => {
    const hashes = tiles.get(`${level} ${tile}`) ?? [];
    const wanted = hashes.slice(from, from + count);
    if (wanted.length === count) return rootOf(wanted);
    throw new RangeError(`The tree's level ${level * tileHeight} ends before ${tile * tileWidth + from + count}.`);
  });
}

/** The hashes of one tile, as many as there are: of leaves (level 0), or the roots of the tiles of the level below. */
export async function readTile(level: number, tile: number, db: Database): Promise<Buffer[]> {
  return (await readTiles([{ level, tile }], db)).get(`${level} ${tile}`) ?? [];
}

/**
 * The hashes of each tile, as many as there are. Below a full tile they follow from the level below: from the leaves, or from
 * the roots of the tiles there. Where one of those is missing in between, the tile counts as empty.
 */
async function readTiles(
  places: readonly { level: number; tile: number }[],
  db: Database,
): Promise<Map<string, Buffer[]>> {
  const wanted = new Map(places.map(({ level, tile }) => [`${level} ${tile}`, { level, tile }]));
  if (wanted.size === 0) return new Map();
  const rows = await db.$queryRaw<{ level: number; tile: bigint; hashes: Uint8Array | null }[]>`
    SELECT w.level, w.tile, coalesce(t.hashes, CASE WHEN w.level = 0 THEN (
             SELECT CASE WHEN max("index") - w.tile * ${tileWidth} + 1 = count(*)
                    THEN string_agg(leaf_hash, ''::bytea ORDER BY "index") END
             FROM audit_leaf WHERE "index" >= w.tile * ${tileWidth} AND "index" < (w.tile + 1) * ${tileWidth}
           ) ELSE (
             SELECT CASE WHEN max("index") - w.tile * ${tileWidth} + 1 = count(*)
                    THEN string_agg(root, ''::bytea ORDER BY "index") END
             FROM audit_tile b
             WHERE b.level = w.level - 1 AND "index" >= w.tile * ${tileWidth} AND "index" < (w.tile + 1) * ${tileWidth}
           ) END) AS hashes
    FROM jsonb_to_recordset(${JSON.stringify([...wanted.values()])}::jsonb) AS w(level int, tile bigint)
    LEFT JOIN audit_tile t ON t.level = w.level AND t."index" = w.tile`;
  return new Map(rows.map(({ level, tile, hashes }) => [`${level} ${tile}`, cutHashes(hashes)]));
}

function cutHashes(hashes: Uint8Array | null): Buffer[] {
  const bytes = Buffer.from(hashes ?? []);
  return Array.from({ length: bytes.length / hashBytes }, (_, at) =>
    bytes.subarray(at * hashBytes, (at + 1) * hashBytes),
  );
}
