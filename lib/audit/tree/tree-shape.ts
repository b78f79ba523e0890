import { splitOf } from "@/lib/audit/tree/tree-hash";

/** A perfect subtree: of the leaves from `index * 2^height` on, 2^height many. */
export interface Subtree {
  height: number;
  index: number;
}

/** The leaves from `first` up to but not including `end`. */
export interface Range {
  first: number;
  end: number;
}

/** The fewest perfect subtrees that cover the leaves of a range, from left to right. */
export function perfectSubtrees({ first, end }: Range): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let at = first; at < end; ) {
    let height = 0;
    let width = 1;
    while (at % (width * 2) === 0 && at + width * 2 <= end) {
      width *= 2;
      height++;
    }
    subtrees.push({ height, index: at / width });
    at += width;
  }
  return subtrees;
}

/** What the hashes of an inclusion proof stand for, in its order: RFC 6962, PATH(index, D[size]). */
export function inclusionRanges(index: number, size: number): Range[] {
  const path = (first: number, end: number): Range[] => {
    if (end - first <= 1) return [];
    const middle = first + splitOf(end - first);
    return index < middle
      ? [...path(first, middle), { first: middle, end }]
      : [...path(middle, end), { first, end: middle }];
  };
  return path(0, size);
}

/** What the hashes of a consistency proof stand for, in its order: RFC 6962, PROOF(from, D[to]). */
export function consistencyRanges(from: number, to: number): Range[] {
  const subproof = (first: number, end: number, known: boolean): Range[] => {
    if (end === from) return known ? [] : [{ first, end }];
    const middle = first + splitOf(end - first);
    return from <= middle
      ? [...subproof(first, middle, known), { first: middle, end }]
      : [...subproof(middle, end, false), { first, end: middle }];
  };
  return from === 0 ? [] : subproof(0, to, true);
}
