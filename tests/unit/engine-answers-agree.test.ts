import { describe, expect, it } from "vitest";
import { answersAgree } from "@/lib/engine/answers-agree";

describe("two answers agree", () => {
  it.each([
    [{ outcome: "a", value: null }, { outcome: "a", value: null }, 0, true],
    [{ outcome: "a", value: null }, { outcome: "b", value: null }, 0, false],
    [{ outcome: null, value: 3 }, { outcome: null, value: 4 }, 1, true],
    [{ outcome: null, value: 3 }, { outcome: null, value: 4.5 }, 1, false],
    [{ outcome: "a", value: null }, { outcome: null, value: 4.5 }, 9, false],
  ])("%o and %o within %d: %s", (one, other, tolerance, agree) => {
    expect(answersAgree(one, other, tolerance)).toBe(agree);
    expect(answersAgree(other, one, tolerance)).toBe(agree);
  });
});
