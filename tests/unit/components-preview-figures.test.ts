import { describe, expect, it } from "vitest";
import {
  differenceText,
  guardrailFigures,
  hoursBasis,
  previewFigures,
  reviewerHours,
} from "@/components/policies/preview-figures";
import type { PolicyPreview, RoutedCounts } from "@/lib/policies/preview-policy";

const counts = (part: Partial<RoutedCounts>): RoutedCounts => ({
  automated: 0,
  fallback: 0,
  people: 0,
  notKnown: 0,
  sampled: 0,
  lost: 0,
  guardrails: [],
  hoursPerDay: null,
  ...part,
});

const preview = (proposed: Partial<RoutedCounts>, inForce: Partial<RoutedCounts>): PolicyPreview => ({
  items: 100,
  from: "2026-01-01T00:00:00.000Z",
  to: "2026-01-02T00:00:00.000Z",
  proposed: counts(proposed),
  inForce: counts(inForce),
  itemsPerDay: 1234.4,
  secondsPerVerdict: 12.4,
  verdicts: 1,
});

describe("a preview's figures", () => {
  it("stand beside those in force with their difference, rare ones only where they are there", () => {
    const figures = previewFigures(preview({ automated: 1300, people: 60, lost: 2 }, { automated: 10, people: 90 }));
    expect(figures.map(({ key, difference }) => [key, difference])).toEqual([
      ["automated", "+1,290"],
      ["people", "−30"],
      ["lost", "+2"],
      ["sampled", "0"],
    ]);
  });

  it("say of each guardrail whether it stops or watches, and what becomes of it", () => {
    const one = (key: string, watch: boolean, items: number) => ({ key, label: "", watch, items });
    const { acting, watching } = guardrailFigures(
      preview(
        { guardrails: [one("kept", false, 4), one("new", true, 3), one("turned", false, 8)] },
        { guardrails: [one("kept", false, 1), one("gone", false, 5), one("turned", true, 8)] },
      ),
      (key) => key.toUpperCase(),
    );
    expect(acting.map(({ label, difference, note }) => [label, difference, note])).toEqual([
      ["KEPT", "+3", ""],
      ["TURNED", "0", "stops from now on"],
      ["GONE", "−5", "removed"],
    ]);
    expect(watching.map(({ label, proposed }) => [label, proposed])).toEqual([["NEW", 3]]);
  });

  it("give reviewers' hours with the difference, where they are known", () => {
    expect(reviewerHours(preview({}, {}))).toBeNull();
    expect(reviewerHours(preview({ hoursPerDay: 1.24 }, { hoursPerDay: 4 }))).toEqual({
      value: "1.2 h a day",
      difference: "−2.8 h; now 4 h",
    });
    expect(reviewerHours(preview({ hoursPerDay: 2 }, { hoursPerDay: 2.01 }))?.difference).toBe("as now");
    expect(hoursBasis(preview({}, {}))).toBe(
      "1,234 items a day in the last week, 12 s for a verdict (median of 1 verdict).",
    );
  });

  it.each([
    [0.04, 1, "0"],
    [-0.06, 1, "−0.1"],
    [1500, 0, "+1,500"],
  ])("%d to %d digits is %s", (difference, digits, text) => {
    expect(differenceText(difference, digits)).toBe(text);
  });
});
