import { type Estimate, estimateOf } from "@/lib/statistics/estimate";
import { jackknifeError } from "@/lib/statistics/jackknife-error";
import { type RatedUnit, ratingsOf } from "@/lib/statistics/rated-unit";

/** How far two categories lie apart: they differ or not, or as places in an order, as numbers, as numbers with a zero. */
export type Metric = "nominal" | "ordinal" | "interval" | "ratio";

/**
 * Krippendorff's alpha (Content Analysis, 2004, ch. 11) from coincidences within each thing: 1 less the observed over the
 * expected disagreement. Judges may be any number and may miss things; things with fewer than two judgements are left
 * out. Categories are numbers for every metric but the nominal one, and are in their own order. Standard error by the
 * jackknife over things. Null where there is nothing to compare, and where all judgements are alike.
 */
export function krippendorffAlpha(units: readonly RatedUnit[], metric: Metric = "nominal"): Estimate | null {
  const paired = units.filter((unit) => unit.n > 0 && ratingsOf(unit) >= 2);
  const marginals = new Map<string, number>();
  let total = 0;
  for (const { n, counts } of paired) {
    for (const [category, count] of counts) {
      marginals.set(category, (marginals.get(category) ?? 0) + n * count);
      total += n * count;
    }
  }
  const distance = distanceOf(metric, marginals);
  const observed = paired.reduce((sum, unit) => sum + unit.n * observedWithin(unit, distance), 0);
  const expectedOf = expectedDisagreement(metric, marginals, distance);
  const expected = expectedOf(new Map());
  const value = alphaOf(total, observed, expected);
  if (value === null) return null;
  const leftOut = paired.map((unit) => {
    const rest = metric === "ordinal" ? without(marginals, unit) : null;
    // The places of an order shift with what is left out, so there everything is summed again.
    const own = rest === null ? distance : distanceOf(metric, rest);
    const others =
      rest === null
        ? observed - observedWithin(unit, distance)
        : paired.reduce((sum, one) => sum + (one === unit ? one.n - 1 : one.n) * observedWithin(one, own), 0);
    const less = rest === null ? expectedOf(unit.counts) : expectedDisagreement(metric, rest, own)(new Map());
    return { n: unit.n, value: alphaOf(total - ratingsOf(unit), others, less) };
  });
  return estimateOf(value, jackknifeError(leftOut));
}

/** From the numbers of pairable values, and the sums of squared distances observed and expected. */
function alphaOf(total: number, observed: number, expected: number): number | null {
  return expected < 1e-9 ? null : 1 - ((total - 1) * observed) / expected;
}

type Distance = (one: string, other: string) => number;

/** The squared distance of two categories. */
function distanceOf(metric: Metric, marginals: ReadonlyMap<string, number>): Distance {
  switch (metric) {
    case "nominal":
      return (one, other) => (one === other ? 0 : 1);
    case "interval":
      return (one, other) => (Number(one) - Number(other)) ** 2;
    case "ratio":
      return (one, other) => {
        const sum = Number(one) + Number(other);
        return sum === 0 ? 0 : ((Number(one) - Number(other)) / sum) ** 2;
      };
    case "ordinal":
      return (one, other) => {
        const [low, high] = [Math.min(Number(one), Number(other)), Math.max(Number(one), Number(other))];
        let between = 0;
        for (const [category, count] of marginals) {
          const place = Number(category);
          if (place >= low && place <= high) between += place === low || place === high ? count / 2 : count;
        }
        return low === high ? 0 : between ** 2;
      };
  }
}

function observedWithin({ counts }: RatedUnit, distance: Distance): number {
  let sum = 0;
  for (const [one, n] of counts)
    for (const [other, m] of counts) if (one !== other) sum += n * m * distance(one, other);
  return sum / (ratingsOf({ counts }) - 1);
}

/** The sum over all pairs of values of their squared distance, with some values taken out. */
function expectedDisagreement(metric: Metric, marginals: ReadonlyMap<string, number>, distance: Distance) {
  const nominal = metric === "nominal";
  const total = [...marginals.values()].reduce((sum, count) => sum + count, 0);
  /** Of every category: the sum of its distances to all values. */
  const toAll = new Map<string, number>();
  for (const [one, own] of marginals) {
    let sum = nominal ? total - own : 0;
    if (!nominal) for (const [other, count] of marginals) sum += count * distance(one, other);
    toAll.set(one, sum);
  }
  let whole = 0;
  for (const [category, count] of marginals) whole += count * (toAll.get(category) ?? 0);
  return (out: ReadonlyMap<string, number>): number => {
    let rest = whole;
    for (const [one, count] of out) {
      rest -= 2 * count * (toAll.get(one) ?? 0);
      for (const [other, more] of out) rest += count * more * distance(one, other);
    }
    return rest;
  };
}

function without(marginals: ReadonlyMap<string, number>, { counts }: RatedUnit): Map<string, number> {
  return new Map([...marginals].map(([category, count]) => [category, count - (counts.get(category) ?? 0)]));
}
