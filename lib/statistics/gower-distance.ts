/** How the values of one field are compared. */
export type Comparison = { key: string } & (
  | { kind: "category" | "text" }
  /**
   * `range`: the difference, above 0, from which on two of them count as wholly different. Pictures are there as their
   * greys, 0 to 255, as many for each.
   */
  | { kind: "number" | "moment" | "picture"; range: number }
);

type Row = Readonly<Record<string, unknown>>;

/** From this on two values are told apart: a twentieth of the range, or another category. */
const apartFrom = 0.05;

/**
 * How far two inputs lie apart, from 0 (the same) to 1 (Gower 1971): the mean over the fields of the difference by its
 * range, of 0 or 1 for categories, of the share of words not in common (Jaccard) for texts, and of the mean difference of
 * the greys by its range for pictures. A value that only one has counts as wholly different, a field that neither has not at all.
 * `apart` names the fields that differ, the most different first. Null where there is nothing to compare.
 */
export function gowerDistance(
  one: Row,
  other: Row,
  comparisons: readonly Comparison[],
): { distance: number; apart: string[] } | null {
  const differences = comparisons.flatMap((comparison) => {
    const difference = differenceIn(comparison, one[comparison.key] ?? null, other[comparison.key] ?? null);
    return difference === null ? [] : [{ key: comparison.key, difference }];
  });
  if (differences.length === 0) return null;
  return {
    distance: differences.reduce((sum, { difference }) => sum + difference, 0) / differences.length,
    apart: differences
      .filter(({ difference }) => difference >= apartFrom)
      .sort((first, second) => second.difference - first.difference)
      .map(({ key }) => key),
  };
}

function differenceIn(comparison: Comparison, one: unknown, other: unknown): number | null {
  if (one === null && other === null) return null;
  if (one === null || other === null) return 1;
  switch (comparison.kind) {
    case "number":
      return scaled(Number(one) - Number(other), comparison.range);
    case "moment":
      return scaled(Date.parse(String(one)) - Date.parse(String(other)), comparison.range);
    case "text":
      return one === other ? 0 : wordsApart(String(one), String(other));
    case "picture":
      return scaled(greysApart(one as Uint8Array, other as Uint8Array), comparison.range);
    case "category":
      return one === other ? 0 : 1;
  }
}

function scaled(difference: number, range: number): number {
  return Number.isNaN(difference) ? 1 : Math.min(1, Math.abs(difference) / range);
}

function wordsApart(one: string, other: string): number {
  const [words, others] = [wordsOf(one), wordsOf(other)];
  const common = [...words].filter((word) => others.has(word)).length;
  const all = words.size + others.size - common;
  return all === 0 ? 0 : 1 - common / all;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}

function greysApart(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((sum, grey, index) => sum + Math.abs(grey - (other[index] ?? 0)), 0) / one.length / 255;
}
