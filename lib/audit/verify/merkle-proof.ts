import { equalBytes } from "@/lib/audit/verify/bytes";
import type { Digests } from "@/lib/audit/verify/digests";

/** Hash of an inner node, RFC 6962: SHA-256(0x01 || left || right). */
function nodeHash(digests: Digests, left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(65);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 33);
  return digests.sha256(bytes);
}

const areHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every((hash) => hash.length === 32);
const isOdd = (n: bigint): boolean => (n & 1n) === 1n;

/** Whether a leaf stands at `index` in the tree of `size` leaves with that root: RFC 9162, 2.1.3.2. */
export function verifyInclusion(
  digests: Digests,
  leaf: { index: bigint; hash: Uint8Array },
  tree: { size: bigint; root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (leaf.index < 0n || leaf.index >= tree.size || !areHashes([leaf.hash, tree.root, ...proof])) return false;
  let node = leaf.index;
  let last = tree.size - 1n;
  let hash = leaf.hash;
  for (const sibling of proof) {
    if (last === 0n) return false;
    if (isOdd(node) || node === last) {
      hash = nodeHash(digests, sibling, hash);
      while (!isOdd(node) && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else hash = nodeHash(digests, hash, sibling);
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && equalBytes(hash, tree.root);
}

interface Tree {
  size: bigint;
  root: Uint8Array;
}

/**
 * Whether the earlier tree is the later one's beginning: RFC 9162, 2.1.4.2. `diverged` where the proof belongs to the later
 * tree for sure and shows another beginning than the earlier root says; `broken` where it shows nothing.
 */
export function verifyConsistency(
  digests: Digests,
  earlier: Tree,
  later: Tree,
  proof: readonly Uint8Array[],
): "consistent" | "diverged" | "broken" {
  if (earlier.size <= 0n || earlier.size > later.size) return "broken";
  if (earlier.size === later.size) {
    if (proof.length > 0) return "broken";
    return equalBytes(earlier.root, later.root) ? "consistent" : "diverged";
  }
  if (!areHashes([earlier.root, later.root, ...proof])) return "broken";
  const isPowerOfTwo = (earlier.size & (earlier.size - 1n)) === 0n;
  const [first, ...rest] = isPowerOfTwo ? [earlier.root, ...proof] : proof;
  if (first === undefined || proof.length === 0) return "broken";
  let node = earlier.size - 1n;
  let last = later.size - 1n;
  while (isOdd(node)) {
    node >>= 1n;
    last >>= 1n;
  }
  let beginning = first;
  let whole = first;
  for (const sibling of rest) {
    if (last === 0n) return "broken";
    if (isOdd(node) || node === last) {
      beginning = nodeHash(digests, sibling, beginning);
      whole = nodeHash(digests, sibling, whole);
      while (!isOdd(node) && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else whole = nodeHash(digests, whole, sibling);
    node >>= 1n;
    last >>= 1n;
  }
  if (last !== 0n || !equalBytes(whole, later.root)) return "broken";
  return equalBytes(beginning, earlier.root) ? "consistent" : "diverged";
}
