import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alphaOfNumbers } from "@/lib/statistics/alpha-of-numbers";
import { fleissKappa, gwetAc1 } from "@/lib/statistics/chance-corrected";
import { cohenKappa, type PairCount } from "@/lib/statistics/cohen-kappa";
import { jackknifeError } from "@/lib/statistics/jackknife-error";
import { krippendorffAlpha, type Metric } from "@/lib/statistics/krippendorff-alpha";
import { pairUnit, type RatedUnit } from "@/lib/statistics/rated-unit";

/** Reference values that were computed elsewhere with exact rationals, or printed by reference implementations. */
const cohen = [
  {
    table: [
      [20, 5],
      [10, 15],
    ],
    kappa: 0.4,
    se: 0.126996,
    ac1: 0.405941,
  },
  {
    table: [
      [118, 5],
      [2, 0],
    ],
    kappa: -0.02339,
    ac1: 0.94078,
  },
  {
    table: [
      [53, 5, 2],
      [11, 14, 5],
      [1, 6, 3],
    ],
    kappa: 0.428571,
    se: 0.0759588,
  },
];

/** The worked example of Fleiss' kappa: 10 subjects, 14 raters, 5 categories. */
const fleiss = [
  [0, 0, 0, 0, 14],
  [0, 2, 6, 4, 2],
  [0, 0, 3, 5, 6],
  [0, 3, 9, 2, 0],
  [2, 2, 8, 1, 1],
  [7, 7, 0, 0, 0],
  [3, 2, 6, 3, 0],
  [2, 5, 3, 2, 2],
  [6, 5, 2, 1, 0],
  [0, 2, 2, 3, 7],
];

