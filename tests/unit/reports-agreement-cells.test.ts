import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ComparedItem, type ComparedReview, contributionOf } from "@/lib/reports/agreement-cells";
import { overrideBands } from "@/lib/reports/agreement-report";
import { reviewerFigures } from "@/lib/reports/reviewer-figures";
import { type LabelReview, labelOf } from "@/lib/reports/training-set/label-of";
import { medianPace, paceBucket } from "@/lib/statistics/pace-buckets";

const answer = (outcome: string) => ({ outcome, value: null });

function review(given: Partial<ComparedReview> & { outcome: string | null }): ComparedReview {
  return {
    id: "r",
    purpose: "decide",
    reviewerId: "p1",
    seconds: 10,
    shown: false,
    first: null,
    value: null,
    ...given,
  };
}

function item(reviews: ComparedReview[], predicted: string | null = "yes"): ComparedItem {
  const champion = predicted === null ? null : { modelVersionId: "m", confidence: 0.83, ...answer(predicted) };
  return { id: "i", useCaseId: "u", tolerance: 0, champion, reviews };
}

const cellsOf = (of: ComparedItem, kind: string) => contributionOf(of).cells.filter((cell) => cell.kind === kind);

describe("the model against a person", () => {
  it("counts the first drawn verdict, whatever came before or after it", () => {
    const verdicts = [
      review({ purpose: "second_opinion", outcome: "maybe" }),
      review({ outcome: "no" }),
      review({ outcome: "yes", reviewerId: "p2" }),
    ];
    expect(cellsOf(item(verdicts), "model")).toEqual([
      { kind: "model", subjectId: "m", measure: "blind", band: 8, one: "yes", two: "no", three: "no" },
    ]);
  });

  it("holds the first answer against it where that came before the model's answer was seen", () => {
    const [cell] = cellsOf(item([review({ outcome: "yes", shown: true, first: answer("no") })]), "model");
    expect(cell).toMatchObject({ measure: "revealed", two: "no", three: "yes" });
    const { compared } = contributionOf(item([review({ outcome: "yes", shown: true, first: answer("no") })]));
    expect(compared?.answered.outcome).toBe("no");
  });

  it.each([
    [{ shown: true }, "seen"],
    [{ purpose: "quality_control" as const }, "checked"],
    [{ purpose: "external" as const }, "blind"],
  ])("%o is %s", (given, measure) => {
    expect(cellsOf(item([review({ outcome: "yes", ...given })]), "model")).toMatchObject([{ measure }]);
  });

  it("has nothing to say of unusable inputs, of adjudications alone, and without a model's answer", () => {
    expect(cellsOf(item([review({ outcome: null })]), "model")).toEqual([]);
    expect(cellsOf(item([review({ outcome: "yes", purpose: "adjudicate" })]), "model")).toEqual([]);
    expect(cellsOf(item([review({ outcome: "yes" })], null), "model")).toEqual([]);
  });

  it("holds numbers against the tolerance", () => {
    const champion = { modelVersionId: "m", confidence: null, outcome: null, value: 10 };
    const said = (value: number) => review({ outcome: null, value });
    const of = (value: number) => cellsOf({ ...item([said(value)]), tolerance: 1, champion }, "model");
    expect(of(11)).toMatchObject([{ band: -1, one: "", two: "within", three: "within" }]);
    expect(of(11.5)).toMatchObject([{ two: "outside" }]);
    expect(contributionOf({ ...item([said(3), said(4)]), champion }).values).toEqual([3, 4]);
  });
});

describe("people against people", () => {
  it("counts independent answers only, whoever came first", () => {
    const of = (...outcomes: string[]) =>
      cellsOf(item(outcomes.map((outcome) => review({ outcome }))), "people").map(({ one }) => one);
    expect(of("yes", "no", "yes")).toEqual(['[["no",1],["yes",2]]']);
    expect(of("no", "yes", "yes")).toEqual(['[["no",1],["yes",2]]']);
    expect(of("yes")).toEqual([]);
    const asked = [review({ outcome: "yes" }), review({ outcome: "no", purpose: "second_opinion" })];
    expect(cellsOf(item(asked), "people")).toEqual([]);
  });
});

describe("verdicts against the settled truth", () => {
  it("is what the adjudicator said, who is not judged by it", () => {
    const cells = cellsOf(
      item([
        review({ outcome: "yes" }),
        review({ outcome: "no", reviewerId: "p2" }),
        review({ outcome: "no", reviewerId: "a", purpose: "adjudicate" }),
      ]),
      "truth",
    );
    expect(cells.map(({ subjectId, one, two }) => [subjectId, one, two])).toEqual([
      ["p1", "wrong", "wrong"],
      ["p2", "right", "wrong"],
    ]);
  });

  it("is else what more than half of at least two people said", () => {
    const of = (...outcomes: string[]) =>
      cellsOf(item(outcomes.map((outcome, place) => review({ outcome, reviewerId: `p${place}` }))), "truth");
    expect(of("yes", "yes", "no").map(({ one }) => one)).toEqual(["right", "right", "wrong"]);
    expect(of("yes", "no")).toEqual([]);
    expect(of("yes")).toEqual([]);
  });

  it.each([
    [{ outcome: "yes", shown: true }, "followed"],
    [{ outcome: "no", shown: true }, "differed"],
    [{ outcome: "yes", shown: true, first: answer("no") }, "switched"],
    [{ outcome: "no", shown: true, first: answer("no") }, "kept"],
    [{ outcome: "yes", shown: true, first: answer("yes") }, "same"],
    [{ outcome: "yes" }, ""],
  ])("%o: the model's answer was %s", (given, influence) => {
    const settled = [review(given), review({ outcome: "no", purpose: "adjudicate", reviewerId: "a" })];
    expect(cellsOf(item(settled), "truth")).toMatchObject([{ two: "wrong", three: influence }]);
  });
});

