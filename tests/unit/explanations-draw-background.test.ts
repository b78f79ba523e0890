import { describe, expect, it } from "vitest";
import { drawBackground } from "@/lib/explanations/draw-background";
import type { ReferenceStatistics } from "@/lib/models/reference-schema";
import { seededRandom } from "@/lib/statistics/seeded-random";

const numbers = { min: 0, max: 9, mean: 3, deviation: 2 };
const statistics: ReferenceStatistics = {
  age: {
    kind: "number",
    count: 1000,
    missing: 0,
    ...numbers,
    bins: [
      { from: 0, to: 2, count: 75 },
      { from: 2, to: 9, count: 25 },
    ],
  },
  speed: { kind: "number", count: 500, missing: 500, ...numbers, bins: [{ from: 3, to: 3, count: 10 }] },
  work: { kind: "category", count: 90, missing: 10, top: [{ category: "a", count: 90 }], other: 0 },
  paid: { kind: "boolean", true: 0, false: 5, missing: 0 },
  at: { kind: "datetime", count: 1, missing: 0, ...numbers, bins: [{ from: 0, to: 0, count: 1 }] },
  note: { kind: "text", count: 1, missing: 0, ...numbers, bins: [] },
};

const draw = (fields: Parameters<typeof drawBackground>[1], count = 4_000) =>
  drawBackground(statistics, fields, count, seededRandom(1));

describe("a background drawn from the training reference", () => {
  it("has each field's own distribution, missing values included", () => {
    const rows = draw([
      { key: "age", kind: "integer" },
      { key: "speed", kind: "number" },
      { key: "work", kind: "category" },
      { key: "paid", kind: "boolean" },
      { key: "at", kind: "datetime" },
    ]);
    expect(rows).toHaveLength(4_000);
    const share = (is: (row: Readonly<Record<string, unknown>>) => boolean) => (rows ?? []).filter(is).length / 4_000;
    expect(share((row) => Number.isInteger(row.age))).toBe(1);
    expect(share((row) => Number(row.age) <= 2)).toBeGreaterThan(0.72);
    expect(share((row) => row.speed === 3)).toBeCloseTo(0.5, 1);
    expect(share((row) => !("speed" in row))).toBeCloseTo(0.5, 1);
    expect(share((row) => row.work === "a")).toBeCloseTo(0.9, 1);
    expect(share((row) => row.paid === false)).toBe(1);
    expect(share((row) => row.at === "1970-01-01T00:00:00.000Z")).toBe(1);
  });

  it("is none where the reference cannot say what a field held", () => {
    expect(draw([{ key: "note", kind: "text" }])).toBeNull();
    expect(draw([{ key: "unknown", kind: "number" }])).toBeNull();
  });
});
