import { createHash } from "node:crypto";

/** RFC 6962, section 2.1, word for word and slowly: what the product's tree is held against. */

const sha256 = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** The largest power of two smaller than n. */
function k(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

/** The leaf hash of an entry. */
export const naiveLeaf = (entry: Uint8Array): Buffer => sha256(Buffer.from([0x00]), entry);

/** MTH(D[n]), of leaf hashes. */
export function naiveRoot(leaves: readonly Buffer[]): Buffer {
  const n = leaves.length;
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (n === 1) return only;
  return sha256(Buffer.from([0x01]), naiveRoot(leaves.slice(0, k(n))), naiveRoot(leaves.slice(k(n))));
}

/** PATH(m, D[n]). */
export function naivePath(m: number, leaves: readonly Buffer[]): Buffer[] {
  const n = leaves.length;
  if (n <= 1) return [];
  const [left, right] = [leaves.slice(0, k(n)), leaves.slice(k(n))];
  return m < k(n) ? [...naivePath(m, left), naiveRoot(right)] : [...naivePath(m - k(n), right), naiveRoot(left)];
}

/** PROOF(m, D[n]). */
export function naiveProof(m: number, leaves: readonly Buffer[]): Buffer[] {
  return m === 0 ? [] : subproof(m, leaves, true);
}

function subproof(m: number, leaves: readonly Buffer[], whole: boolean): Buffer[] {
  const n = leaves.length;
  if (m === n) return whole ? [] : [naiveRoot(leaves)];
  const [left, right] = [leaves.slice(0, k(n)), leaves.slice(k(n))];
  return m <= k(n)
    ? [...subproof(m, left, whole), naiveRoot(right)]
    : [...subproof(m - k(n), right, false), naiveRoot(left)];
}
