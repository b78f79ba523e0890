/**
 * By how much an outcome's score leads the highest of the others, rounded to 1e-6; below 0 where another one leads. Where
 * the scores leave something out, all that is missing to 1 counts as one outcome's.
 */
export function marginOf(outcome: string, scores: Readonly<Record<string, number>>): number {
  let own = 0;
  let others = 0;
  let sum = 0;
  for (const key in scores) {
    const score = scores[key] ?? 0;
    sum += score;
    if (key === outcome) own = score;
    else if (score > others) others = score;
  }
  const missing = 1 - sum;
  const second = missing > others && missing > 1e-3 ? missing : others;
  return Math.round((own - second) * 1e6) / 1e6;
}
