/** ln of the binomial coefficients' factorials, shared by all sums of one call. */
function logFactorials(n: number): Float64Array {
  const logs = new Float64Array(n + 1);
  for (let i = 2; i <= n; i++) logs[i] = (logs[i - 1] ?? 0) + Math.log(i);
  return logs;
}

/** P(Bin(n, p) <= k), for 0 < p < 1. */
function lowerTail(k: number, n: number, p: number, logs: Float64Array): number {
  const [logP, logQ] = [Math.log(p), Math.log1p(-p)];
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += Math.exp((logs[n] ?? 0) - (logs[i] ?? 0) - (logs[n - i] ?? 0) + i * logP + (n - i) * logQ);
  }
  return Math.min(1, sum);
}

/** The p in (0, 1) at which a tail that falls with p reaches `level`, by bisection. */
function solve(level: number, tail: (p: number) => number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (tail(middle) > level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The exact two-sided interval of a share after `k` hits in `n` independent tries (Clopper and Pearson, 1934): the
 * lower end is the p at which k or more hits have probability (1 - level)/2, the upper end that for k or fewer.
 * Whole numbers, 0 <= k <= n, n > 0; meant for n up to some ten thousands. Throws a RangeError otherwise.
 */
export function clopperPearson(k: number, n: number, level = 0.95): { lower: number; upper: number } {
  if (!Number.isInteger(k) || !Number.isInteger(n) || n < 1 || k < 0 || k > n) {
    throw new RangeError(`There is no interval for ${k} of ${n}.`);
  }
  // The shorter sum of the two that say the same.
  if (k > n / 2) {
    const misses = clopperPearson(n - k, n, level);
    return { lower: 1 - misses.upper, upper: 1 - misses.lower };
  }
  const tail = (1 - level) / 2;
  const logs = logFactorials(n);
  return {
    lower: k === 0 ? 0 : solve(1 - tail, (p) => lowerTail(k - 1, n, p, logs)),
    upper: solve(tail, (p) => lowerTail(k, n, p, logs)),
  };
}
