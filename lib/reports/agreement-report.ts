import type { ModelCount, NumberPair, PeopleCount } from "@/lib/reports/agreement-counts-query";
import { kindOfMeasure, type VerdictKind, verdictKinds } from "@/lib/reports/agreement-filter-schema";
import { type Agreement, agreementOf } from "@/lib/reports/agreement-of";
import { alphaOfNumbers } from "@/lib/statistics/alpha-of-numbers";
import { fleissKappa, gwetAc1 } from "@/lib/statistics/chance-corrected";
import { cohenKappa } from "@/lib/statistics/cohen-kappa";
import type { Estimate } from "@/lib/statistics/estimate";
import { krippendorffAlpha } from "@/lib/statistics/krippendorff-alpha";
import { pairUnit, ratingsOf } from "@/lib/statistics/rated-unit";

/** Agreement in one kind of verdicts. */
interface Compared extends Agreement {
  /** Null where there is too little to compare, or everything is alike; for numbers there is only alpha. */
  kappa: Estimate | null;
  ac1: Estimate | null;
  alpha: Estimate | null;
}

/** The model against people. */
export interface ModelCompared extends Compared {
  verdicts: VerdictKind;
  /** Classification: every pair of answers that was given. */
  cells: { predicted: string; answered: string; n: number }[];
  /** Regression: mean and median of the absolute difference, over the latest comparisons; null without any. */
  distance: Distance | null;
}

interface Distance {
  /** How many of the latest comparisons this and alpha rest on. */
  n: number;
  mean: number;
  median: number;
}

/** People against people, on items that at least two answered independently. */
export interface PeopleCompared extends Compared {
  items: number;
  verdicts: number;
}

/** Override rate in a band of the model's confidence. */
export interface OverrideBand {
  /** From this confidence on, up to a tenth more; null: the model gave none. */
  from: number | null;
  /** Verdicts that saw the model's answer before they were final, and differ from it. */
  overridden: Agreement;
  /** Verdicts that were given, or first given, without having seen it, and differ from it. */
  differed: Agreement;
}

const sumOf = (counts: readonly { n: number }[]): number => counts.reduce((sum, { n }) => sum + n, 0);

/** Each kind of verdicts against the model, of classifications. `outcomes`: how many could be chosen. */
export function compareModel(counts: readonly ModelCount[], outcomes: number): ModelCompared[] {
  return verdictKinds.map((verdicts) => {
    const cells = cellsOf(counts.filter(({ measure }) => kindOfMeasure[measure] === verdicts));
    const pairs = cells.map(({ predicted, answered, n }) => ({ one: predicted, other: answered, n }));
    const units = pairs.map(({ one, other, n }) => pairUnit(one, other, n));
    const agreed = sumOf(cells.filter(({ predicted, answered }) => predicted === answered));
    return {
      verdicts,
      ...agreementOf(agreed, sumOf(cells)),
      kappa: cohenKappa(pairs),
      ac1: gwetAc1(units, Math.max(2, outcomes)),
      alpha: krippendorffAlpha(units),
      cells,
      distance: null,
    };
  });
}

function cellsOf(counts: readonly ModelCount[]): ModelCompared["cells"] {
  const groups = Map.groupBy(counts, ({ predicted, answered }) => JSON.stringify([predicted, answered]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ predicted: first.predicted, answered: first.answered, n: sumOf(group) }];
  });
}

/** The same of regressions: all verdicts count as within the tolerance or not; distances and alpha rest on the latest. */
export function compareModelNumbers(counts: readonly ModelCount[], pairs: readonly NumberPair[]): ModelCompared[] {
  return verdictKinds.map((verdicts) => {
    const own = counts.filter(({ measure }) => kindOfMeasure[measure] === verdicts);
    const latest = pairs.filter(({ measure }) => kindOfMeasure[measure] === verdicts);
    return {
      verdicts,
      ...agreementOf(sumOf(own.filter(({ answered }) => answered === "within")), sumOf(own)),
      kappa: null,
      ac1: null,
      alpha: alphaOfNumbers(latest.map(({ predicted, answered }) => [predicted, answered])),
      cells: [],
      distance: distanceOf(latest.map(({ predicted, answered }) => Math.abs(predicted - answered))),
    };
  });
}

function distanceOf(differences: readonly number[]): Distance | null {
  const sorted = differences.toSorted((one, other) => one - other);
  const n = sorted.length;
  const [lower, upper] = [sorted[Math.floor((n - 1) / 2)], sorted[Math.floor(n / 2)]];
  if (lower === undefined || upper === undefined) return null;
  return { n, mean: sorted.reduce((sum, one) => sum + one, 0) / n, median: (lower + upper) / 2 };
}

/** People against each other, of classifications: the share is that of pairs of verdicts on one item that agree. */
export function comparePeople(counts: readonly PeopleCount[], outcomes: number): PeopleCompared {
  const units = counts.map(({ answers, n }) => ({ n, counts: new Map(answers) }));
  let [pairs, agreed, verdicts] = [0, 0, 0];
  for (const unit of units) {
    const ratings = ratingsOf(unit);
    verdicts += unit.n * ratings;
    pairs += (unit.n * ratings * (ratings - 1)) / 2;
    for (const count of unit.counts.values()) agreed += (unit.n * count * (count - 1)) / 2;
  }
  return {
    items: sumOf(units),
    verdicts,
    // Pairs within an item depend on each other, so a share of them has no exact interval.
    agreed,
    n: pairs,
    interval: null,
    kappa: fleissKappa(units),
    ac1: gwetAc1(units, Math.max(2, outcomes)),
    alpha: krippendorffAlpha(units),
  };
}

/** The same of regressions, over the latest items. */
export function comparePeopleNumbers(groups: readonly (readonly number[])[], tolerance: number): PeopleCompared {
  let [pairs, agreed] = [0, 0];
  for (const values of groups) {
    for (const [place, one] of values.entries()) {
      for (const other of values.slice(place + 1)) {
        pairs++;
        if (Math.abs(one - other) <= tolerance) agreed++;
      }
    }
  }
  const verdicts = groups.reduce((sum, values) => sum + values.length, 0);
  const alpha = alphaOfNumbers(groups);
  return { items: groups.length, verdicts, agreed, n: pairs, interval: null, kappa: null, ac1: null, alpha };
}

/** Override rates by band, the lowest confidence first; only bands in which there was any verdict. */
export function overrideBands(counts: readonly ModelCount[]): OverrideBand[] {
  const bands = Map.groupBy(counts, ({ band }) => band);
  return [...bands]
    .sort(([one], [other]) => one - other)
    .map(([band, of]) => {
      const saw = of.filter(({ measure }) => measure === "seen" || measure === "revealed");
      const blind = of.filter(({ measure }) => kindOfMeasure[measure] !== "seen");
      return {
        from: band < 0 ? null : band / 10,
        overridden: agreementOf(sumOf(saw.filter(({ predicted, final }) => differs(predicted, final))), sumOf(saw)),
        differed: agreementOf(
          sumOf(blind.filter(({ predicted, answered }) => differs(predicted, answered))),
          sumOf(blind),
        ),
      };
    });
}

/** Of numbers the answer says itself whether it lies outside the tolerance. */
const differs = (predicted: string, answer: string): boolean =>
  predicted === "" ? answer === "outside" : predicted !== answer;
