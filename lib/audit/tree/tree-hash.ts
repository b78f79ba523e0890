import { createHash } from "node:crypto";

/** The hash of an inner node as in RFC 6962: SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash("sha256").update(Buffer.of(1)).update(left).update(right).digest();
}

/** The largest power of two below `size`, which is at least 2: where RFC 6962 splits a tree. */
export function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/**
 * The root of a tree of these hashes, as in RFC 6962; of none, SHA-256 of nothing. They may be leaf hashes, or the roots of
 * perfect subtrees of one size, side by side.
 */
export function rootOf(hashes: readonly Uint8Array[]): Buffer {
  const [first] = hashes;
  if (first === undefined) return createHash("sha256").digest();
  let row: readonly Uint8Array[] = hashes;
  // Pair by pair; the odd one out goes up as it is, which is where RFC 6962's splits put it.
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < row.length; at += 2) {
      const [left, right] = row.slice(at, at + 2);
      if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right));
    }
    row = above;
  }
  return Buffer.from(row[0] ?? first);
}

/** The root over the roots of perfect subtrees that stand from left to right, each at most as large as the one before. */
export function foldRoots(roots: readonly Uint8Array[]): Buffer {
  if (roots.length === 0) return rootOf([]);
  return Buffer.from(roots.reduceRight((right, left) => nodeHash(left, right)));
}
