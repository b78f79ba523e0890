import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv, readNdjson } from "@/lib/cli/read-items";
import { readCsv as parseCsv } from "@/lib/platform/read-csv";
import { type Field, fieldSchema } from "@/lib/use-cases/definition-schema";

const written = (rows: readonly (readonly string[])[], lineBreak: string) =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join(lineBreak);

describe("a CSV file", () => {
  it("reads back any cells, with any line break", () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('"', ",", "\n", "\r\n", '""', "ä"));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, fc.constant("end"))),
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.boolean(),
        (rows, lineBreak, lastBreak) => {
          const text = written([["a", "b", "c"], ...rows], lineBreak) + (lastBreak ? lineBreak : "");
          expect(parseCsv(text).map(({ cells }) => [...cells.values()])).toEqual(rows);
        },
      ),
    );
  });

  it("knows the line that each row starts on", () => {
    const rows = parseCsv('\ufeffid,note\n1,"two\nlines"\n\n2,x\n3,\n');
    expect(rows.map(({ line }) => line)).toEqual([2, 5, 6]);
    expect(rows.map(({ cells }) => cells.get("note"))).toEqual(["two\nlines", "x", ""]);
    expect(rows[0]?.cells.get("id")).toBe("1");
  });

  it.each([
    ['a\n"open', "Line 2"],
    ['a\n1\nx"y', "Line 3"],
    ['a\n"x"y', "Line 2"],
    ["a,b\n1", "Line 2"],
    ["a,a\n1,2", "twice"],
  ])("refuses %j, naming the line", (text, what) => {
    expect(() => parseCsv(text)).toThrow(what);
  });
});

describe("items in a file", () => {
  const fields: Field[] = [
    { key: "speed", kind: "number" },
    { key: "night", kind: "boolean" },
    { key: "note", kind: "text" },
  ].map((field) => fieldSchema.parse(field));

  it("take the kinds of their fields, and leave out empty cells and skipped columns", () => {
    const text = "id,speed,night,note,truth\nx1,1.5,true,7,yes\nx2,,0,,no\nx3,fast,maybe,,no\n";
    expect(readCsv(text, fields, { id: "id", skip: ["truth"] }).map(({ body }) => body)).toEqual([
      { externalId: "x1", input: { speed: 1.5, night: true, note: "7" } },
      { externalId: "x2", input: { night: false } },
      { externalId: "x3", input: { speed: "fast", night: "maybe" } },
    ]);
    expect(() => readCsv(text, fields, { id: "externalId", skip: [] })).toThrow("--id");
  });

  it("come one per line of NDJSON, and a broken line is named", () => {
    expect(readNdjson('{"a":1}\n\n{"a":2}\n')).toEqual([
      { line: 1, body: { a: 1 } },
      { line: 3, body: { a: 2 } },
    ]);
    expect(() => readNdjson('{"a":1}\n{"a":}')).toThrow("line 2, column 6");
    expect(() => readNdjson('{"a":1,"a":2}')).toThrow("Line 1, a:");
  });
});
