import "server-only";
import { finished, Readable } from "node:stream";
import { CsvError, type Info, parse } from "csv-parse";
import { FieldSummary } from "@/lib/models/field-summary";
import type { ReferenceStatistics } from "@/lib/models/reference-schema";
import type { Problem } from "@/lib/platform/errors";
import type { Definition } from "@/lib/use-cases/definition-schema";

const mostRows = 500_000;
const mostProblems = 20;
/** Longer than the largest image as a data URI. */
const mostCharacters = 8 * 1024 * 1024;

export interface ReadReference {
  /** Training rows. */
  rows: number;
  statistics: ReferenceStatistics;
  /** Why the file cannot be used, in sentences; it must be refused where there are any. */
  problems: Problem[];
  /** What a person may want to know: columns that were passed over, fields without one. */
  notes: string[];
}

/** A record as csv-parse gives it with its `info` option. */
interface CsvRecord {
  record: string[];
  info: Info;
}

/**
 * Sums up a CSV file of training rows, field by field, by the names in its header. Streamed: memory does not grow with
 * the file. An empty cell is a missing value. A file with problems is read to its end all the same, because an upload
 * that it is a part of could not go on otherwise. Rejects only if reading itself fails.
 */
export async function readReference(
  source: Readable | Uint8Array,
  definition: Pick<Definition, "fields">,
): Promise<ReadReference> {
  const reader = new ReferenceReader(definition);
  const parser = parse({ bom: true, info: true, skip_empty_lines: true, max_record_size: mostCharacters });
  const bytes = source instanceof Uint8Array ? Readable.from(slices(source)) : source;
  finished(bytes, (error) => error && parser.destroy(error));
  try {
    for await (const record of bytes.pipe(parser) as AsyncIterable<CsvRecord>) if (!reader.take(record)) break;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    reader.refuse(csvSentence(error));
  } finally {
    bytes.unpipe(parser);
    bytes.resume();
  }
  return reader.result();
}

/** So that parsing a large file leaves others their turn. */
function* slices(bytes: Uint8Array): Generator<Buffer> {
  const size = 65_536;
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0; start < whole.length; start += size) yield whole.subarray(start, start + size);
}

function csvSentence(error: CsvError): string {
  const line = typeof error.lines === "number" ? `Line ${error.lines}` : "The file";
  if (error.code.startsWith("CSV_RECORD_INCONSISTENT")) return `${line} has another number of columns than the header.`;
  if (error.code === "CSV_MAX_RECORD_SIZE") return `${line} is longer than 8 million characters. Is it a CSV file?`;
  return `${line} is not valid CSV: a quote stands where none can, or is not closed.`;
}

class ReferenceReader {
  readonly #definition: Pick<Definition, "fields">;
  readonly #problems: Problem[] = [];
  readonly #notes: string[] = [];
  /** One for each column; null where it is passed over. Null before the header. */
  #columns: (FieldSummary | null)[] | null = null;
  #rows = 0;

  constructor(definition: Pick<Definition, "fields">) {
    this.#definition = definition;
  }

  refuse(message: string, path = "reference"): void {
    this.#problems.push({ path, message });
  }

  /** Takes header or row; false where reading on is of no use. */
  take({ record, info }: CsvRecord): boolean {
    if (this.#columns === null) {
      this.#columns = this.#readHeader(record);
      return this.#problems.length === 0;
    }
    if (this.#rows === mostRows) {
      const most = mostRows.toLocaleString("en-GB");
      this.refuse(`The file has more than ${most} rows. A random sample of them says as much: send that.`);
      return false;
    }
    this.#rows += 1;
    this.#columns.forEach((column, index) => {
      const problem = column?.add(record[index] ?? "") ?? null;
      if (problem !== null) this.refuse(`Line ${info.lines}: ${problem}`, `reference.${column?.field.key}`);
    });
    return this.#problems.length < mostProblems;
  }

  result(): ReadReference {
    if (this.#columns === null && this.#problems.length === 0) this.refuse("The file is empty.");
    else if (this.#rows === 0 && this.#problems.length === 0) this.refuse("The file has a header and no rows.");
    const columns = (this.#columns ?? []).flatMap((column) => column ?? []);
    const statistics = Object.fromEntries(columns.map((column) => [column.field.key, column.result()]));
    return { rows: this.#rows, statistics, problems: this.#problems, notes: this.#notes };
  }

  #readHeader(names: readonly string[]): (FieldSummary | null)[] {
    const fields = this.#definition.fields.filter(({ kind }) => kind !== "image");
    const twice = names.find((name, index) => names.indexOf(name) < index && fields.some(({ key }) => key === name));
    if (twice !== undefined) this.refuse(`The header names the column ${twice} twice.`, `reference.${twice}`);
    const columns = names.map((name) => {
      const field = fields.find(({ key }) => key === name);
      return field === undefined ? null : new FieldSummary(field);
    });
    const found = columns.flatMap((column) => column?.field.key ?? []);
    if (found.length === 0) {
      const separated = names.length === 1 && /[;\t|]/.test(names[0] ?? "") ? " The separator must be a comma." : "";
      const keys = fields.map(({ key }) => key).join(", ");
      this.refuse(`No column of the file is a field of this use case. Its fields are: ${keys}.${separated}`);
      return columns;
    }
    const ignored = names.filter((name) => !found.includes(name));
    if (ignored.length > 0) this.#notes.push(`Columns that are no field were passed over: ${listText(ignored)}.`);
    const absent = fields.map(({ key }) => key).filter((key) => !found.includes(key));
    if (absent.length > 0) this.#notes.push(`The file says nothing about these fields: ${listText(absent)}.`);
    return columns;
  }
}

function listText(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => name.slice(0, 60) || "(no name)");
  return names.length > shown.length ? `${shown.join(", ")} and ${names.length - shown.length} more` : shown.join(", ");
}
