import { describe, expect, it } from "vitest";
import { addResult, noTotals, problemsCsv, totalPreviews } from "@/components/items/verdict-totals";
import { matchVerdictColumns } from "@/lib/items/match-verdict-columns";
import { readVerdictPart } from "@/lib/items/read-verdict-part";
import { readVerdictRows } from "@/lib/items/read-verdict-rows";
import { definitionSchema } from "@/lib/use-cases/definition-schema";

const fields = [{ key: "text", kind: "text" }];
const classes = definitionSchema.parse({
  name: "Letters",
  fields,
  outcomes: [
    { key: "yes", label: "Yes, it is" },
    { key: "no", label: "No" },
  ],
});
const regression = definitionSchema.parse({ name: "Rings", kind: "regression", fields, target: { unit: "rings" } });

const columns = {
  ...{ externalId: "id", reviewer: "who", answer: "says", at: "when", suggestionVisible: "saw" },
  ...{ secondsSpent: "took", day: null },
};

const rowsOf = (text: string, definition = classes) =>
  readVerdictRows(readVerdictPart({ header: "id,who,says,when,saw,took\n", text, firstLine: 2 }), columns, definition);

describe("a file of verdicts", () => {
  it("has its columns recognised by their usual names, each once", () => {
    expect(matchVerdictColumns(["Item ID", "Annotator", "label", "Date", "x"])).toEqual({
      externalId: "Item ID",
      reviewer: "Annotator",
      answer: "label",
      at: "Date",
      suggestionVisible: null,
      secondsSpent: null,
    });
    expect(matchVerdictColumns(["question", "worker", "answer"])).toMatchObject({
      externalId: "question",
      reviewer: "worker",
      answer: "answer",
    });
  });

  it.each([
    ["2024-03-01", "2024-03-01T00:00:00.000Z"],
    ["2024-03-01 09:30", "2024-03-01T09:30:00.000Z"],
    ["2024-03-01T09:30:05+02:00", "2024-03-01T07:30:05.000Z"],
    ["2024-03-01 09:30:05.5 Z", "2024-03-01T09:30:05.500Z"],
  ])("reads the moment %s", (written, at) => {
    expect(rowsOf(`a,ann,yes,${written},yes,3\n`)).toEqual([
      {
        line: 2,
        externalId: "a",
        body: { externalId: "a", reviewer: "ann", outcome: "yes", at, suggestionVisible: true, secondsSpent: 3 },
      },
    ]);
  });

  it("takes outcomes by key, or by label as people write them, and leaves others to be refused", () => {
    const outcomes = rowsOf("a,x,yes,2024-03-01,,\nb,x,yes it is,2024-03-01,,\nc,x,NO,2024-03-01,,\n").map((row) =>
      "body" in row ? row.body : null,
    );
    expect(outcomes).toMatchObject([{ outcome: "yes" }, { outcome: "yes it is" }, { outcome: "no" }]);
    expect(rowsOf('a,x,"Yes, it is",2024-03-01,,\n')).toMatchObject([{ body: { outcome: "yes" } }]);
  });

  it.each([
    ["a,x,,2024-03-01,,", /no answer/],
    ["a,x,yes,01.03.2024,,", /no moment/],
    ["a,x,yes,2024-13-01,,", /no moment/],
    ["a,x,yes,2024-03-01,perhaps,", /neither yes nor no/],
    ["a,x,yes,2024-03-01,,long", /no number of seconds/],
    ["a,x,yes", /3 cells/],
  ])("says what is wrong with %s", (text, problem) => {
    expect(rowsOf(`${text}\n`)).toEqual([{ line: 2, externalId: "a", problem: expect.stringMatching(problem) }]);
  });

  it("holds numbers where the use case asks for one", () => {
    expect(rowsOf("a,x,9.5,2024-03-01,,\nb,x,many,2024-03-01,,\n", regression)).toMatchObject([
      { body: { value: 9.5 } },
      { problem: '"many" is no number.' },
    ]);
  });

  it("counts lines through quoted line breaks, blank lines and any part of the file", () => {
    const part = readVerdictPart({ header: 'id;"the\nname"\r\n', text: 'a;"x\ny"\n\nb;z\n', firstLine: 40 });
    expect(part).toEqual({
      names: ["id", "the\nname"],
      rows: [
        { line: 40, cells: ["a", "x\ny"] },
        { line: 43, cells: ["b", "z"] },
      ],
    });
  });
});

describe("what a file comes to", () => {
  const fresh = (line: number, pair: string, says: string) => ({ line, externalId: pair, pair, says });

  it("sees what stands twice in different parts of it", () => {
    const add = totalPreviews();
    add({ rows: 2, fresh: [fresh(2, "a", "yes"), fresh(3, "b", "yes")], repeated: 0, problems: [] });
    const totals = add({
      rows: 3,
      fresh: [fresh(4, "a", "yes"), fresh(5, "b", "no"), fresh(6, "c", "no")],
      repeated: 1,
      problems: [],
    });
    expect(totals).toMatchObject({ rows: 5, fresh: 3, repeated: 2 });
    expect(totals.problems).toEqual([{ line: 5, externalId: "b", message: expect.stringContaining("Line 3") }]);
  });

  it("adds up what was taken in", () => {
    const problem = { line: 9, externalId: "x", message: "No." };
    const first = addResult(noTotals, { taken: 3, repeated: 1, problems: [problem] });
    expect(addResult(first, { taken: 2, repeated: 0, problems: [] })).toEqual({
      rows: 7,
      fresh: 5,
      repeated: 1,
      problems: [problem],
    });
  });

  it("gives its problems as CSV that no spreadsheet runs", () => {
    expect(problemsCsv([{ line: 2, externalId: "=1+1", message: 'Says "no".' }])).toBe(
      'line,externalId,problem\r\n2,"\'=1+1","Says ""no""."\r\n',
    );
  });
});
