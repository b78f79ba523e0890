import type { VerdictPart } from "@/lib/items/verdict-file-schema";
import { type CsvTable, readCsvTable } from "@/lib/platform/read-csv";

/** What separates a file's cells, as its header shows: of those that are usual the most frequent one. */
function delimiterOf(header: string): string {
  const [first] = [",", ";", "\t"].toSorted((one, other) => header.split(other).length - header.split(one).length);
  return first ?? ",";
}

const linesIn = (text: string): number => text.split(/\r\n|\n|\r/).length;

/**
 * The rows of a part of a CSV file, each with the line that it has in the whole file. Throws `invalid_input` where its
 * quotes are broken.
 */
export function readVerdictPart({ header, text, firstLine }: Omit<VerdictPart, "columns" | "useCaseId">): CsvTable {
  const head = header.replace(/[\r\n]+$/, "");
  const { names, rows } = readCsvTable(`${head}\n${text}`, delimiterOf(head));
  const shift = firstLine - linesIn(head) - 1;
  return { names, rows: rows.map(({ line, cells }) => ({ line: line + shift, cells })) };
}
