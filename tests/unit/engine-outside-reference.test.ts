import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outsideReference } from "@/lib/engine/outside-reference";
import { CategorySummary } from "@/lib/statistics/category-summary";
import { NumberSummary } from "@/lib/statistics/number-summary";

const numbers = { kind: "number", count: 10, missing: 0, min: 2, max: 8 } as const;
const sometimes = { ...numbers, missing: 3 };
const categories = { kind: "category", count: 5, missing: 0, top: [{ category: "a", count: 5 }], other: 0 } as const;
const booleans = { kind: "boolean", true: 4, false: 0, missing: 1 } as const;

describe("a value beside the training rows", () => {
  it.each([
    ["at the smallest", numbers, 2, null],
    ["at the largest", numbers, 8, null],
    ["below", numbers, 1.999, "below"],
    ["above", numbers, 8.001, "above"],
    ["no number at all", numbers, "5", "other_kind"],
    ["not a number", numbers, Number.NaN, "other_kind"],
    ["missing where none was", numbers, null, "never_missing"],
    ["missing where some were", sometimes, undefined, null],
    ["there where none was", { ...numbers, count: 0, missing: 4, min: null, max: null }, 5, "never_there"],
    ["anything beside no rows", { ...numbers, count: 0, min: null, max: null }, 5, null],
    ["a known category", categories, "a", null],
    ["an unknown category", categories, "b", "unknown_category"],
    ["an unknown category where not all are listed", { ...categories, other: 1 }, "b", null],
    ["a truth value that was there", booleans, true, null],
    ["one that never was", booleans, false, "unknown_category"],
    ["a text as long as the longest", { ...numbers, kind: "text" }, "12345678", null],
    ["a longer text", { ...numbers, kind: "text" }, "123456789", "above"],
    ["a text of few characters of many bytes", { ...numbers, kind: "text" }, "👩👩", null],
    ["a later moment", { ...numbers, kind: "datetime" }, 9, "above"],
  ] as const)("%s", (_, reference, value, expected) => {
    expect(outsideReference(reference, value)).toBe(expected);
  });

  it("is never outside where it stood in the rows", () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(double, { minLength: 1 }), fc.array(fc.string(), { minLength: 1 }), (values, words) => {
        const summary = new NumberSummary();
        for (const value of values) summary.add(value);
        const counted = new CategorySummary();
        for (const word of words) counted.add(word);
        for (const value of values) {
          expect(outsideReference({ kind: "number", ...summary.result() }, value)).toBeNull();
        }
        for (const word of words) {
          expect(outsideReference({ kind: "category", ...counted.result() }, word)).toBeNull();
        }
      }),
    );
  });
});
