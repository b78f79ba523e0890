import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Answer, answersAgree } from "@/lib/engine/answers-agree";
import { type ConsensusRule, consensusOf } from "@/lib/engine/consensus-of";

const says = (said: string | number): Answer =>
  typeof said === "number" ? { outcome: null, value: said } : { outcome: said, value: null };
const of = (said: readonly (string | number)[], rule: ConsensusRule, tolerance = 0, expected = said.length) =>
  consensusOf(said.map(says), rule, expected, tolerance);
const agreedOn = (said: readonly (string | number)[], rule: ConsensusRule, tolerance = 0) => {
  const consensus = of(said, rule, tolerance);
  return consensus.state === "reached" ? (consensus.answer.outcome ?? consensus.answer.value) : null;
};

describe("what outcomes come to", () => {
  it.each([
    [["a"], "a", "a"],
    [["a", "a"], "a", "a"],
    [["a", "b"], null, null],
    [["a", "a", "b"], null, "a"],
    [["b", "a", "a"], null, "a"],
    [["a", "b", "c"], null, null],
    [["a", "a", "b", "b"], null, null],
    [["a", "a", "a", "b"], null, "a"],
    // The largest group, but not more than half.
    [["a", "a", "b", "c"], null, null],
    [["a", "a", "b", "b", "c"], null, null],
    [["a", "b", "a", "b", "a"], null, "a"],
  ])("%j: unanimously %s, by majority %s", (said, unanimous, majority) => {
    expect(agreedOn(said, "unanimous")).toBe(unanimous);
    expect(agreedOn(said, "majority")).toBe(majority);
  });

  it("names who agrees, and the first of them", () => {
    expect(of(["b", "a", "c", "a", "a"], "majority")).toEqual({
      state: "reached",
      answer: says("a"),
      agreeing: [1, 3, 4],
      nearest: 1,
    });
  });

  it("without consensus names the first of the two largest groups, the earlier answer first", () => {
    expect(of(["c", "b", "a", "a", "b"], "majority")).toEqual({ state: "none", between: [1, 2] });
    expect(of(["c", "a", "a"], "unanimous")).toEqual({ state: "none", between: [0, 1] });
  });
});

describe("what numbers come to", () => {
  it.each([
    [[7], 1, 7, 7],
    [[7, 8], 1, 7.5, 7.5],
    [[7, 9], 1, null, null],
    [[9, 7, 8], 2, 8, 8],
    [[7, 8, 12], 1, null, 7.5],
    // Each is within tolerance of its neighbour, but the outer ones are not of each other: the tightest pair counts.
    [[1, 2, 2.5], 1, null, 2.25],
    [[1, 2, 3, 4], 1, null, null],
    [[1, 1.5, 2, 10], 1, null, 1.5],
    [[5, 5, 5, 5, 100], 0, null, 5],
    [[-3, -3.5, 40], 0.5, null, -3.25],
  ])("%j within %d: unanimously %s, by majority %s", (said, tolerance, unanimous, majority) => {
    expect(agreedOn(said, "unanimous", tolerance)).toBe(unanimous);
    expect(agreedOn(said, "majority", tolerance)).toBe(majority);
  });

  it("of clusters alike takes the one in the middle, then the lower", () => {
    // {1, 2, 3}, {2, 3, 4} and {3, 4, 5} are three of five each.
    expect(agreedOn([5, 4, 3, 2, 1], "majority", 2)).toBe(3);
    expect(agreedOn([1, 2, 3], "majority", 1)).toBe(1.5);
  });

  it("names the answer nearest to the median, and without consensus those furthest apart", () => {
    expect(of([9, 7, 8], "unanimous", 2)).toMatchObject({ nearest: 2, agreeing: [0, 1, 2] });
    expect(of([7, 8], "unanimous", 1)).toMatchObject({ nearest: 0 });
    expect(of([4, 1, 3, 2], "majority", 1)).toEqual({ state: "none", between: [0, 1] });
  });
});

const rule = fc.constantFrom<ConsensusRule>("unanimous", "majority");
const outcomes = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 7 });
const numbers = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 1, maxLength: 7 });
const answers = fc.oneof(outcomes, numbers);
const tolerance = fc.integer({ min: 0, max: 5 });

describe("for any answers", () => {
  test("nothing is said before all have answered", () => {
    fc.assert(
      fc.property(answers, rule, tolerance, fc.integer({ min: 1, max: 3 }), (said, by, within, missing) => {
        expect(of(said, by, within, said.length + missing)).toEqual({ state: "waiting" });
      }),
    );
    expect(of([], "majority", 0, 1)).toEqual({ state: "waiting" });
  });

  test("one answer alone is a consensus", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true })),
        rule,
        tolerance,
        (said, by, within) => {
          expect(of([said], by, within)).toEqual({ state: "reached", answer: says(said), agreeing: [0], nearest: 0 });
        },
      ),
    );
  });

  test("what is unanimous is the majority's answer too", () => {
    fc.assert(
      fc.property(answers, tolerance, (said, within) => {
        const all = agreedOn(said, "unanimous", within);
        if (all !== null) expect(agreedOn(said, "majority", within)).toBe(all);
      }),
    );
  });

  test("the order of the answers changes nothing in what is agreed on", () => {
    fc.assert(
      fc.property(
        answers.chain((said) =>
          fc.tuple(fc.constant(said), fc.shuffledSubarray<string | number>([...said], { minLength: said.length })),
        ),
        rule,
        tolerance,
        ([said, shuffled], by, within) => {
          expect(agreedOn(shuffled, by, within)).toBe(agreedOn(said, by, within));
        },
      ),
    );
  });

  test("those who agree are more than half, agree with each other and with the decision; no larger group exists", () => {
    fc.assert(
      fc.property(answers, rule, tolerance, (said, by, within) => {
        const consensus = of(said, by, within);
        if (consensus.state !== "reached") return;
        const agreeing = consensus.agreeing.map((place) => says(said[place] ?? ""));
        expect(agreeing.length * 2).toBeGreaterThan(said.length);
        if (by === "unanimous") expect(agreeing).toHaveLength(said.length);
        for (const one of agreeing) {
          expect(answersAgree(one, consensus.answer, within)).toBe(true);
          for (const other of agreeing) expect(answersAgree(one, other, within)).toBe(true);
        }
        expect(consensus.agreeing).toContain(consensus.nearest);
      }),
    );
  });

  test("without consensus two different answers are named that differ, and no group of equals holds more than half", () => {
    fc.assert(
      fc.property(answers, rule, tolerance, (said, by, within) => {
        const consensus = of(said, by, within);
        if (consensus.state !== "none") return;
        const [one, other] = consensus.between;
        expect(one).toBeLessThan(other);
        expect(answersAgree(says(said[one] ?? ""), says(said[other] ?? ""), within)).toBe(false);
        const largest = Math.max(
          ...[...Map.groupBy<string | number, string | number>(said, (each) => each).values()].map(
            (group) => group.length,
          ),
        );
        if (by === "majority") expect(largest * 2).toBeLessThanOrEqual(said.length);
        else expect(largest).toBeLessThan(said.length);
      }),
    );
  });
});
