import { AppError } from "@/lib/platform/errors";

/** One row of a CSV file, by the names in its header, and the line that it starts on. */
export interface CsvRow {
  line: number;
  cells: ReadonlyMap<string, string>;
}

interface Record {
  line: number;
  cells: string[];
}

/** A cell and what ends it: a comma, a line break, or the end of the text. */
const cellPattern = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

function* readRecords(text: string): Generator<Record> {
  let line = 1;
  let record: Record = { line, cells: [] };
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    cellPattern.lastIndex = at;
    const match = cellPattern.exec(text);
    if (match === null) {
      throw new AppError(
        "invalid_input",
        `Line ${line} is not valid CSV: a quote stands where none can, or is not closed.`,
      );
    }
    const [whole, quoted, plain = "", end = ""] = match;
    record.cells.push(quoted?.replaceAll('""', '"') ?? plain);
    line += whole.split(/\r\n|\n|\r/).length - 1;
    at += whole.length;
    if (end === "," && at < text.length) continue;
    if (end === ",") record.cells.push("");
    yield record;
    record = { line, cells: [] };
  }
}

/** The rows of a CSV text (RFC 4180) below its header. Throws `invalid_input` naming the line that is broken. */
export function parseCsv(text: string): CsvRow[] {
  const [header, ...records] = readRecords(text);
  const names = header?.cells ?? [];
  if (new Set(names).size !== names.length) {
    throw new AppError("invalid_input", "The header of this CSV file names a column twice.");
  }
  return records
    .filter(({ cells }) => cells.some((cell) => cell !== ""))
    .map(({ line, cells }) => {
      if (cells.length !== names.length) {
        throw new AppError("invalid_input", `Line ${line} has ${cells.length} cells; the header has ${names.length}.`);
      }
      return { line, cells: new Map(names.map((name, index) => [name, cells[index] ?? ""])) };
    });
}
