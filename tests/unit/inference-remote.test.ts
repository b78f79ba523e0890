import { describe, expect, it } from "vitest";
import { endpointSchema, secretProblems } from "@/lib/inference/endpoint-schema";
import type { MappingOutput } from "@/lib/inference/mapping-schema";
import { type RawOutput, readAnswer } from "@/lib/inference/read-answer";
import { maskSecrets } from "@/lib/inference/remote/mask-secrets";
import { parseAnswer } from "@/lib/inference/remote/parse-answer";
import { flatten, nestTexts, numberText } from "@/lib/inference/remote/tensor-json";

const scores = (transform: "none" | "softmax" = "none"): MappingOutput => ({
  kind: "scores",
  tensor: "scores",
  classes: ["a", "b", "c"],
  transform,
});

describe("an answer by name", () => {
  const read = (raw: RawOutput, output = scores()) => readAnswer(output, raw);

  it("may leave classes out; those that it names need not add up to 1", () => {
    const top = new Map([
      ["b", 0.6],
      ["c", 0.1],
    ]);
    expect(read({ scores: top })).toEqual({ ok: true, outcome: "b", scores: { b: 0.6, c: 0.1 }, confidence: 0.6 });
  });

  it("is held to the sum where it leaves none out", () => {
    const all = new Map([
      ["a", 0.2],
      ["b", 0.6],
      ["c", 0.1],
    ]);
    expect(read({ scores: all })).toMatchObject({ ok: false, failure: { code: "bad_output" } });
    expect(read({ scores: all.set("a", 0.3) })).toMatchObject({ ok: true, outcome: "b", confidence: 0.6 });
    expect(
      read(
        {
          scores: new Map([
            ["a", 2],
            ["b", 1],
            ["c", 1],
          ]),
        },
        scores("softmax"),
      ),
    ).toMatchObject({ ok: true, outcome: "a", confidence: 0.576117 });
  });

  it("without a score is not sure of anything", () => {
    expect(read({ outcome: "c", scores: new Map() })).toEqual({ ok: true, outcome: "c", scores: {}, confidence: 0 });
    expect(read({ outcome: "c", scores: new Map([["c", 0.9]]) })).toMatchObject({ outcome: "c", confidence: 0.9 });
  });

  it.each<[string, RawOutput, MappingOutput, string]>([
    ["NaN", { scores: new Map([["a", Number.NaN]]) }, scores(), "non_finite"],
    ["more than 1", { scores: new Map([["a", 1.5]]) }, scores(), "bad_output"],
    [
      "more than 1 in all",
      {
        scores: new Map([
          ["a", 0.8],
          ["b", 0.8],
        ]),
      },
      scores(),
      "bad_output",
    ],
    ["nothing", { scores: new Map() }, scores(), "bad_output"],
    ["logits of some", { scores: new Map([["a", 4]]) }, scores("softmax"), "bad_output"],
    ["classes for a value", { outcome: "a", scores: new Map() }, { kind: "value", tensor: "y" }, "bad_output"],
  ])("is none with %s", (_, raw, output, code) => {
    expect(read(raw, output)).toMatchObject({ ok: false, failure: { code } });
  });
});

describe("a server's JSON", () => {
  it.each([
    ['{"a":[1,NaN,-Infinity]}', { a: [1, null, null] }],
    ['{"NaN":"NaN","b":NaN}', { NaN: "NaN", b: null }],
    ['["a \\" NaN","\\\\",Infinity]', ['a " NaN', "\\", null]],
    ["[1e400]", [Number.POSITIVE_INFINITY]],
  ])("is read: %s", (text, value) => expect(parseAnswer(text)).toEqual(value));

  it.each(["", "<html>", "{'a': 1}", '{"a":NaN', "[1,]", "[NaNs]", '["NaN', '[NaN,"\\"]'])("is none: %s", (text) =>
    expect(() => parseAnswer(text)).toThrow("no JSON"),
  );

  it.each([
    ["[NaN", "[".repeat(4_000_000)],
    ["[NaN,", '"\\'.repeat(4_000_000)],
    ["[NaN,", "\\".repeat(8_000_000)],
    ["[NaN,", "NaN,".repeat(2_000_000)],
  ])("is given up in a moment, however long it is: %s", (head, tail) => {
    const started = performance.now();
    expect(() => parseAnswer(head + tail)).toThrow("no JSON");
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("is written with a point where floats go, and nested by dimensions", () => {
    expect([1, 1.5, -0, 1e21, Number.NaN].map((value) => numberText("float32", value))).toEqual([
      "1.0",
      "1.5",
      "0.0",
      "1e+21",
      "NaN",
    ]);
    expect([numberText("int32", 7), numberText("int64", 7n)]).toEqual(["7", "7"]);
    expect(nestTexts(["1", "2", "3", "4"], [2, 2])).toBe("[[1,2],[3,4]]");
    expect(nestTexts(["1"], [])).toBe("1");
    expect(flatten([[1, [2]], 3])).toEqual([1, 2, 3]);
  });
});

describe("secrets", () => {
  it("are masked whole and without their scheme", () => {
    const secrets = { Authorization: "Bearer abc.def", "X-Key": "abc" };
    expect(maskSecrets("got Bearer abc.def, abc.def and abc", secrets)).toBe("got •••, ••• and •••");
  });

  it("belong to the endpoint's headers, one by one", () => {
    const endpoint = endpointSchema.parse({
      backend: "torchserve",
      url: "https://a.example",
      model: "m",
      headers: ["X-Key"],
      answer: { kind: "scores" },
    });
    expect(secretProblems(endpoint, { "X-Key": "1" })).toEqual([]);
    expect(secretProblems(endpoint, { "x-key": "1" }).map(({ path }) => path)).toEqual([
      "endpoint.headers.0",
      "secrets.x-key",
    ]);
  });
});

describe("an endpoint", () => {
  const base = { url: "https://a.example/serving/", model: "m" };

  it("has limits and defaults", () => {
    expect(endpointSchema.parse({ backend: "open_inference", ...base })).toEqual({
      backend: "open_inference",
      ...base,
      headers: [],
      timeoutMs: 2000,
      concurrency: 4,
      batchRows: 32,
      answer: "scores",
    });
    expect(endpointSchema.parse({ backend: "tensorflow_serving", ...base })).toMatchObject({
      signature: "serving_default",
      method: "predict",
      form: "row",
    });
  });

  it.each([
    [{ url: "https://a.example/?key=1" }, "url"],
    [{ url: "file:///etc/passwd" }, "url"],
    [{ url: "https://user:secret@a.example" }, "url"],
    [{ model: "a/b" }, "model"],
    [{ model: "." }, "model"],
    [{ version: "latest" }, "version"],
    [{ version: "1", versionLabel: "stable" }, "versionLabel"],
    [{ timeoutMs: 99 }, "timeoutMs"],
    [{ concurrency: 0 }, "concurrency"],
    [{ batchRows: 257 }, "batchRows"],
    [{ headers: ["X-A", "x-a"] }, "headers"],
    [{ headers: ["Transfer-Encoding"] }, "headers.0"],
    [{ headers: ["a b"] }, "headers.0"],
    [{ labels: ["a", "a"] }, "labels"],
    [{ method: "explain" }, "method"],
  ])("is refused with %j", (part, path) => {
    const { error } = endpointSchema.safeParse({ backend: "tensorflow_serving", ...base, ...part });
    expect(error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });
});
