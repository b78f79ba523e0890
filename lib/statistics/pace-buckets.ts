/** Each bucket of times ends a tenth above where it begins. */
const ratio = 1.1;

/** The bucket that a time falls into; times of under a second are in the first one. */
export function paceBucket(seconds: number): number {
  return Math.max(0, Math.floor(Math.log(Math.max(1, seconds)) / Math.log(ratio)));
}

/** The median time in seconds, to within a tenth, from counts by bucket; null without any. */
export function medianPace(counts: ReadonlyMap<number, number>): number | null {
  const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
  let below = 0;
  for (const [bucket, n] of [...counts].sort(([one], [other]) => one - other)) {
    below += n;
    if (below * 2 >= total) return ratio ** (bucket + 0.5);
  }
  return null;
}
