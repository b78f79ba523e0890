import type { PartPreview, PartResult, RowProblem } from "@/lib/items/verdict-file-view";

/** What a whole file comes to, as far as it has been looked at. */
export interface FileTotals {
  rows: number;
  fresh: number;
  repeated: number;
  problems: RowProblem[];
}

export const noTotals: FileTotals = { rows: 0, fresh: 0, repeated: 0, problems: [] };

/** Sums up the previews of a file's parts; sees also what stands twice in different parts of the file. */
export function totalPreviews(): (part: PartPreview) => FileTotals {
  const said = new Map<string, { says: string; line: number }>();
  let totals = noTotals;
  return ({ rows, fresh, repeated, problems }) => {
    const found: RowProblem[] = [];
    let [news, again] = [0, repeated];
    for (const { line, externalId, pair, says } of fresh) {
      const earlier = said.get(pair);
      if (earlier === undefined) {
        said.set(pair, { says, line });
        news++;
      } else if (earlier.says === says) again++;
      else {
        const message = `Line ${earlier.line} has another verdict of this reviewer on this item.`;
        found.push({ line, externalId, message });
      }
    }
    totals = {
      rows: totals.rows + rows,
      fresh: totals.fresh + news,
      repeated: totals.repeated + again,
      problems: [...totals.problems, ...problems, ...found],
    };
    return totals;
  };
}

/** Sums up what taking in a file's parts did. */
export function addResult(totals: FileTotals, { taken, repeated, problems }: PartResult): FileTotals {
  return {
    rows: totals.rows + taken + repeated + problems.length,
    fresh: totals.fresh + taken,
    repeated: totals.repeated + repeated,
    problems: [...totals.problems, ...problems],
  };
}

/** Problems as a CSV file. */
export function problemsCsv(problems: readonly RowProblem[]): string {
  // A cell that begins like a formula would be run as one by spreadsheets.
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const rows = problems.map(({ line, externalId, message }) => `${line},${cell(externalId)},${cell(message)}`);
  return `${["line,externalId,problem", ...rows].join("\r\n")}\r\n`;
}
