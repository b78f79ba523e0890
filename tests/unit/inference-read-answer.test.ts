import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MappingOutput } from "@/lib/inference/mapping-schema";
import { readAnswer } from "@/lib/inference/read-answer";
import { roundScore } from "@/lib/inference/round-score";

type Transform = (MappingOutput & { kind: "scores" })["transform"];

const read = (values: number[], transform: Transform = "none", classes = ["no", "yes", "maybe"].slice(0, 3)) =>
  readAnswer({ kind: "scores", tensor: "p", classes, transform }, { values });
const readBinary = (values: number[], transform: Transform = "none") => read(values, transform, ["no", "yes"]);

describe("roundScore", () => {
  it("is Math.round(x * 1e6) / 1e6 for scores", () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (x) => {
        expect(roundScore(x)).toBe(Math.round(x * 1e6) / 1e6);
      }),
    );
  });

  it("changes a rounded number no more, keeps order, and moves nothing by more than half a millionth", () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(value, value, (x, y) => {
        expect(roundScore(roundScore(x))).toBe(roundScore(x));
        if (x <= y) expect(roundScore(x)).toBeLessThanOrEqual(roundScore(y));
        expect(Math.abs(roundScore(x) - x)).toBeLessThanOrEqual(0.5e-6 + Math.abs(x) * Number.EPSILON);
      }),
    );
  });
});

describe("scores", () => {
  it("names the outcome with the highest score, in the mapping's order among equals", () => {
    expect(read([0.2, 0.5, 0.3])).toEqual({
      ok: true,
      outcome: "yes",
      confidence: 0.5,
      scores: { no: 0.2, yes: 0.5, maybe: 0.3 },
    });
    expect(read([0.2, 0.4, 0.4])).toMatchObject({ outcome: "yes" });
    expect(read([0.3333333, 0.3333334, 0.3333333])).toMatchObject({ outcome: "no", confidence: 0.333333 });
  });

  it("takes one column of two classes for the second's score", () => {
    expect(readBinary([0.3])).toMatchObject({ outcome: "no", scores: { no: 0.7, yes: 0.3 }, confidence: 0.7 });
    expect(readBinary([0.5])).toMatchObject({ outcome: "no" });
    expect(readBinary([0], "sigmoid")).toMatchObject({ scores: { no: 0.5, yes: 0.5 } });
    expect(readBinary([800], "sigmoid")).toMatchObject({ outcome: "yes", confidence: 1 });
  });

  it("turns logits into probabilities without overflowing", () => {
    expect(read([800, 800, -800], "softmax")).toMatchObject({ scores: { no: 0.5, yes: 0.5, maybe: 0 } });
    expect(read([0, Math.log(2), Math.log(5)], "softmax")).toMatchObject({
      scores: { no: 0.125, yes: 0.25, maybe: 0.625 },
    });
    expect(read([0, 2, -2], "sigmoid")).toMatchObject({ scores: { no: 0.5, yes: 0.880797, maybe: 0.119203 } });
  });

  it.each([
    ["NaN", [Number.NaN, 1, 0], "non_finite"],
    ["infinity", [0, Number.POSITIVE_INFINITY, 0], "non_finite"],
    ["a negative score", [-0.01, 0.5, 0.51], "bad_output"],
    ["a score over 1", [1.01, 0, 0], "bad_output"],
    ["a sum of 0.9", [0.3, 0.3, 0.3], "bad_output"],
    ["too few scores", [0.5, 0.5], "bad_output"],
    ["too many scores", [0.25, 0.25, 0.25, 0.25], "bad_output"],
    ["none", [], "bad_output"],
  ])("refuses %s", (_, values, code) => {
    expect(read(values)).toMatchObject({ ok: false, failure: { code } });
  });

  it("refuses NaN logits, and softmax of a single score", () => {
    expect(read([Number.NaN, 0, 0], "softmax")).toMatchObject({ failure: { code: "non_finite" } });
    expect(readBinary([0.3], "softmax")).toMatchObject({ failure: { code: "bad_output" } });
  });

  it("forgives what 32-bit arithmetic does to probabilities", () => {
    expect(read([-5e-7, 1 + 5e-7, 0])).toMatchObject({ ok: true, scores: { no: 0, yes: 1, maybe: 0 } });
    expect(read([0.3334, 0.3334, 0.3334])).toMatchObject({ ok: true });
  });

  it("gives rounded scores between 0 and 1, a confidence that is the largest and an outcome that has it", () => {
    const logits = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(logits, fc.constantFrom<Transform>("softmax", "sigmoid"), (values, transform) => {
        const answer = read(values, transform);
        if (!answer.ok || !("outcome" in answer)) throw new Error("no outcome");
        const scores = Object.values(answer.scores);
        for (const score of scores) {
          expect(score).toBe(roundScore(score));
          expect(score >= 0 && score <= 1).toBe(true);
        }
        expect(answer.confidence).toBe(Math.max(...scores));
        expect(answer.scores[answer.outcome]).toBe(answer.confidence);
      }),
    );
  });
});

describe("a value", () => {
  const output: MappingOutput = { kind: "value", tensor: "y" };

  it("is rounded, with its spread where there is one", () => {
    expect(readAnswer(output, { values: [7.12345678] })).toEqual({ ok: true, value: 7.123457 });
    expect(readAnswer(output, { values: [1e300], spread: 0.5 })).toEqual({ ok: true, value: 1e300, spread: 0.5 });
  });

  it.each([
    [[Number.NaN], undefined, "non_finite"],
    [[1], Number.POSITIVE_INFINITY, "non_finite"],
    [[1], -1, "bad_output"],
    [[1, 2], undefined, "bad_output"],
    [[], undefined, "bad_output"],
  ])("refuses %j with the spread %s", (values, spread, code) => {
    const raw = spread === undefined ? { values } : { values, spread };
    expect(readAnswer(output, raw)).toMatchObject({ ok: false, failure: { code } });
  });
});
