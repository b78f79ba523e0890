import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Comparison, gowerDistance } from "@/lib/statistics/gower-distance";

const comparisons: Comparison[] = [
  { key: "age", kind: "number", range: 40 },
  { key: "work", kind: "category" },
  { key: "at", kind: "moment", range: 86_400_000 },
  { key: "note", kind: "text" },
];

const rowArbitrary = fc.record(
  {
    age: fc.integer({ min: 0, max: 120 }),
    work: fc.constantFrom("a", "b", "c"),
    at: fc.date({ min: new Date(0), max: new Date(1e12), noInvalidDate: true }).map((date) => date.toISOString()),
    note: fc.lorem({ maxCount: 5 }),
  },
  { requiredKeys: [] },
);

describe("the distance of two inputs", () => {
  it("is from 0 to 1, the same both ways, and 0 to itself", () => {
    fc.assert(
      fc.property(rowArbitrary, rowArbitrary, (one, other) => {
        const there = gowerDistance(one, other, comparisons);
        expect(there?.distance).toBe(gowerDistance(other, one, comparisons)?.distance);
        if (there !== null) expect(there.distance).toSatisfy((distance: number) => distance >= 0 && distance <= 1);
        if (Object.keys(one).length > 0)
          expect(gowerDistance(one, one, comparisons)).toEqual({ distance: 0, apart: [] });
      }),
    );
  });

  it("is the mean of what the fields say", () => {
    const one = { age: 30, work: "a", at: "2026-03-01T00:00:00Z", note: "Large bird, left wing" };
    const other = { age: 40, work: "b", at: "2026-03-01T12:00:00Z", note: "small bird; left engine" };
    const words = 1 - 2 / 6;
    expect(gowerDistance(one, other, comparisons)).toEqual({
      distance: expect.closeTo((0.25 + 1 + 0.5 + words) / 4, 12),
      apart: ["work", "note", "at", "age"],
    });
  });

  it("takes a value that only one has for wholly different, and leaves out what neither has", () => {
    expect(gowerDistance({ age: 30 }, { age: 30, work: "a" }, comparisons)).toEqual({ distance: 0.5, apart: ["work"] });
    expect(gowerDistance({}, {}, comparisons)).toBeNull();
  });

  it("compares pictures by their greys", () => {
    const [one, other] = [{ seen: Uint8Array.of(0, 255) }, { seen: Uint8Array.of(255, 255) }];
    expect(gowerDistance(one, other, [{ key: "seen", kind: "picture", range: 1 }])?.distance).toBe(0.5);
    expect(gowerDistance(one, other, [{ key: "seen", kind: "picture", range: 0.4 }])?.distance).toBe(1);
  });
});
