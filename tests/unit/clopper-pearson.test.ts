import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clopperPearson } from "@/lib/statistics/clopper-pearson";

/** P(Bin(n, p) <= k), summed in the plainest way. */
function lowerTail(k: number, n: number, p: number): number {
  let [term, sum] = [(1 - p) ** n, 0];
  for (let i = 0; i <= k; i++) {
    sum += term;
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return sum;
}

describe("the Clopper and Pearson interval", () => {
  it("has its published values", () => {
    // Golden values computed with 50 digits.
    const three = clopperPearson(3, 100);
    expect(three.lower).toBeCloseTo(0.006229971538, 10);
    expect(three.upper).toBeCloseTo(0.08517605297, 10);
    expect(clopperPearson(0, 59, 0.9).upper).toBeCloseTo(0.0495076098882, 10);
    expect(clopperPearson(29, 100, 0.9).upper).toBeCloseTo(0.373728350846, 10);
  });

  it("leaves out exactly half of the rest on either side, around the share itself", () => {
    const tries = fc
      .integer({ min: 1, max: 60 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(tries, ([k, n]) => {
        const { lower, upper } = clopperPearson(k, n);
        expect(lower).toBeLessThanOrEqual(k / n);
        expect(upper).toBeGreaterThanOrEqual(k / n);
        if (k > 0) expect(1 - lowerTail(k - 1, n, lower)).toBeCloseTo(0.025, 6);
        if (k < n) expect(lowerTail(k, n, upper)).toBeCloseTo(0.025, 6);
        const mirrored = clopperPearson(n - k, n);
        expect(mirrored.lower).toBeCloseTo(1 - upper, 9);
      }),
    );
  });

  it("refuses what is no share", () => {
    for (const [k, n] of [
      [1, 0],
      [2, 1],
      [-1, 5],
      [0.5, 5],
      [Number.NaN, 5],
    ] as const) {
      expect(() => clopperPearson(k, n)).toThrow(RangeError);
    }
  });
});
