/** Each bucket of times ends a fifth above where it begins. */
const ratio = 1.2;

/** The bucket that a time falls into; times of under a second are in the first one. */
export function paceBucket(seconds: number): number {
  return Math.max(0, Math.floor(Math.log(Math.max(1, seconds)) / Math.log(ratio)));
}

/**
 * The median time in seconds from counts by bucket, as if those of one bucket lay evenly in it (on the scale of
 * logarithms): never further off than a fifth. Null without any.
 */
export function medianPace(counts: ReadonlyMap<number, number>): number | null {
  const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
  let below = 0;
  for (const [bucket, n] of [...counts].sort(([one], [other]) => one - other)) {
    if (n > 0 && (below + n) * 2 >= total) return ratio ** (bucket + (total / 2 - below) / n);
    below += n;
  }
  return null;
}
