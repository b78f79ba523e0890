/** Units that are alike: how many there are, and what the figure would be with one of them left out. */
export interface LeftOut {
  n: number;
  value: number | null;
}

/**
 * The standard error of a figure by the jackknife (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, ch. 11):
 * how it moves when one unit at a time is left out. No chance is involved: the same data give the same error. Null below
 * two units, and where the figure does not exist without some unit.
 */
export function jackknifeError(leftOut: readonly LeftOut[]): number | null {
  let [units, sum] = [0, 0];
  for (const { n, value } of leftOut) {
    if (value === null) return null;
    units += n;
    sum += n * value;
  }
  if (units < 2) return null;
  const mean = sum / units;
  const squares = leftOut.reduce((total, { n, value }) => total + n * ((value ?? mean) - mean) ** 2, 0);
  return Math.sqrt(((units - 1) / units) * squares);
}
