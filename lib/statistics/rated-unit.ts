/** Things that were judged alike: `n` of them, each of which got every category as often as it says. */
export interface RatedUnit {
  n: number;
  counts: ReadonlyMap<string, number>;
}

/** How many judgements each of the unit's things got. */
export function ratingsOf(unit: Pick<RatedUnit, "counts">): number {
  let sum = 0;
  for (const count of unit.counts.values()) sum += count;
  return sum;
}

/** Judgements of one thing by two judges as a unit. */
export function pairUnit(one: string, other: string, n: number): RatedUnit {
  return {
    n,
    counts:
      one === other
        ? new Map([[one, 2]])
        : new Map([
            [one, 1],
            [other, 1],
          ]),
  };
}
