import { describe, expect, it } from "vitest";
import { confidenceBins, reaching } from "@/lib/statistics/coverage";
import { intervalText, rateText } from "@/lib/statistics/rate-text";

describe("what reaches a threshold", () => {
  // Bin b holds b + 1 predictions, half of them compared, a quarter of them agreeing.
  const bins = Array.from({ length: confidenceBins }, (_, bin) => ({ count: bin + 1, compared: bin, agreed: bin / 2 }));
  const from = (first: number) => bins.slice(first).reduce((sum, bin) => sum + bin.count, 0);

  it.each([
    [0, 0],
    [0.5, 50],
    [0.29, 29],
    [0.57, 57],
    [0.995, 100],
    [0.501, 51],
    [1, 100],
  ])("%d counts from bin %d on", (threshold, bin) => {
    expect(reaching(bins, threshold).count).toBe(from(bin));
  });

  it("adds up what was compared and what agreed", () => {
    expect(reaching(bins, 0.99)).toEqual({ count: 100 + 101, compared: 99 + 100, agreed: 99.5 });
    expect(reaching([], 0.5)).toEqual({ count: 0, compared: 0, agreed: 0 });
  });
});

describe("a rate in words", () => {
  it.each([
    [0, "0%"],
    [0.0004, "under 0.1%"],
    [0.0123, "1.2%"],
    [0.0999, "10.0%"],
    [0.5, "50%"],
    [0.149, "15%"],
    [0.9, "90%"],
    [0.987, "98.7%"],
    [0.9999, "over 99.9%"],
    [1, "100%"],
  ])("%d is %s", (rate, text) => {
    expect(rateText(rate)).toBe(text);
  });

  it("an interval has one decimal", () => {
    expect(intervalText({ lower: 0.7381, upper: 0.8624 })).toBe("73.8 to 86.2%");
  });
});
