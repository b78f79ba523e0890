import { describe, expect, it } from "vitest";
import { type HaltFacts, haltOutlook, haltOutlookText } from "@/lib/reports/halt-outlook";

const facts: HaltFacts = {
  arrived: 900,
  automated: 600,
  spanSeconds: 3 * 3600,
  waiting: 120,
  reviewers: 3,
  medianSeconds: 20,
  verdicts: 200,
  reviewsPerItem: 1,
};

const textOf = (changed: Partial<HaltFacts>) => haltOutlookText(haltOutlook({ ...facts, ...changed }));

describe("what a halt means for people", () => {
  it("goes on from the rates before it and from who is on duty", () => {
    expect(haltOutlook(facts)).toMatchObject({
      automatedPerHour: 200,
      reviewsPerHour: 300,
      verdictsPerHour: 540,
      hoursToClear: 0.5,
    });
    expect(textOf({})).toEqual([
      "About 200 items an hour go to people now that the model decided before (600 of 900 items in the 3 hours before).",
      "120 reviews wait. With 3 reviewers on duty at 20 seconds a verdict (median of 200), the queue is empty in about 30 minutes.",
    ]);
  });

  it("says that the queue grows, and how many would keep up", () => {
    const { hoursToClear } = haltOutlook({ ...facts, reviewsPerItem: 2 });
    expect(hoursToClear).toBeNull();
    expect(textOf({ reviewsPerItem: 2 })[1]).toBe(
      "120 reviews wait. With 3 reviewers on duty at 20 seconds a verdict (median of 200), about 540 verdicts an hour meet about 600 new reviews: the queue grows. It takes about 4 reviewers to keep up.",
    );
  });

  it("never makes a number of nothing", () => {
    const nothing = { arrived: 0, automated: 0, spanSeconds: 0 };
    expect(haltOutlook({ ...facts, ...nothing })).toMatchObject({ automatedPerHour: null, reviewsPerHour: null });
    expect(textOf(nothing)[0]).toBe(
      "No item arrived in the 3 hours before the halt, so how many now go to people is not known.",
    );
    expect(textOf({ automated: 0 })[0]).toMatch(/^The model decided none of 900 items before the halt/);
    expect(haltOutlook({ ...facts, reviewers: 0 })).toMatchObject({ verdictsPerHour: null, hoursToClear: null });
    expect(textOf({ reviewers: 0 })[1]).toMatch(/^120 reviews wait, and nobody is on duty: .* is not known\.$/);
    expect(haltOutlook({ ...facts, medianSeconds: null, verdicts: 0 }).hoursToClear).toBeNull();
    expect(textOf({ medianSeconds: null })[1]).toMatch(/no verdict has been timed here lately\.$/);
  });

  it("knows one from many", () => {
    expect(textOf({ waiting: 1, reviewers: 1, medianSeconds: 1 })[1]).toMatch(
      /^1 review waits\. With 1 reviewer on duty at 1 second a verdict/,
    );
    expect(textOf({ waiting: 0 })[1]).toBe(
      "No review waits yet. 3 reviewers on duty at 20 seconds a verdict (median of 200) can keep up.",
    );
  });

  it("does not claim to have counted more reviews than it looked at", () => {
    expect(textOf({ waiting: 10_000, reviewers: 0 })[1]).toMatch(/^10,000 or more reviews wait/);
    expect(textOf({ waiting: 10_000 })[1]).toMatch(/the queue is empty in about 42 hours or more\.$/);
  });
});
