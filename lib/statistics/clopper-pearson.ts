/** ln(n!), by the first terms of Stirling's series; exact to 15 digits from 16 on, by summing below. */
function logFactorial(n: number): number {
  if (n < 16) {
    let sum = 0;
    for (let i = 2; i <= n; i++) sum += Math.log(i);
    return sum;
  }
  const inverse = 1 / n;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}

/** P(Bin(n, p) <= k), for 0 < p < 1: summed downwards from k, as far as terms count. */
function lowerTail(k: number, n: number, p: number): number {
  const logOdds = Math.log1p(-p) - Math.log(p);
  let log = logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
  let sum = 0;
  for (let i = k; i >= 0; i--) {
    const term = Math.exp(log);
    sum += term;
    const step = Math.log(i) - Math.log(n - i + 1) + logOdds;
    // From the highest term on they only fall.
    if (step < 0 && term < sum * 1e-17) break;
    log += step;
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
 * Whole numbers, 0 <= k <= n, n > 0; meant for n up to some millions. Throws a RangeError otherwise.
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
  return {
    lower: k === 0 ? 0 : solve(1 - tail, (p) => lowerTail(k - 1, n, p)),
    upper: solve(tail, (p) => lowerTail(k, n, p)),
  };
}