describe("overrides by confidence", () => {
  it("are verdicts that saw the answer and differ at last; blind ones stand apart", () => {
    const count = { band: 8, predicted: "yes", answered: "yes", final: "yes", n: 1 };
    const bands = overrideBands([
      { ...count, measure: "seen", answered: "no", final: "no", n: 3 },
      { ...count, measure: "seen", n: 7 },
      { ...count, measure: "revealed", answered: "no", final: "yes", n: 2 },
      { ...count, measure: "blind", answered: "no", final: "no", n: 5 },
      { ...count, measure: "checked", n: 5 },
    ]);
    expect(bands).toMatchObject([{ from: 0.8, overridden: { agreed: 3, n: 12 }, differed: { agreed: 7, n: 12 } }]);
  });
});

describe("the median time from buckets", () => {
  it("is never further off than a fifth", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 5000, noNaN: true }), { minLength: 1, maxLength: 60 }), (times) => {
        const counts = new Map(
          [...Map.groupBy(times, paceBucket)].map(([bucket, { length }]) => [bucket, length] as const),
        );
        const sorted = times.toSorted((one, other) => one - other);
        const [lower, upper] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
        const median = medianPace(counts) ?? 0;
        expect(median).toBeGreaterThan((lower ?? 0) / 1.2001);
        expect(median).toBeLessThan((upper ?? 0) * 1.2001);
      }),
    );
    expect(medianPace(new Map())).toBeNull();
  });
});

describe("figures about a reviewer", () => {
  const people = [{ id: "p", name: "Ada", external: false }];
  const truth = { reviewerId: "p", measure: "seen", verdict: "right", model: "right", influence: "followed" } as const;

  it("are not shown below twenty cases, each for itself", () => {
    const figures = (n: number) =>
      reviewerFigures(people, [{ ...truth, n }], [{ reviewerId: "p", bucket: 20, n: 25 }])[0];
    expect(figures(19)).toMatchObject({ verdicts: 25, truth: null, followed: { right: null, wrong: null } });
    expect(figures(20)).toMatchObject({ truth: { agreed: 20, n: 20 }, followed: { right: { agreed: 20, n: 20 } } });
    expect(figures(19)?.seconds).toBeCloseTo(1.2 ** 20.5, 6);
  });

  it("tell taking the model's answer over where it was right from where it was wrong", () => {
    const [figures] = reviewerFigures(
      people,
      [
        { ...truth, influence: "switched", n: 18 },
        { ...truth, influence: "kept", verdict: "wrong", n: 2 },
        { ...truth, influence: "switched", verdict: "wrong", model: "wrong", n: 5 },
        { ...truth, influence: "kept", model: "wrong", n: 20 },
      ],
      [],
    );
    expect(figures?.switched).toMatchObject({ right: { agreed: 18, n: 20 }, wrong: { agreed: 5, n: 25 } });
  });
});

describe("a training label", () => {
  const said = (outcome: string, given: Partial<LabelReview> = {}): LabelReview => ({
    purpose: "decide",
    shown: false,
    first: null,
    ...answer(outcome),
    ...given,
  });
  const human = { ...answer("yes"), decidedBy: "human" } as const;
  const model = { ...answer("yes"), decidedBy: "model" } as const;

  it.each([
    ["a blind verdict", human, [said("yes")], "blind"],
    ["one that kept its own first answer", human, [said("yes", { shown: true, first: answer("yes") })], "blind"],
    [
      "one that changed after the reveal",
      human,
      [said("yes", { shown: true, first: answer("no") })],
      "suggestion_seen",
    ],
    ["one with the suggestion in view", human, [said("yes", { shown: true })], "suggestion_seen"],
    ["two, one of which saw it", human, [said("yes"), said("yes", { shown: true })], "suggestion_seen"],
    ["a dissenter who saw it", human, [said("yes"), said("no", { shown: true })], "blind"],
    ["somebody elsewhere", human, [said("yes", { purpose: "external" })], "external"],
    ["an override", human, [said("no"), said("yes", { purpose: "override" })], "suggestion_seen"],
    ["an adjudicator", human, [said("no"), said("yes", { purpose: "adjudicate" })], "adjudicated"],
    ["the model alone", model, [], "automated"],
    ["the model, checked", model, [said("yes", { purpose: "quality_control" })], "blind"],
  ] as const)("by %s is %s", (_, decision, reviews, provenance) => {
    expect(labelOf(decision, reviews, 0)).toMatchObject({ outcome: "yes", provenance });
  });

  it("is what a check said, where that differs from what was automated", () => {
    const label = labelOf(model, [said("no", { purpose: "quality_control" })], 0);
    expect(label).toMatchObject({ outcome: "no", provenance: "blind", agreeing: 1, verdicts: 1 });
  });
});
