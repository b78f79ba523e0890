/** How many tests or checks passed, and how many did not. */
export interface Tally {
  passed: number;
  failed: number;
}

export function addTallies(tallies: Tally[]): Tally {
  return tallies.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }), {
    passed: 0,
    failed: 0,
  });
}

/** 0 only if something passed and nothing failed: a run that tested nothing is no success. */
export function exitCodeOf({ passed, failed }: Tally): number {
  return passed > 0 && failed === 0 ? 0 : 1;
}
