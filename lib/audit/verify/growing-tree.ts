import type { Digests } from "@/lib/audit/verify/digests";

/** A Merkle tree (RFC 6962) that grows at its right end and keeps the roots of its perfect subtrees only: at most 53. */
export class GrowingTree {
  size = 0;
  readonly #digests: Digests;
  readonly #hashes: Uint8Array[] = [];
  readonly #heights: number[] = [];
  readonly #pair = new Uint8Array(65).fill(1, 0, 1);

  constructor(digests: Digests) {
    this.#digests = digests;
  }

  /** Appends a perfect subtree of 2^height leaves, a leaf by default. Its place must be one where such a subtree can stand. */
  append(hash: Uint8Array, height = 0): void {
    this.size += 2 ** height;
    let whole = hash;
    let level = height;
    while (this.#heights.at(-1) === level) {
      this.#heights.pop();
      whole = this.#node(this.#hashes.pop() as Uint8Array, whole);
      level++;
    }
    this.#hashes.push(whole);
    this.#heights.push(level);
  }

  root(): Uint8Array {
    const last = this.#hashes.at(-1);
    if (last === undefined) return this.#digests.sha256(new Uint8Array());
    return this.#hashes.slice(0, -1).reduceRight((right, left) => this.#node(left, right), last);
  }

  #node(left: Uint8Array, right: Uint8Array): Uint8Array {
    this.#pair.set(left, 1);
    this.#pair.set(right, 33);
    return this.#digests.sha256(this.#pair);
  }
}

/** Heights of the perfect subtrees that cover [from, to) from left to right, as the tree of size `to` has them. */
export function subtreeHeights(from: number, to: number): number[] {
  const heights: number[] = [];
  for (let at = from; at < to; ) {
    let height = 0;
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= to) height++;
    heights.push(height);
    at += 2 ** height;
  }
  return heights;
}
