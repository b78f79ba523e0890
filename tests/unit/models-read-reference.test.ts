import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { readReference } from "@/lib/models/read-reference";
import { referenceSchema } from "@/lib/models/reference-schema";
import { type DefinitionInput, definitionSchema } from "@/lib/use-cases/definition-schema";
import { hasSharedData, readShared } from "@/tests/support/shared-data";

const fields: DefinitionInput["fields"] = [
  { key: "age", kind: "integer" },
  { key: "price", kind: "number" },
  { key: "kind", kind: "category", categories: ["a", "b"], open: true },
  { key: "paid", kind: "boolean" },
  { key: "at", kind: "datetime" },
  { key: "note", kind: "text" },
  { key: "picture", kind: "image" },
];

const definitionOf = (list: DefinitionInput["fields"]) =>
  definitionSchema.parse({ name: "Any", fields: list, outcomes: [{ key: "x" }, { key: "y" }] });

const read = (text: string, list = fields) => readReference(Buffer.from(text), definitionOf(list));
const messages = async (text: string) => (await read(text)).problems.map(({ message }) => message);

describe("a training reference", () => {
  it("sums up every kind of field, and says what it passed over", async () => {
    const { rows, statistics, problems, notes } = await read(
      "\ufeffid,age,price,kind,paid,at,note\n1,30,1.5,a,True,2026-01-01,hello\n2,,NaN,b,0,2026-01-03T00:00:00Z,\n3,40,2.5,a,,,ünï\n",
    );
    expect(problems).toEqual([]);
    expect(rows).toBe(3);
    expect(referenceSchema.parse({ rows, statistics })).toEqual({ rows, statistics });
    const day = Date.UTC(2026, 0, 1);
    expect(statistics).toMatchObject({
      age: { kind: "number", count: 2, missing: 1, min: 30, max: 40, mean: 35 },
      price: { kind: "number", count: 2, missing: 1, mean: 2 },
      kind: {
        kind: "category",
        count: 3,
        missing: 0,
        top: [
          { category: "a", count: 2 },
          { category: "b", count: 1 },
        ],
        other: 0,
      },
      paid: { kind: "boolean", true: 1, false: 1, missing: 1 },
      at: { kind: "datetime", count: 2, missing: 1, min: day, max: day + 2 * 86_400_000 },
      note: { kind: "text", count: 2, missing: 1, min: 3, max: 5 },
    });
    expect(statistics.age).toMatchObject({ deviation: Math.sqrt(50) });
    expect(notes).toEqual(["Columns that are no field were passed over: id."]);
  });

  it("says which fields the file says nothing about", async () => {
    expect((await read("age\n1\n")).notes).toEqual([
      "The file says nothing about these fields: price, kind, paid, at, note.",
    ]);
  });

  it.each([
    ["no column is a field", "x,y\n1,2\n", /No column of the file is a field.*age, price, kind, paid, at, note/],
    ["another separator", "age;price\n1;2\n", /The separator must be a comma/],
    ["nothing", "", /The file is empty/],
    ["a header alone", "age\n", /has a header and no rows/],
    ["a column twice", "age,age\n1,2\n", /names the column age twice/],
    ["a word for a number", 'note,age\n"two\nlines",1\nx,abc\n', /^Line 4: "abc" is no number \(column age\)\.$/],
    ["infinity", "age\n1e999\n", /^Line 2: "1e999" is no number/],
    ["a day that no calendar has", "at\n2026-02-30\n", /^Line 2: "2026-02-30" is no date and time/],
    ["neither true nor false", "paid\nmaybe\n", /^Line 2: "maybe" is neither true nor false/],
    ["a row of another length", "age,price\n1,2\n3\n", /^Line 3 has another number of columns than the header\.$/],
    ["an open quote", 'note\n"abc\n', /is not valid CSV/],
  ])("is refused with a sentence: %s", async (_, text, sentence) => {
    expect(await messages(text)).toEqual([expect.stringMatching(sentence)]);
  });

  it("names at most twenty bad lines", async () => {
    expect(await messages(`age\n${"x\n".repeat(50)}`)).toHaveLength(20);
  });

  it("reads a refused file to its end, so that the upload around it goes on", async () => {
    let given = 0;
    const source = Readable.from(
      (function* () {
        yield Buffer.from("age\n");
        for (; given < 200; given++) yield Buffer.from("x\n".repeat(2_000));
      })(),
    );
    const ended = new Promise((resolve) => source.once("end", resolve));
    expect((await readReference(source, definitionOf(fields))).problems).toHaveLength(20);
    await ended;
    expect(given).toBe(200);
  });

  it("fails where reading itself fails", async () => {
    const broken = new Readable({
      read() {
        this.push("age\n1\n");
        this.destroy(new Error("the line went dead"));
      },
    });
    await expect(readReference(broken, definitionOf(fields))).rejects.toThrow("the line went dead");
  });

  it("takes hundreds of thousands of rows in bounded memory, and stops at half a million", async () => {
    const lines = function* (count: number) {
      yield Buffer.from("age,kind\n");
      for (let row = 0; row < count; row += 1_000) {
        yield Buffer.from(Array.from({ length: 1_000 }, (_, at) => `${(row + at) % 1000},k${row + at}\n`).join(""));
      }
    };
    const before = process.memoryUsage().heapUsed;
    const { rows, statistics, problems } = await readReference(Readable.from(lines(300_000)), definitionOf(fields));
    expect(problems).toEqual([]);
    expect(rows).toBe(300_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(150_000_000);
    expect(statistics.age).toMatchObject({ count: 300_000, mean: expect.closeTo(499.5, 6), min: 0, max: 999 });
    expect(statistics.kind).toMatchObject({ count: 300_000, other: 299_950 });
    const tooMany = await readReference(Readable.from(lines(501_000)), definitionOf(fields));
    expect(tooMany.problems.map(({ message }) => message)).toEqual([expect.stringContaining("more than 500,000 rows")]);
  });
});

describe.skipIf(!hasSharedData)("the reference of a real model", () => {
  it("has the income data's own figures", async () => {
    const numbers = ["age", "education_num", "capital_gain", "capital_loss", "hours_per_week"];
    const texts = ["workclass", "sex"];
    const { rows, statistics, problems, notes } = await readReference(
      readShared("adult/training-reference.csv"),
      definitionOf([
        ...numbers.map((key) => ({ key, kind: "number" as const })),
        ...texts.map((key) => ({ key, kind: "category" as const, categories: [], open: true })),
      ]),
    );
    expect(problems).toEqual([]);
    expect(rows).toBe(5_000);
    expect(notes[0]).toContain("income");
    const { age, capital_gain: gain, sex } = statistics;
    if (age?.kind !== "number" || gain?.kind !== "number" || sex?.kind !== "category")
      throw new Error("a kind is wrong");
    expect(age.bins).toHaveLength(10);
    expect(age.bins.reduce((sum, { count }) => sum + count, 0)).toBe(5_000);
    // Nine people in ten have no capital gain, so most deciles are one.
    expect(gain.bins.length).toBeLessThan(4);
    expect(gain.bins[0]).toMatchObject({ from: 0, to: 0 });
    expect(sex.top.map(({ category }) => category)).toEqual(["Male", "Female"]);
  });
});
