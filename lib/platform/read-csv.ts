import { CsvError, type Info } from "csv-parse";
import { parse } from "csv-parse/sync";
import { AppError } from "@/lib/platform/errors";

/** One row of a CSV file, by the names in its header, and the line that it starts on. */
export interface CsvRow {
  line: number;
  cells: ReadonlyMap<string, string>;
}

/** A CSV text as it stands: its header, and rows of as many cells as each has. */
export interface CsvTable {
  names: string[];
  rows: { line: number; cells: string[] }[];
}

interface CsvRecord {
  record: string[];
  info: Info;
}

/** The rows of a CSV text (RFC 4180) below its header. Throws `invalid_input` naming the line that is broken. */
export function readCsv(text: string): CsvRow[] {
  const { names, rows } = readCsvTable(text);
  return rows.map(({ line, cells }) => {
    if (cells.length !== names.length) {
      throw new AppError("invalid_input", `Line ${line} has ${cells.length} cells; the header has ${names.length}.`);
    }
    return { line, cells: new Map(names.map((name, index) => [name, cells[index] ?? ""])) };
  });
}

/**
 * The same without a word about rows that are too short or too long, and with another separator if need be. Rows of
 * nothing but empty cells are left out. Throws `invalid_input` for broken quotes and a header with a name twice.
 */
export function readCsvTable(text: string, delimiter = ","): CsvTable {
  const [header, ...records] = parseRecords(text, delimiter);
  const names = header?.record ?? [];
  if (new Set(names).size !== names.length) {
    throw new AppError("invalid_input", "The header of this CSV file names a column twice.");
  }
  return {
    names,
    rows: records
      .filter(({ record }) => record.some((cell) => cell !== ""))
      .map(({ record, info }) => ({ line: firstLine(record, info), cells: record })),
  };
}

/** csv-parse counts to the line on which a record ends. */
function firstLine(record: readonly string[], { lines }: Info): number {
  const inside = record.reduce((sum, cell) => sum + cell.split(/\r\n|\n|\r/).length - 1, 0);
  return lines - inside;
}

function parseRecords(text: string, delimiter: string): CsvRecord[] {
  try {
    const options = { delimiter, bom: true, info: true, relax_column_count: true, skip_empty_lines: true } as const;
    return parse(text, options) as unknown as CsvRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? `Line ${error.lines}` : "This";
    throw new AppError("invalid_input", `${line} is not valid CSV: a quote stands where none can, or is not closed.`, {
      cause: error,
    });
  }
}
