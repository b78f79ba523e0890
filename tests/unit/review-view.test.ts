import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ReviewRow, reviewView } from "@/lib/review/review-view";

const plain: ReviewRow = {
  useCaseId: "019a0000-0000-7000-8000-0000000000bb",
  reviewId: "019a0000-0000-7000-8000-000000000001",
  reveal: "never",
  reviewerId: "019a0000-0000-7000-8000-0000000000aa",
  externalId: "strike-00001",
  arrivedAt: new Date("2026-03-01T12:00:00Z"),
  slaMinutes: 60,
  input: { note: "A bird was seen." },
  unlisted: [],
  definitionVersion: 1,
  draft: null,
  suggestionShownAt: null,
  firstOutcome: null,
  firstValue: null,
  predictedOutcome: null,
  predictedValue: null,
  confidence: null,
  spread: null,
  modelName: null,
  modelVersion: null,
  secondOpinionAsked: null,
  assignedToId: null,
};

const shownAt = new Date("2026-03-01T12:00:01Z");
const predicted: ReviewRow = {
  ...plain,
  reveal: "before",
  suggestionShownAt: shownAt,
  predictedOutcome: "inspect",
  confidence: 0.87,
  modelName: "Forest",
  modelVersion: 3,
};

const anyPrediction = fc.record({
  predictedOutcome: fc.option(fc.string()),
  predictedValue: fc.option(fc.double({ noNaN: true })),
  confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  spread: fc.option(fc.double({ noNaN: true })),
  modelName: fc.option(fc.string()),
  modelVersion: fc.option(fc.integer()),
});

describe("what the reviewer's browser gets", () => {
  test("a blind item is the same whatever the model said, even if the row says that it was shown", () => {
    fc.assert(
      fc.property(anyPrediction, fc.boolean(), fc.option(fc.string()), (prediction, shown, firstOutcome) => {
        const row = { ...plain, ...prediction, firstOutcome, suggestionShownAt: shown ? shownAt : null };
        expect(reviewView(row)).toStrictEqual(reviewView(plain));
      }),
    );
  });

  test("nothing of the model is there before the showing is on record, wherever it may be shown at all", () => {
    fc.assert(
      fc.property(anyPrediction, fc.constantFrom("before", "after"), (prediction, reveal) => {
        const { answerFirst, ...rest } = reviewView({ ...plain, ...prediction, reveal });
        expect(answerFirst).toBe(reveal === "after" ? true : undefined);
        expect(rest).toStrictEqual(reviewView(plain));
      }),
    );
  });

  test("only named fields leave the server, whatever else a row holds", () => {
    const row = { ...plain, purpose: "quality_control", priority: 9, score: 0.87, itemStatus: "decided" };
    expect(reviewView(row)).toStrictEqual(reviewView(plain));
    expect(Object.keys(reviewView(plain)).sort()).toEqual([
      "arrivedAt",
      "definitionVersion",
      "draft",
      "dueAt",
      "externalId",
      "input",
      "reviewId",
      "unlisted",
      "useCaseId",
    ]);
  });

  test("a suggestion that may be seen comes with its confidence and its model", () => {
    expect(reviewView(predicted).suggestion).toEqual({
      answer: { outcome: "inspect" },
      confidence: 0.87,
      spread: null,
      model: { name: "Forest", version: 3 },
    });
  });

  test("after the first answer it comes with that answer; before it, not at all", () => {
    const after = { ...predicted, reveal: "after" as const, firstOutcome: "no_inspection" };
    expect(reviewView(after)).toMatchObject({ firstAnswer: { outcome: "no_inspection" }, suggestion: {} });
    const unanswered = reviewView({ ...after, suggestionShownAt: null, firstOutcome: null });
    expect(unanswered).toStrictEqual({ ...reviewView(plain), answerFirst: true });
  });

  test("a failed prediction is no suggestion", () => {
    const failed = { ...predicted, predictedOutcome: null, confidence: null };
    expect(reviewView(failed)).toStrictEqual(reviewView(plain));
  });

  test("a draft is shown to its author only, and only if it is one", () => {
    const draft = { answer: { outcome: "inspect" }, note: "hm" };
    expect(reviewView({ ...plain, draft: { ...draft, by: plain.reviewerId } }).draft).toEqual(draft);
    expect(reviewView({ ...plain, draft: { ...draft, by: "somebody else" } }).draft).toBeNull();
    expect(reviewView({ ...plain, draft: { note: 7, by: plain.reviewerId } }).draft).toBeNull();
  });
});
