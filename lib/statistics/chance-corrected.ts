import { type Estimate, estimateOf } from "@/lib/statistics/estimate";
import { jackknifeError } from "@/lib/statistics/jackknife-error";
import { type RatedUnit, ratingsOf } from "@/lib/statistics/rated-unit";

/**
 * Agreement of any number of judges, who may differ from thing to thing, beyond chance. Things with fewer than two
 * judgements are left out. `chance` says how often chance alone makes two judgements agree, given the sum of the squared
 * shares of the categories. Standard error by the jackknife over things.
 */
function chanceCorrected(units: readonly RatedUnit[], chance: (squaredShares: number) => number): Estimate | null {
  const rated = units.filter((unit) => unit.n > 0 && ratingsOf(unit) >= 2);
  const shares = new Map<string, number>();
  let [things, agreeing] = [0, 0];
  for (const unit of rated) {
    things += unit.n;
    agreeing += unit.n * agreementWithin(unit);
    for (const [category, share] of sharesOf(unit)) shares.set(category, (shares.get(category) ?? 0) + unit.n * share);
  }
  const squares = [...shares.values()].reduce((sum, share) => sum + share ** 2, 0);
  const coefficient = (n: number, agreed: number, squared: number): number | null => {
    const expected = n === 0 ? 1 : chance(squared / n ** 2);
    return 1 - expected < 1e-12 ? null : (agreed / n - expected) / (1 - expected);
  };
  const value = coefficient(things, agreeing, squares);
  if (value === null) return null;
  const leftOut = rated.map((unit) => {
    let squared = squares;
    for (const [category, share] of sharesOf(unit)) squared += share ** 2 - 2 * share * (shares.get(category) ?? 0);
    return { n: unit.n, value: coefficient(things - 1, agreeing - agreementWithin(unit), squared) };
  });
  return estimateOf(value, jackknifeError(leftOut));
}

/** The share of pairs of judgements of one thing that are alike. */
function agreementWithin(unit: RatedUnit): number {
  const ratings = ratingsOf(unit);
  return [...unit.counts.values()].reduce((sum, count) => sum + count * (count - 1), 0) / (ratings * (ratings - 1));
}

function sharesOf(unit: RatedUnit): [string, number][] {
  const ratings = ratingsOf(unit);
  return [...unit.counts].map(([category, count]) => [category, count / ratings]);
}

/**
 * Fleiss' kappa (1971): chance is the sum of the squared shares of the categories. Null without things that have two
 * judgements, and where all judgements are alike.
 */
export function fleissKappa(units: readonly RatedUnit[]): Estimate | null {
  return chanceCorrected(units, (squared) => squared);
}

/**
 * Gwet's AC1 (2008), for two judges or more: chance is the sum of share (1 - share) over the number of categories less
 * one. It does not collapse, as kappa does, where nearly everything is of one category. `categories`: how many could be
 * chosen, at least 2. Null without things that have two judgements.
 */
export function gwetAc1(units: readonly RatedUnit[], categories: number): Estimate | null {
  return chanceCorrected(units, (squared) => (1 - squared) / (categories - 1));
}