/** Krippendorff's example: 4 observers, 12 units, with gaps. */
const observers = [
  [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
  [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
  [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
  [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
];
const krippendorff: Record<Metric, number> = {
  nominal: 0.743421,
  ordinal: 0.815388,
  interval: 0.849107,
  ratio: 0.797403,
};

const pairsOf = (table: readonly (readonly number[])[]): PairCount[] =>
  table.flatMap((row, one) => row.map((n, other) => ({ one: String(one), other: String(other), n })));
const unitsOf = (pairs: readonly PairCount[]): RatedUnit[] => pairs.map(({ one, other, n }) => pairUnit(one, other, n));
const unit = (values: readonly (string | number)[], n = 1): RatedUnit => ({
  n,
  counts: new Map([...Map.groupBy(values.map(String), (value) => value)].map(([value, { length }]) => [value, length])),
});
const example = observers[0]?.map((_, place) => observers.flatMap((row) => row[place] ?? [])) ?? [];

describe("golden values", () => {
  it.each(cohen)("Cohen's kappa and Gwet's AC1 of $table", ({ table, kappa, se, ac1 }) => {
    const pairs = pairsOf(table);
    expect(cohenKappa(pairs)?.value).toBeCloseTo(kappa, 5);
    if (se !== undefined) expect(cohenKappa(pairs)?.error).toBeCloseTo(se, 6);
    if (ac1 !== undefined) expect(gwetAc1(unitsOf(pairs), table.length)?.value).toBeCloseTo(ac1, 5);
  });

  it("Fleiss' kappa", () => {
    const units = fleiss.map((row) => ({ n: 1, counts: new Map(row.map((count, place) => [String(place), count])) }));
    expect(fleissKappa(units)?.value).toBeCloseTo(0.2099307, 7);
  });

  it.each(Object.entries(krippendorff))("Krippendorff's alpha, %s", (metric, alpha) => {
    const units = example.map((values) => unit(values));
    expect(krippendorffAlpha(units, metric as Metric)?.value).toBeCloseTo(alpha, 6);
  });

  it("Krippendorff's alpha of numbers is that of the interval metric, interval and all", () => {
    const byUnits = krippendorffAlpha(
      example.map((values) => unit(values)),
      "interval",
    );
    const byNumbers = alphaOfNumbers(example);
    expect(byNumbers?.value).toBeCloseTo(krippendorff.interval, 6);
    expect(byNumbers?.error).toBeCloseTo(byUnits?.error ?? 0, 10);
  });
});

describe("standard errors", () => {
  /** Gwet (2008): the variance of AC1 for two judges, written down here apart from the code. */
  function ac1Error(table: readonly (readonly number[])[]): number {
    const n = table.flat().reduce((sum, count) => sum + count, 0);
    const q = table.length;
    const share = (row: number, column: number) => (table[row]?.[column] ?? 0) / n;
    const places = [...table.keys()];
    const pi = places.map((k) => places.reduce((sum, l) => sum + share(k, l) + share(l, k), 0) / 2);
    const at = (k: number) => pi[k] ?? 0;
    const pa = places.reduce((sum, k) => sum + share(k, k), 0);
    const pe = places.reduce((sum, k) => sum + at(k) * (1 - at(k)), 0) / (q - 1);
    const gamma = (pa - pe) / (1 - pe);
    const first = places.reduce((sum, k) => sum + share(k, k) * (1 - at(k)), 0) / (q - 1) - pa * pe;
    const second =
      places.reduce(
        (sum, k) => sum + places.reduce((inner, l) => inner + share(k, l) * (1 - (at(k) + at(l)) / 2) ** 2, 0),
        0,
      ) /
        (q - 1) ** 2 -
      pe ** 2;
    const variance = pa * (1 - pa) - 4 * (1 - gamma) * first + 4 * (1 - gamma) ** 2 * second;
    return Math.sqrt(variance / n) / (1 - pe);
  }

  it.each(cohen)("AC1's by the jackknife comes near Gwet's formula for $table", ({ table }) => {
    const error = gwetAc1(unitsOf(pairsOf(table)), table.length)?.error ?? 0;
    expect(error / ac1Error(table)).toBeGreaterThan(0.97);
    expect(error / ac1Error(table)).toBeLessThan(1.05);
  });

  it("the jackknife of a mean is its standard error", () => {
    const values = [3, 5, 5, 9, 13];
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    const error = jackknifeError(values.map((one) => ({ n: 1, value: (mean * 5 - one) / 4 })));
    const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 4;
    expect(error).toBeCloseTo(Math.sqrt(variance / 5), 12);
  });

  it("alpha's covers the truth about as often as it says", () => {
    // A fixed generator: 400 samples of 80 things, each judged twice, rightly with 0.9 on two equal categories.
    let x = 12345;
    const random = () => {
      x = (x * 16807) % 2147483647;
      return x / 2147483647;
    };
    // Alpha of a large sample: agreement .82 against chance .5.
    const truth = 1 - (1 - 0.82) / 0.5;
    let covered = 0;
    for (let sample = 0; sample < 400; sample++) {
      const units = Array.from({ length: 80 }, () => {
        const right = random() < 0.5 ? "a" : "b";
        const say = () => (random() < 0.9 ? right : right === "a" ? "b" : "a");
        return unit([say(), say()]);
      });
      const interval = krippendorffAlpha(units)?.interval;
      if (interval && interval.lower <= truth && truth <= interval.upper) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.9);
    expect(covered / 400).toBeLessThan(0.98);
  });
});

const answers = fc.constantFrom("a", "b", "c");
const things = fc.array(
  fc.record({ values: fc.array(answers, { minLength: 1, maxLength: 5 }), n: fc.integer({ min: 1, max: 9 }) }),
  {
    minLength: 1,
    maxLength: 12,
  },
);
const toUnits = (given: readonly { values: string[]; n: number }[]) => given.map(({ values, n }) => unit(values, n));
const coefficients = {
  fleissKappa,
  gwetAc1: (units: readonly RatedUnit[]) => gwetAc1(units, 3),
  krippendorffAlpha: (units: readonly RatedUnit[]) => krippendorffAlpha(units),
};

describe.each(Object.entries(coefficients))("%s", (_, coefficient) => {
  it("lies between -1 and 1, and inside its interval", () => {
    fc.assert(
      fc.property(things, (given) => {
        const found = coefficient(toUnits(given));
        if (found === null) return;
        expect(found.value).toBeLessThanOrEqual(1 + 1e-9);
        expect(found.value).toBeGreaterThanOrEqual(-1 - 1e-9);
        if (found.interval === null) return;
        expect(found.interval.lower).toBeLessThanOrEqual(found.value + 1e-9);
        expect(found.interval.upper).toBeGreaterThanOrEqual(found.value - 1e-9);
      }),
    );
  });

  it("does not care what categories are called, in which order things come, or how like things are grouped", () => {
    const names: Record<string, string> = { a: "z", b: "y", c: "x" };
    fc.assert(
      fc.property(things, (given) => {
        const found = coefficient(toUnits(given));
        const renamed = given.map(({ values, n }) => ({ values: values.map((value) => names[value] ?? ""), n }));
        const apart = given.flatMap(({ values, n }) => Array.from({ length: n }, () => ({ values, n: 1 })));
        for (const other of [renamed, given.toReversed(), apart]) {
          const again = coefficient(toUnits(other));
          expect(again === null).toBe(found === null);
          expect(again?.value ?? 0).toBeCloseTo(found?.value ?? 0, 9);
          expect(again?.error ?? 0).toBeCloseTo(found?.error ?? 0, 7);
        }
      }),
    );
  });

  it("is 1, without an interval that would claim certainty, where all agree on more than one category", () => {
    const found = coefficient([unit(["a", "a"], 3), unit(["b", "b", "b"], 2)]);
    expect(found?.value).toBeCloseTo(1, 12);
    expect(found?.interval).toBeNull();
  });

  it("says nothing where nothing can be compared", () => {
    expect(coefficient([])).toBeNull();
    expect(coefficient([unit(["a"], 5)])).toBeNull();
  });
});

describe("cohenKappa", () => {
  const pairs = fc.array(fc.record({ one: answers, other: answers, n: fc.integer({ min: 0, max: 20 }) }), {
    maxLength: 9,
  });

  it("is the same whichever judge comes first", () => {
    fc.assert(
      fc.property(pairs, (given) => {
        const turned = given.map(({ one, other, n }) => ({ one: other, other: one, n }));
        expect(cohenKappa(turned)?.value ?? 0).toBeCloseTo(cohenKappa(given)?.value ?? 0, 9);
        expect(cohenKappa(turned)?.error ?? 0).toBeCloseTo(cohenKappa(given)?.error ?? 0, 9);
      }),
    );
  });

  it("says nothing without pairs, and where both always say one thing", () => {
    expect(cohenKappa([])).toBeNull();
    expect(cohenKappa([{ one: "a", other: "a", n: 40 }])).toBeNull();
  });
});

describe("alphaOfNumbers", () => {
  it("says the same of large numbers that lie close together", () => {
    const near = example.map((values) => values.map((value) => value + 1e6));
    expect(alphaOfNumbers(near)?.value).toBeCloseTo(krippendorff.interval, 6);
  });

  it("says nothing where all numbers are alike, or none has a second", () => {
    expect(
      alphaOfNumbers([
        [2, 2],
        [2, 2],
      ]),
    ).toBeNull();
    expect(alphaOfNumbers([[1], [2]])).toBeNull();
  });
});
