import { describe, expect, it } from "vitest";
import { errorsInMargin, scoreText, shareText } from "@/components/explanations/share-text";

describe("shares in words", () => {
  it("have their direction, except where they round to nothing", () => {
    expect([0.1234, -0.1234, 0.0001, -0.0001].map((share) => shareText(share, null))).toEqual([
      "+12.3",
      "−12.3",
      "0.0",
      "0.0",
    ]);
    expect([1234.5, -0.5, 0].map((share) => shareText(share, "rings"))).toEqual(["+1,230", "−0.5", "0"]);
    expect([scoreText(0.821, null), scoreText(9.876, "rings")]).toEqual(["82.1%", "9.876 rings"]);
  });

  it("have margins by Student's t", () => {
    for (const [samples, t] of [
      [8, 2.3646],
      [16, 2.1314],
      [31, 2.0423],
      [1001, 1.9623],
    ] as const) {
      expect(Math.abs(errorsInMargin(samples) - t)).toBeLessThan(0.01);
    }
  });
});
