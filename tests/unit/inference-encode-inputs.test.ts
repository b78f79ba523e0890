import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ItemInput } from "@/lib/inference/encode-column";
import { type Cell, encodeInputs } from "@/lib/inference/encode-inputs";
import { mappingSchema } from "@/lib/inference/mapping-schema";

const output = { kind: "value", tensor: "y" };

/** What one column of a tensor of its own gets from an item, or its failure. */
async function encode(type: string, encoding: object, item: ItemInput, missing: unknown = "refuse") {
  const column = { field: "f", encoding, missing };
  const mapping = mappingSchema.parse({ inputs: [{ tensor: "t", type, from: "column", column }], output });
  const [row] = await encodeInputs(mapping, [item]);
  return row?.ok ? row.cells[0] : row?.failure;
}

async function encodeVector(columns: unknown[], item: ItemInput, type = "float32"): Promise<Cell | undefined> {
  const mapping = mappingSchema.parse({ inputs: [{ tensor: "t", type, from: "vector", columns }], output });
  const [row] = await encodeInputs(mapping, [item]);
  if (row?.ok !== true) throw new Error(row?.failure.message);
  return row.cells[0];
}

const number = { kind: "number" };
const text = { kind: "text" };
const index = { kind: "category_index", categories: ["a", "b"] };

describe("a column", () => {
  it.each([
    ["float32", number, 1.5, 1.5],
    ["float32", number, true, 1],
    ["bool", number, false, 0],
    ["int64", number, 2 ** 53 - 1, 2 ** 53 - 1],
    ["int32", number, -(2 ** 31), -(2 ** 31)],
    ["string", text, "Zürich", "Zürich"],
    ["string", text, "", ""],
    ["string", text, 7, "7"],
    ["int64", index, "b", 1],
    ["int64", index, "c", -1],
    ["float32", index, "a", 0],
  ])("%s %j takes %j as %j", async (type, encoding, value, expected) => {
    expect(await encode(type, encoding, { f: value })).toBe(expected);
  });

  it.each([
    ["int64", 2 ** 53, "is not a whole number between -2^53 and 2^53"],
    ["int64", 0.5, "is not a whole number"],
    ["int32", 2 ** 31, "is not a whole number of 32 bits"],
    ["float32", 1e39, "is too large for a 32-bit number"],
    ["bool", 2, "is neither true nor false"],
    ["float32", "7", "is not a number"],
    ["float32", Number.NaN, "neither a text, a finite number"],
    ["float32", { nested: 1 }, "neither a text, a finite number"],
  ])("%s refuses %j", async (type, value, message) => {
    const failure = await encode(type, number, { f: value });
    expect(failure).toMatchObject({ code: "bad_input" });
    expect(failure).toHaveProperty("message", expect.stringContaining(message));
  });

  it.each([{}, { f: null }, { f: undefined }])("treats %j as missing", async (item) => {
    expect(await encode("float32", number, item)).toMatchObject({
      code: "missing_input",
      message: "The field “f” is empty; the model needs it.",
    });
    expect(await encode("float64", number, item, "nan")).toBeNaN();
    expect(await encode("int64", number, item, { constant: -1 })).toBe(-1);
    expect(await encode("string", text, item, { constant: "?" })).toBe("?");
    expect(await encode("int64", index, item, { constant: "b" })).toBe(1);
    expect(await encode("int64", index, item, { constant: 9 })).toBe(9);
  });

  it("sees only an item's own fields", async () => {
    const column = { field: "constructor", encoding: text };
    const mapping = mappingSchema.parse({ inputs: [{ tensor: "t", type: "string", from: "column", column }], output });
    expect(await encodeInputs(mapping, [{}])).toMatchObject([{ ok: false, failure: { code: "missing_input" } }]);
  });

  const moment = "2024-02-29T23:30:45.900-02:00";
  it.each([
    ["epoch_seconds", moment, 1709256645],
    ["year", moment, 2024],
    ["month", moment, 3],
    ["day_of_month", moment, 1],
    ["day_of_week", moment, 4],
    ["hour", moment, 1],
    ["hour", "2024-02-29T05:00", 5],
    ["hour", "2024-02-29", 0],
    ["day_of_week", "2024-03-03", 6],
  ])("gives the %s of %s in UTC", async (part, value, expected) => {
    expect(await encode("int64", { kind: "datetime", part }, { f: value })).toBe(expected);
  });

  it.each(["yesterday", "2024-02-30", "29/02/2024", 20240229])("takes %j for no moment", async (value) => {
    const failure = await encode("int64", { kind: "datetime", part: "year" }, { f: value });
    expect(failure).toMatchObject({ code: "bad_input" });
  });
});

describe("a vector", () => {
  it("puts its columns one after the other, a one-hot list over as many places as it has categories", async () => {
    const columns = [
      { field: "length", encoding: number },
      { field: "sex", encoding: { kind: "one_hot", categories: ["M", "F", "I"] } },
      { field: "old", encoding: number, missing: "nan" },
    ];
    expect(await encodeVector(columns, { length: 0.5, sex: "F" })).toEqual(
      new Float32Array([0.5, 0, 1, 0, Number.NaN]),
    );
    expect(await encodeVector(columns, { length: 1, sex: "other", old: true })).toEqual(
      new Float32Array([1, 0, 0, 0, 1]),
    );
  });

  it("has exactly one 1 per listed category and none otherwise, whatever the categories are", async () => {
    const categories = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(categories, fc.string({ minLength: 1 }), async (listed, value) => {
        const encoding = { kind: "one_hot", categories: listed };
        const cell = (await encodeVector([{ field: "f", encoding }], { f: value })) as Float32Array;
        expect([...cell]).toEqual(listed.map((category) => (category === value ? 1 : 0)));
      }),
    );
  });
});

describe("encodeInputs", () => {
  it("gives every row its own answer, in order, whatever its neighbours are", async () => {
    const column = { field: "f", encoding: number };
    const mapping = mappingSchema.parse({ inputs: [{ tensor: "t", type: "float64", from: "column", column }], output });
    const item = fc.record({ f: fc.oneof(fc.double({ noNaN: true }), fc.constant(null), fc.string()) });
    await fc.assert(
      fc.asyncProperty(fc.array(item), async (items) => {
        const together = await encodeInputs(mapping, items);
        const alone = await Promise.all(items.map(async (one) => (await encodeInputs(mapping, [one]))[0]));
        expect(together).toEqual(alone);
      }),
    );
  });
});
