import { describe, expect, it } from "vitest";
import { definitionSchema } from "@/lib/use-cases/definition-schema";
import { inputLimits, parseInput } from "@/lib/use-cases/parse-input";

const { fields } = definitionSchema.parse({
  name: "Everything",
  fields: [
    { key: "text", kind: "text" },
    { key: "long", kind: "long_text" },
    { key: "number", kind: "number", min: -1.5, max: 2.5, unit: "m" },
    { key: "whole", kind: "integer" },
    { key: "flag", kind: "boolean" },
    { key: "closed", kind: "category", categories: ["a", "b"] },
    { key: "open", kind: "category", categories: ["a", "b"], open: true },
    { key: "any", kind: "category", open: true },
    { key: "when", kind: "datetime" },
    { key: "picture", kind: "image" },
  ],
  outcomes: [{ key: "x" }, { key: "y" }],
});

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3, 4]);
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]);
const dataUri = (type: string, bytes: Buffer) => `data:image/${type};base64,${bytes.toString("base64")}`;

function problemOf(input: unknown): string {
  const parsed = parseInput(fields, input);
  return parsed.ok ? "" : parsed.problems.map(({ path, message }) => `${path}: ${message}`).join("\n");
}

describe("values that are taken", () => {
  it.each<[string, unknown]>([
    ["text", ""],
    ["text", "x".repeat(inputLimits.text)],
    ["text", "two\nlines, a tab\t, 😀 and مرحبا"],
    ["text", "<script>alert(1)</script>"],
    ["long", "x".repeat(inputLimits.longText)],
    ["number", -1.5],
    ["number", 2.5],
    ["number", -0],
    ["whole", Number.MAX_SAFE_INTEGER],
    ["flag", false],
    ["closed", "b"],
    ["open", "z"],
    ["when", "2026-03-01"],
    ["when", "2024-02-29T23:59"],
    ["when", "2026-03-01T14:30Z"],
    ["when", "2026-03-01T14:30:59.123456789+01:00"],
    ["when", "2026-03-01T14:30:00-0530"],
    ["picture", "https://example.org/a.png?x=1"],
    ["picture", dataUri("png", png)],
    ["picture", dataUri("jpeg", jpeg)],
  ])("%s: %j", (key, value) => {
    expect(parseInput(fields, { [key]: value })).toMatchObject({ ok: true, input: { [key]: value } });
  });

  it("marks what an open list does not know, and nothing else", () => {
    const parsed = parseInput(fields, { closed: "a", open: "z", any: "q" });
    expect(parsed).toEqual({ ok: true, input: { closed: "a", open: "z", any: "q" }, unlisted: ["open", "any"] });
  });
});

describe("values that are refused", () => {
  it.each<[string, unknown, RegExp]>([
    ["text", 5, /must be a text/],
    ["text", "x".repeat(inputLimits.text + 1), /1001 characters; at most 1000/],
    ["text", "\udc00", /surrogate/],
    ["text", "a\u0000b", /null character/],
    ["long", "x".repeat(1_000_000), /at most 100000/],
    ["number", "1", /must be a number/],
    ["number", Number.NaN, /must be a number/],
    ["number", Number.POSITIVE_INFINITY, /must be a number/],
    ["number", -1.6, /at least -1.5 m/],
    ["number", 2.6, /at most 2.5 m/],
    ["number", true, /must be a number/],
    ["number", {}, /must be a number/],
    ["whole", 0.5, /whole number/],
    ["whole", 2 ** 53, /whole number/],
    ["flag", 1, /true or false/],
    ["flag", "true", /true or false/],
    ["closed", "c", /"c" is not one of: a, b/],
    ["closed", "A", /not one of/],
    ["closed", ["a"], /must be a text/],
    ["any", "x".repeat(201), /at most 200/],
    ["when", "yesterday", /date and time/],
    ["when", "2026-02-30", /date and time/],
    ["when", "2025-02-29T10:00", /date and time/],
    ["when", "2026-13-01", /date and time/],
    ["when", "2026-03-01T24:00:00Z", /date and time/],
    ["when", "2026-03-01 14:30", /date and time/],
    ["when", 1_772_000_000, /date and time/],
    ["picture", "http://example.org/a.png", /https URL/],
    ["picture", "javascript:alert(1)", /https URL/],
    ["picture", "file:///etc/passwd", /https URL/],
    ["picture", "https://", /not a usable/],
    ["picture", "data:text/html;base64,AAAA", /PNG, JPEG, GIF or WebP/],
    ["picture", "data:image/svg+xml;base64,AAAA", /PNG, JPEG, GIF or WebP/],
    ["picture", "data:image/png;base64,", /base64 is broken/],
    ["picture", "data:image/png;base64,A===", /base64 is broken/],
    ["picture", "data:image/png;base64,AAA*", /base64 is broken/],
    ["picture", dataUri("png", jpeg), /not of the type/],
    ["picture", dataUri("png", Buffer.alloc(inputLimits.imageBytes + 10)), /larger than 5 MB/],
    ["unknown", 1, /no such field/],
    ["constructor", 1, /no such field/],
  ])("%s: a sentence for number %#", (key, value, sentence) => {
    expect(problemOf({ [key]: value })).toMatch(sentence);
    expect(problemOf({ [key]: value })).toContain(`input.${key}: `);
  });

  it.each([null, undefined, [], "text", 5])("an input that is %j", (input) => {
    expect(problemOf(input)).toMatch(/must be an object/);
  });

  it("a field that is only inherited is not there", () => {
    const required = definitionSchema.parse({
      name: "One",
      fields: [{ key: "toString", kind: "text", required: true }],
      outcomes: [{ key: "x" }, { key: "y" }],
    }).fields;
    expect(parseInput(required, {})).toMatchObject({ ok: false });
  });

  it("__proto__ as a key is refused, and pollutes nothing", () => {
    expect(problemOf(JSON.parse('{"__proto__": {"polluted": true}}'))).toMatch(/input.__proto__: .*no such field/);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
