import { describe, expect, it } from "vitest";
import {
  accuracy,
  areaUnderCurve,
  brierScore,
  calibrationTable,
  coverageAt,
  outcomeQuality,
  type Scored,
} from "@/lib/demo/evaluate-scores";

const example = (yes: number, truth: "yes" | "no"): Scored => ({ scores: { yes, no: 1 - yes }, truth });
const four = [example(0.9, "yes"), example(0.6, "no"), example(0.4, "yes"), example(0.1, "no")];

describe("what a model's scores are worth", () => {
  it("counts the highest score as the answer", () => {
    expect(accuracy(four)).toBe(0.5);
    expect(outcomeQuality(four, "yes")).toEqual({ cases: 2, answers: 2, recall: 0.5, precision: 0.5 });
  });

  it("ranks: of the four pairs of a yes and a no, three are in order", () => {
    expect(areaUnderCurve(four, "yes")).toBe(0.75);
    expect(areaUnderCurve(four, "no")).toBe(0.75);
  });

  it("counts a tie as half a pair", () => {
    expect(areaUnderCurve([example(0.5, "yes"), example(0.5, "no"), example(0.5, "no")], "yes")).toBe(0.5);
  });

  it("squares the distances: (.01 + .36 + .36 + .01) / 4", () => {
    expect(brierScore(four, "yes")).toBeCloseTo(0.185, 12);
  });

  it("groups claims by size, each group as large as the others", () => {
    const claims = Array.from({ length: 20 }, (_, index) => ({ claimed: index / 20, cameTrue: index >= 10 }));
    const table = calibrationTable([...claims].reverse());
    expect(table.map(({ examples }) => examples)).toEqual(Array.from({ length: 10 }, () => 2));
    expect(table[0]).toMatchObject({ from: 0, to: 0.05, observed: 0 });
    expect(table[5]).toMatchObject({ from: 0.5, to: 0.55, observed: 1 });
    expect(table[0]?.claimed).toBeCloseTo(0.025, 12);
  });

  it("automates at or above the threshold", () => {
    expect(coverageAt(four, 0.9)).toEqual({ automated: 2, coverage: 0.5, errors: 0 });
    expect(coverageAt(four, 0.6)).toEqual({ automated: 4, coverage: 1, errors: 2 });
  });
});
