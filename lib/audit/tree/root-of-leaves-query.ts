import "server-only";
import { foldRoots, nodeHash } from "@/lib/audit/tree/tree-hash";
import { rangeProof } from "@/lib/audit/tree/tree-query";
import { perfectSubtrees } from "@/lib/audit/tree/tree-shape";
import { type Database, database } from "@/lib/platform/database";

const leavesAtOnce = 65_536;
const hashBytes = 32;

interface Root {
  height: number;
  hash: Buffer;
}

/**
 * The root of the tree of `to` leaves, worked out from the subtrees over the first `from` ones and, without any tile, from
 * each of those behind them. @throws RangeError where one of them is missing.
 */
export async function rootOfLeaves(from: number, to: number, db: Database = database): Promise<Buffer> {
  const { left } = await rangeProof(from, from, from, db);
  const roots: Root[] = perfectSubtrees({ first: 0, end: from }).map(({ height }, at) => ({
    height,
    hash: left[at] ?? Buffer.alloc(0),
  }));
  for (let first = from; first < to; first += leavesAtOnce) {
    const end = Math.min(first + leavesAtOnce, to);
    const [row] = await db.$queryRaw<{ hashes: Uint8Array | null }[]>`
      SELECT string_agg(leaf_hash, ''::bytea ORDER BY "index") AS hashes
      FROM audit_leaf WHERE "index" >= ${first} AND "index" < ${end}`;
    const hashes = Buffer.from(row?.hashes ?? []);
    if (hashes.length !== (end - first) * hashBytes)
      throw new RangeError(`Leaves from ${first} to ${end} are missing.`);
    for (let at = 0; at < hashes.length; at += hashBytes) addLeaf(roots, hashes.subarray(at, at + hashBytes));
  }
  return foldRoots(roots.map(({ hash }) => hash));
}

/** Puts a leaf behind the roots of perfect subtrees, joining those of one height. */
function addLeaf(roots: Root[], hash: Buffer): void {
  let last: Root = { height: 0, hash };
  for (let before = roots.at(-1); before?.height === last.height; before = roots.at(-1)) {
    roots.pop();
    last = { height: last.height + 1, hash: nodeHash(before.hash, last.hash) };
  }
  roots.push(last);
}
