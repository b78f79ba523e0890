import { type Estimate, estimateOf } from "@/lib/statistics/estimate";
import { jackknifeError } from "@/lib/statistics/jackknife-error";

/**
 * Krippendorff's alpha for numbers (interval metric), from each thing's judgements: as `krippendorffAlpha`, by sums of
 * squares, so that as many different numbers may occur as there are judgements. Null where there is nothing to compare,
 * and where all numbers are alike.
 */
export function alphaOfNumbers(things: readonly (readonly number[])[]): Estimate | null {
  const paired = things.filter((numbers) => numbers.length >= 2);
  // Squares of large numbers that lie close together would lose what they differ by.
  const origin = paired[0]?.[0] ?? 0;
  const sums = paired.map((numbers) => {
    let [sum, squares] = [0, 0];
    for (const number of numbers) {
      sum += number - origin;
      squares += (number - origin) ** 2;
    }
    const n = numbers.length;
    return { n, sum, squares, observed: (2 * (n * squares - sum ** 2)) / (n - 1) };
  });
  const all = { n: 0, sum: 0, squares: 0, observed: 0 };
  for (const own of sums) {
    all.n += own.n;
    all.sum += own.sum;
    all.squares += own.squares;
    all.observed += own.observed;
  }
  const alpha = ({ n, sum, squares, observed }: typeof all): number | null => {
    const expected = 2 * (n * squares - sum ** 2);
    return expected <= 1e-12 * n * squares ? null : 1 - ((n - 1) * observed) / expected;
  };
  const value = alpha(all);
  if (value === null) return null;
  const leftOut = sums.map((own) => ({
    n: 1,
    value: alpha({
      n: all.n - own.n,
      sum: all.sum - own.sum,
      squares: all.squares - own.squares,
      observed: all.observed - own.observed,
    }),
  }));
  return estimateOf(value, jackknifeError(leftOut));
}
