import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "@/lib/api/parse-json";
import { JsonSyntaxError, scanJson } from "@/lib/api/scan-json";
import { AppError } from "@/lib/platform/errors";

const places = (text: string) => parseJson(text).problems.map((problem) => problem.path);

function refusal(text: string): AppError {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`It was accepted: ${text}`);
}

/** JSON text with one character changed, removed or put in. */
const damaged = fc
  .tuple(
    fc.json(),
    fc.nat(),
    fc.constantFrom("", "{", "}", "[", "]", ",", ":", '"', "\\", "0", "e", ".", "-", "\u0001", "NaN"),
  )
  .map(([text, where, put]) => {
    const at = where % (text.length + 1);
    return text.slice(0, at) + put + text.slice(at + (where % 2));
  });

describe("parseJson", () => {
  it("gives what JSON.parse gives", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const value: unknown = JSON.parse(text);
        fc.pre(!text.includes("__proto__"));
        expect(parseJson(text)).toEqual({ value, problems: [] });
      }),
    );
  });

  it("refuses what JSON.parse refuses, and nothing else", () => {
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string()), (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (valid) parseJson(text);
        else {
          const error = refusal(text);
          expect(error.code).toBe("invalid_json");
          expect(error.message).toMatch(/at line \d+, column \d+\.$/);
          expect(() => scanJson(text)).toThrow(JsonSyntaxError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("finds a member that was written twice, wherever it stands", () => {
    const object = fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      fc.jsonValue({ maxDepth: 2 }),
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(object, fc.nat(), fc.boolean(), (members, pick, nested) => {
        const keys = Object.keys(members);
        const twice = keys[pick % keys.length] ?? "";
        const written = [...Object.entries(members), [twice, 1]]
          .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
          .join(",");
        const text = nested ? `[0,{"in":{${written}}}]` : `{${written}}`;
        fc.pre(!text.includes("__proto__"));
        expect(places(text)).toContainEqual(nested ? [1, "in", twice] : [twice]);
      }),
    );
  });

  it("names each duplicate, also when it is escaped differently", () => {
    expect(places('{"a":1,"b":{"c":1,"\\u0063":2},"a":3}')).toEqual([["b", "c"], ["a"]]);
    expect(places('{"items":[{"x":1},{"x":1,"x":2}]}')).toEqual([["items", 1, "x"]]);
  });

  it("is not misled by colons, quotes and brackets inside of texts", () => {
    expect(places('{"a":"b:c\\":{[","d":"\\\\"}')).toEqual([]);
    expect(places('{"a":"\\\\\\":","a":2}')).toEqual([["a"]]);
  });

  it("refuses __proto__ as a key and leaves prototypes alone", () => {
    const { problems } = parseJson('{"input":{"__proto__":{"polluted":true}}}');
    expect(problems).toEqual([{ path: ["input", "__proto__"], message: "This key is not allowed." }]);
    expect(places('{"__pro\\u0074o__":1}')).toEqual([["__proto__"]]);
    expect("polluted" in {}).toBe(false);
  });

  it("says where a number is too large, and that NaN and Infinity are no JSON", () => {
    expect(places('{"a":[1,1e999]}')).toEqual([["a", 1]]);
    expect(refusal('{\n  "age": NaN}').message).toBe(
      "This is not valid JSON. JSON has no NaN; found one at line 2, column 10.",
    );
    expect(refusal("[Infinity]").message).toContain("JSON has no Infinity");
    expect(refusal("[-Infinity]").message).toContain("line 1, column 2");
  });

  it("limits the depth before anything recurses", () => {
    const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
    expect(parseJson(nested(32)).problems).toEqual([]);
    expect(refusal(nested(33)).message).toContain("32 levels");
    expect(refusal(nested(1_000_000)).message).toContain("32 levels");
    expect(refusal("[".repeat(1_000_000)).message).toContain("32 levels");
  });

  it("reads long texts in both ways", () => {
    const long = "x".repeat(5_000_000);
    expect(parseJson(`{"a":"${long}"}`).problems).toEqual([]);
    expect(places(`{"a":"${long}","a":"${long}\\"\\\\"}`)).toEqual([["a"]]);
  });
});
