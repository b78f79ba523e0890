import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verifyConsistency, verifyInclusion } from "@/lib/audit/verify/merkle-proof";
import { nodeDigests } from "@/lib/audit/verify/node-digests";
import { Sha256 } from "@/lib/audit/verify/sha256";
import { consistencyProof, inclusionProof, leafOf, rootOf } from "@/tests/support/audit-bundle";
import { hasSharedData, readShared } from "@/tests/support/shared-data";

interface Vectors {
  inclusion: {
    leafIdx: bigint;
    treeSize: bigint;
    root: string;
    leafHash: string;
    proof: string[] | null;
    desc: string;
    case: string;
    wantErr: boolean;
  }[];
  consistency: {
    size1: bigint;
    size2: bigint;
    root1: string;
    root2: string;
    proof: string[] | null;
    desc: string;
    case: string;
    wantErr: boolean;
  }[];
}

/** Some indexes are beyond what a number can hold, so every number is read from its digits. */
function readVectors(): Vectors {
  const exact = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === "number" && context?.source !== undefined ? BigInt(context.source) : value;
  return JSON.parse(readShared("merkle/proof-vectors.json").toString(), exact) as Vectors;
}

const bytes = (base64: string | null): Uint8Array => Buffer.from(base64 ?? "", "base64");

describe.skipIf(!hasSharedData)("the proof vectors of transparency-dev/merkle", () => {
  const vectors = hasSharedData ? readVectors() : { inclusion: [], consistency: [] };

  it("are all there", () => {
    expect([vectors.inclusion.length, vectors.consistency.length]).toEqual([98, 98]);
    expect(vectors.inclusion.some(({ leafIdx }) => leafIdx === 18446744073709551615n)).toBe(true);
  });

  it.each(vectors.inclusion.map((vector) => [`${vector.case}: ${vector.desc}`, vector] as const))(
    "inclusion %s",
    (_name, { leafIdx, treeSize, root, leafHash, proof, wantErr }) => {
      const leaf = { index: leafIdx, hash: bytes(leafHash) };
      const tree = { size: treeSize, root: bytes(root) };
      expect(verifyInclusion(nodeDigests, leaf, tree, (proof ?? []).map(bytes))).toBe(!wantErr);
    },
  );

  it.each(vectors.consistency.map((vector) => [`${vector.case}: ${vector.desc}`, vector] as const))(
    "consistency %s",
    (_name, { size1, size2, root1, root2, proof, wantErr }) => {
      const earlier = { size: size1, root: bytes(root1) };
      const later = { size: size2, root: bytes(root2) };
      const outcome = verifyConsistency(nodeDigests, earlier, later, (proof ?? []).map(bytes));
      expect(outcome === "consistent").toBe(!wantErr);
    },
  );
});

const leaves = Array.from({ length: 70 }, (_, index) => leafOf(Buffer.from(`entry ${index}`)));

describe("proofs made by the definitions of RFC 6962", () => {
  it("are taken for every leaf of every tree, and for no other leaf or place", () => {
    for (let size = 1; size <= 33; size++) {
      const tree = leaves.slice(0, size);
      const root = rootOf(tree);
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(index, tree);
        const verify = (at: number, hash: Uint8Array) =>
          verifyInclusion(nodeDigests, { index: BigInt(at), hash }, { size: BigInt(size), root }, proof);
        expect(verify(index, tree[index] ?? root)).toBe(true);
        expect(verify(index, leaves[size] ?? root)).toBe(false);
        for (let other = 0; other < size; other++)
          if (other !== index) expect(verify(other, tree[index] ?? root)).toBe(false);
      }
    }
  });

  it("of growth are taken, and tell another beginning from a broken proof", () => {
    for (let to = 1; to <= 40; to++) {
      for (let from = 1; from <= to; from++) {
        const proof = consistencyProof(from, leaves.slice(0, to));
        const later = { size: BigInt(to), root: rootOf(leaves.slice(0, to)) };
        const verify = (root: Uint8Array) => verifyConsistency(nodeDigests, { size: BigInt(from), root }, later, proof);
        expect(verify(rootOf(leaves.slice(0, from)))).toBe("consistent");
        const other = rootOf([...leaves.slice(0, from - 1), leaves[60] as Buffer]);
        const isPowerOfTwo = Number.isInteger(Math.log2(from));
        // A proof from a whole subtree begins with that subtree's own root, and so cannot tell.
        expect(verify(other)).toBe(isPowerOfTwo && from < to ? "broken" : "diverged");
      }
    }
  });
});

it("the browser's SHA-256 is Node's, however the bytes come in", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (parts) => {
      const ours = new Sha256();
      const nodes = createHash("sha256");
      for (const part of parts) {
        ours.update(part);
        nodes.update(part);
      }
      expect(Buffer.from(ours.digest()).toString("hex")).toBe(nodes.digest("hex"));
    }),
    { numRuns: 500 },
  );
  const long = Buffer.alloc(300_000, "abc");
  const ours = new Sha256();
  ours.update(long);
  expect(Buffer.from(ours.digest()).toString("hex")).toBe(createHash("sha256").update(long).digest("hex"));
});
