import { describe, expect, it } from "vitest";
import { type BucketPurpose, bucketOf } from "@/lib/engine/bucket";

const purposes: BucketPurpose[] = ["ramp", "qc", "blind"];
const units = Array.from({ length: 10_000 }, (_, index) => `unit-${index}`);

type Draw = readonly [useCaseId: string, purpose: BucketPurpose, saltVersion: number];

/** Pearson's statistic of counts against a uniform expectation. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function countBins(bins: number, values: readonly number[]): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.floor(value * bins)] = (counts[Math.floor(value * bins)] ?? 0) + 1;
  return counts;
}

describe("a sticky bucket", () => {
  // Computed with Python's hashlib and json, so that another implementation agrees with this one.
  it.each([
    ["use-case-1", "ramp", 1, "unit-1", 0.6602169797699915],
    ["use-case-1", "qc", 1, "unit-1", 0.4742814869047436],
    ["01a1ffe1-a23e-7297-b8dc-fb60013d7910", "blind", 3, "Zürich ☃", 0.6921934631587128],
  ] as const)("of %s, %s, salt %d and %s is known", (useCase, purpose, salt, unit, expected) => {
    expect(bucketOf(useCase, purpose, salt, unit)).toBe(expected);
  });

  it.each(purposes)("for %s is uniform over [0, 1)", (purpose) => {
    const values = units.map((unit) => bucketOf("use-case", purpose, 1, unit));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    // 49 degrees of freedom: above 105 has a chance of about 1e-5.
    expect(chiSquare(countBins(50, values))).toBeLessThan(105);
  });

  it.each([
    ["purposes ramp and qc", ["a", "ramp", 1], ["a", "qc", 1]],
    ["purposes ramp and blind", ["a", "ramp", 1], ["a", "blind", 1]],
    ["purposes qc and blind", ["a", "qc", 1], ["a", "blind", 1]],
    ["salts 1 and 2", ["a", "ramp", 1], ["a", "ramp", 2]],
    ["use cases a and b", ["a", "ramp", 1], ["b", "ramp", 1]],
  ] as const)("is independent between %s", (_, one: Draw, other: Draw) => {
    const cells = units.map((unit) => {
      const [first, second] = [bucketOf(...one, unit), bucketOf(...other, unit)];
      return (Math.floor(first * 7) + second) / 7;
    });
    // 7 by 7 cells, 48 degrees of freedom.
    expect(chiSquare(countBins(49, cells))).toBeLessThan(105);
  });
});
