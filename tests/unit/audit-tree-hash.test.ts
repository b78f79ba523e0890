import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldRoots, nodeHash, rootOf } from "@/lib/audit/tree/tree-hash";
import { consistencyRanges, inclusionRanges, perfectSubtrees, type Range } from "@/lib/audit/tree/tree-shape";
import { naiveLeaf, naivePath, naiveProof, naiveRoot } from "@/tests/support/naive-tree";

const leaves = Array.from({ length: 700 }, (_, n) => naiveLeaf(Buffer.from(`leaf ${n}`)));

const hashOf = ({ first, end }: Range) =>
  foldRoots(
    perfectSubtrees({ first, end }).map(({ height, index }) =>
      rootOf(leaves.slice(index * 2 ** height, (index + 1) * 2 ** height)),
    ),
  );

const size = fc.integer({ min: 1, max: leaves.length });

describe("the hashes of a tree", () => {
  it("are those that RFC 6962's reference gives", () => {
    // Of the empty tree, of one empty leaf, and of the node over two of them: worked out with sha256sum.
    expect(rootOf([]).toString("hex")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const empty = Buffer.from("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "hex");
    expect(naiveLeaf(Buffer.alloc(0))).toEqual(empty);
    expect(nodeHash(empty, empty).toString("hex")).toBe(
      "fe43d66afa4a9a5c4f9c9da89f4ffb52635c8f342e7ffb731d68e36c5982072a",
    );
  });

  it("have the root of RFC 6962 at every size", () => {
    for (let n = 0; n <= 300; n++) {
      expect(rootOf(leaves.slice(0, n)), `${n} leaves`).toEqual(naiveRoot(leaves.slice(0, n)));
      expect(hashOf({ first: 0, end: n }), `${n} leaves, folded`).toEqual(naiveRoot(leaves.slice(0, n)));
    }
  });

  it("have RFC 6962's proofs for any leaf and any two sizes", () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (n, one, other) => {
        const some = leaves.slice(0, n);
        expect(inclusionRanges(one % n, n).map(hashOf)).toEqual(naivePath(one % n, some));
        expect(consistencyRanges(other % (n + 1), n).map(hashOf)).toEqual(naiveProof(other % (n + 1), some));
      }),
    );
  });

  it("cover any range by the fewest perfect subtrees", () => {
    fc.assert(
      fc.property(size, fc.nat(), (end, some) => {
        const first = some % (end + 1);
        const subtrees = perfectSubtrees({ first, end });
        let at = first;
        for (const { height, index } of subtrees) {
          expect(index * 2 ** height).toBe(at);
          at += 2 ** height;
        }
        expect(at).toBe(end);
        // None of them has its sibling beside it: the two would be one.
        for (const [place, { height, index }] of subtrees.entries()) {
          const next = subtrees[place + 1];
          expect(index % 2 === 0 && next?.height === height).toBe(false);
        }
      }),
    );
  });
});
