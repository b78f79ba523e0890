import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spreadBins } from "@/lib/statistics/spread-bins";

describe("bars of spreads", () => {
  it("have a round width, hold their lower edge, and count what passes", () => {
    const { width, bars } = spreadBins([0, 0.1, 0.5, 0.5, 0.99, 1.9, 2], 0.5);
    expect(width).toBe(0.1);
    expect(bars).toHaveLength(21);
    const filled = bars.flatMap((bar, place) => (bar.count > 0 ? [[place, bar.count, bar.passing]] : []));
    expect(filled).toEqual([
      [0, 1, 1],
      [1, 1, 1],
      [5, 2, 2],
      [9, 1, 0],
      [19, 1, 0],
      [20, 1, 0],
    ]);
  });

  it("do not shrink for a far outlier, and always reach the limit", () => {
    const numbers = [...Array.from({ length: 199 }, (_, index) => index / 100), 1e6];
    expect(spreadBins(numbers, null).width).toBe(0.1);
    const { width, bars } = spreadBins([0.01], 10);
    expect(width * bars.length).toBeGreaterThan(10);
    expect(spreadBins([], null)).toEqual({ width: 1, bars: [{ count: 0, passing: 0 }] });
  });

  it("hold every number once, and pass exactly those up to the limit", () => {
    const number = fc.double({ min: 0, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(number), fc.option(number), (numbers, limit) => {
        const { bars } = spreadBins(numbers, limit);
        expect(bars.length).toBeLessThanOrEqual(21);
        expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(numbers.length);
        const passing = limit === null ? 0 : numbers.filter((one) => one <= limit).length;
        expect(bars.reduce((sum, bar) => sum + bar.passing, 0)).toBe(passing);
      }),
    );
  });
});
