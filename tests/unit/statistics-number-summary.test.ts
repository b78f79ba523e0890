import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NumberSummary } from "@/lib/statistics/number-summary";

function summaryOf(values: readonly number[]) {
  const summary = new NumberSummary();
  for (const value of values) summary.add(value);
  return summary.result();
}

const numbers = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), {
  minLength: 1,
  maxLength: 300,
});

describe("a summary of numbers", () => {
  it("has mean and deviation as they are defined", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const { mean, deviation, min, max } = summaryOf(values);
        const expected = values.reduce((sum, value) => sum + value, 0) / values.length;
        const squares = values.reduce((sum, value) => sum + (value - expected) ** 2, 0);
        expect(mean).toBeCloseTo(expected, 6);
        if (values.length > 1) expect(deviation).toBeCloseTo(Math.sqrt(squares / (values.length - 1)), 4);
        else expect(deviation).toBeNull();
        expect([min, max]).toEqual([Math.min(...values), Math.max(...values)]);
      }),
    );
  });

  it("puts every number into exactly one bin, in order, none of them empty or far too large", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const { bins } = summaryOf(values);
        expect(bins.length).toBeLessThanOrEqual(10);
        expect(bins[0]?.from).toBe(Math.min(...values));
        expect(bins.at(-1)?.to).toBe(Math.max(...values));
        bins.forEach(({ from, to, count }, index) => {
          expect(from).toBe(index === 0 ? Math.min(...values) : bins[index - 1]?.to);
          const inside = values.filter((value) => (index === 0 ? value >= from : value > from) && value <= to);
          expect(inside).toHaveLength(count);
          expect(count).toBeGreaterThan(0);
          // What is more than a tenth is there because one number alone fills it up.
          const top = inside.filter((value) => value === to).length;
          expect(count - top).toBeLessThanOrEqual(Math.ceil(values.length / 10));
        });
      }),
    );
  });

  it("has deciles, and an even sample of very many", () => {
    const exact = summaryOf(Array.from({ length: 1_000 }, (_, index) => index));
    expect(exact.bins.map(({ count }) => count)).toEqual(Array.from({ length: 10 }, () => 100));
    const many = summaryOf(Array.from({ length: 200_000 }, (_, index) => (index * 7_919) % 200_000));
    expect(many.count).toBe(200_000);
    many.bins.forEach(({ to }, index) => {
      expect(Math.abs(to - (index + 1) * 20_000)).toBeLessThan(400);
    });
  });

  it("of nothing is nothing", () => {
    const summary = new NumberSummary();
    summary.addMissing();
    expect(summary.result()).toEqual({
      count: 0,
      missing: 1,
      min: null,
      max: null,
      mean: null,
      deviation: null,
      bins: [],
    });
  });
});
