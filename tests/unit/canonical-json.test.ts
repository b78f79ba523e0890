import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "@/lib/platform/canonical-json";

/** The same value, with the members of every object in the order of UTF-16 code units as far as JavaScript can keep it. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, inOrder(member)] as const);
  return Object.fromEntries(members.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

const names = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.nat(30).map(String),
  fc.constantFrom("toJSON", "a\u{10000}", "a\uffff"),
);
const values = fc.anything({
  key: names,
  withNullPrototype: true,
  withSparseArray: true,
  withDate: false,
  withBoxedValues: true,
});

const outcomeOf = (write: () => unknown) => {
  try {
    return { text: write() };
  } catch {
    return "refused";
  }
};

describe("canonicalJson", () => {
  it("says what the library says, in whatever order the members stand", () => {
    fc.assert(
      fc.property(values, (value) => {
        for (const each of [value, inOrder(value)]) {
          const expected = outcomeOf(() => canonicalize(each));
          const wanted = typeof expected === "object" && expected.text === undefined ? "refused" : expected;
          expect(outcomeOf(() => canonicalJson(each))).toEqual(wanted);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ["members out of order", { b: 1, a: 2 }, '{"a":2,"b":1}'],
    ["members in order", { a: 2, b: 1 }, '{"a":2,"b":1}'],
    ["names that are numbers", { 9: 1, 10: 2 }, '{"10":2,"9":1}'],
    ["names above the basic plane", { "\u{1f600}": 1, "\ufb33": 2 }, '{"\u{1f600}":1,"\ufb33":2}'],
    ["members that are undefined", { a: undefined, b: null }, '{"b":null}'],
    ["numbers", [1e21, 1e-7, -0, 0.1, 4.5, 333333333.3333333], "[1e+21,1e-7,0,0.1,4.5,333333333.3333333]"],
    ["a member that is called __proto__", JSON.parse('{"__proto__":1,"a":2}'), '{"__proto__":1,"a":2}'],
  ])("writes %s", (_, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each([
    ["nothing", undefined],
    ["what is not a number", { a: Number.NaN }],
    ["what has no end", [Number.POSITIVE_INFINITY]],
    ["half a character", { a: "\ud800" }],
    ["half a character in a name", { "\udc00": 1 }],
    ["a large integer of its own type", { a: 1n }],
  ])("refuses %s", (_, value) => {
    expect(() => canonicalJson(value)).toThrow();
  });

  it("writes what is deeper than any call stack", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(canonicalJson(deep)).toHaveLength(200_001);
  });
});
