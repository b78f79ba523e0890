import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell } from "@/lib/platform/csv-cell";
import { jsonLine } from "@/lib/platform/json-line";

describe("a CSV cell (security line 26)", () => {
  it.each(["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "-", "+", "=1", "-1-1", "--1"])(
    "%j is no formula",
    (text) => {
      const [[cell]] = parse(csvCell(text)) as [[string]];
      expect(cell).toBe(`'${text}`);
    },
  );

  it.each(["-1", "+1.5", "-0.25e-3", "12", ".5", "-7."])("%s stays a number", (text) => {
    expect(csvCell(text)).toBe(text);
  });

  it("keeps numbers, yes and no, and nothing bare", () => {
    expect([csvCell(-3.5), csvCell(0), csvCell(true), csvCell(null), csvCell(undefined)]).toEqual([
      "-3.5",
      "0",
      "true",
      "",
      "",
    ]);
  });

  it("comes back as it was from a CSV reader", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), (texts) => {
        const [cells] = parse(`${texts.map(csvCell).join(",")}\r\n`, {
          relax_column_count: true,
          skip_empty_lines: false,
        });
        expect(
          cells?.map((cell: string, place: number) => (cell === `'${texts[place]}` ? texts[place] : cell)),
        ).toEqual(texts);
      }),
    );
  });
});

describe("a JSON line (security line 27)", () => {
  it("is one line, whatever breaks lines inside", () => {
    const line = jsonLine({ text: "a\r\nb\u2028c\u2029d\u0085e" });
    expect(line.match(/[\r\n\u2028\u2029\u0085]/g)).toEqual(["\n"]);
    expect(line.endsWith("\n")).toBe(true);
    expect(JSON.parse(line)).toEqual({ text: "a\r\nb\u2028c\u2029d\u0085e" });
  });
});
