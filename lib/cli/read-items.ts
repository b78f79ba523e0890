import { parseJson } from "@/lib/api/parse-json";
import { AppError } from "@/lib/platform/errors";
import { type CsvRow, readCsv as readRows } from "@/lib/platform/read-csv";
import { cellValue } from "@/lib/use-cases/cell-value";
import type { Field } from "@/lib/use-cases/definition-schema";

/** An item's body, and the line of the file that it stands on. */
export interface ItemLine {
  line: number;
  body: unknown;
}

/** The bodies in an NDJSON text, one per line that is not blank. */
export function readNdjson(text: string): ItemLine[] {
  return text.split("\n").flatMap((content, index): ItemLine[] => {
    if (content.trim() === "") return [];
    const { value, problems } = parseJson(content, index + 1);
    const [problem] = problems;
    if (problem === undefined) return [{ line: index + 1, body: value }];
    throw new AppError("invalid_json", `Line ${index + 1}, ${problem.path.join(".")}: ${problem.message}`);
  });
}

/**
 * The bodies in a CSV text: one column per field, one with the external id; others are left out where `skip` names them
 * and refused as unknown fields otherwise. An empty cell is a missing value.
 */
export function readCsv(
  text: string,
  fields: readonly Field[],
  columns: { id: string; skip: readonly string[] },
): ItemLine[] {
  const kinds = new Map(fields.map(({ key, kind }) => [key, kind]));
  const toBody = ({ line, cells }: CsvRow): ItemLine => {
    const externalId = cells.get(columns.id);
    if (externalId === undefined) {
      throw new AppError("invalid_input", `There is no column ${columns.id} for the external id. Name it with --id.`);
    }
    const input = [...cells]
      .filter(([name, cell]) => name !== columns.id && cell !== "" && !columns.skip.includes(name))
      .map(([name, cell]) => [name, cellValue(kinds.get(name) ?? "text", cell)]);
    return { line, body: { externalId, input: Object.fromEntries(input) } };
  };
  return readRows(text).map(toBody);
}
