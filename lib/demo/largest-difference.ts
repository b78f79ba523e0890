/** The largest distance between two lists of scores, outcome by outcome; NaN where one of them has an outcome less. */
export function largestDifference(
  left: readonly Record<string, number>[],
  right: readonly Record<string, number>[],
): number {
  const distances = right.flatMap((scores, index) =>
    Object.entries(scores).map(([outcome, score]) => Math.abs(score - (left[index]?.[outcome] ?? Number.NaN))),
  );
  return distances.reduce((largest, distance) => Math.max(largest, distance), 0);
}
