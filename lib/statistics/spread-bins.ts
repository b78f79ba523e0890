/** Bars of a histogram of numbers that are 0 or more. */
export interface SpreadBins {
  /** What one bar spans, in the numbers' unit. */
  width: number;
  /** The last bar also holds everything above it. `passing`: of these, those up to the limit. */
  bars: { count: number; passing: number }[];
}

const mostBins = 20;
/** Spreads that are all below this are all 0 for people. */
const leastWidth = 1e-9;

/** 1, 2 or 5 times a power of ten, at least `value`. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5].find((one) => one * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(1));
}

/**
 * Numbers in at most 21 bars of a round width, from 0 to the 98th percentile or the limit, whichever is larger; a few far
 * outliers would else press all others into one bar. `limit` null: none passes. Negative and non-finite numbers are left out.
 */
export function spreadBins(numbers: readonly number[], limit: number | null): SpreadBins {
  const sorted = numbers.filter((one) => Number.isFinite(one) && one >= 0).toSorted((one, other) => one - other);
  const most = Math.max(sorted[Math.floor(sorted.length * 0.98)] ?? 0, limit ?? 0);
  const width = most >= leastWidth ? niceAbove(most / mostBins) : 1;
  const place = (one: number) => Math.floor(one / width + 1e-9);
  const bars = Array.from({ length: place(most) + 1 }, () => ({ count: 0, passing: 0 }));
  for (const one of sorted) {
    const bar = bars[Math.min(bars.length - 1, place(one))];
    if (bar === undefined) continue;
    bar.count++;
    if (limit !== null && one <= limit) bar.passing++;
  }
  return { width, bars };
}
