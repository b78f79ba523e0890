import { encodeColumn, type ItemInput } from "@/lib/inference/encode-column";
import { encodeImage } from "@/lib/inference/encode-image";
import { InputError } from "@/lib/inference/input-error";
import type { Column, Mapping, MappingInput } from "@/lib/inference/mapping-schema";
import { type NumberType, numberProblem } from "@/lib/inference/number-problem";
import type { FailedAnswer } from "@/lib/inference/prediction";

/** What one input tensor gets from one item: a number or text, the numbers of a vector or image, or a vector's texts. */
export type Cell = number | string | Float32Array | Float64Array | readonly string[];

/** One cell per entry of the mapping's inputs, in their order. */
export type EncodedRow = { ok: true; cells: Cell[] } | FailedAnswer;

/** Turns items' inputs into what the mapping's tensors hold, one by one: a bad row fails alone. Never rejects for one. */
export async function encodeInputs(mapping: Mapping, rows: readonly ItemInput[]): Promise<EncodedRow[]> {
  const encoded = rows.map((row) => encodeRow(mapping, row));
  // Only pictures take time; a row without one is not worth a promise.
  if (mapping.inputs.every(({ from }) => from !== "image")) return encoded;
  return Promise.all(rows.map((row, index) => addImages(mapping, row, encoded[index] as EncodedRow)));
}

function encodeRow(mapping: Mapping, row: ItemInput): EncodedRow {
  try {
    const cells = mapping.inputs.map((input) => (input.from === "image" ? "" : encodeCell(input, row)));
    return { ok: true, cells };
  } catch (error) {
    return failed(error);
  }
}

async function addImages(mapping: Mapping, row: ItemInput, encoded: EncodedRow): Promise<EncodedRow> {
  if (!encoded.ok) return encoded;
  try {
    for (const [index, input] of mapping.inputs.entries()) {
      if (input.from === "image") encoded.cells[index] = await encodeImage(input, row);
    }
    return encoded;
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): FailedAnswer {
  if (error instanceof InputError) return { ok: false, failure: error.failure };
  throw error;
}

function encodeCell(input: Exclude<MappingInput, { from: "image" }>, row: ItemInput): Cell {
  if (input.from === "vector") {
    if (input.type === "string") return input.columns.map((column) => String(encodeColumn(column, row)));
    return encodeVector(input.columns, input.type, row);
  }
  const value = encodeColumn(input.column, row);
  if (input.type === "string") return String(value);
  return fitting(input.type, Number(value), input.column);
}

function encodeVector(columns: readonly Column[], type: "float32" | "float64" | "int64", row: ItemInput): Cell {
  const width = vectorWidth(columns);
  const out = type === "float32" ? new Float32Array(width) : new Float64Array(width);
  let position = 0;
  for (const column of columns) {
    const value = Number(encodeColumn(column, row));
    if (column.encoding.kind !== "one_hot") out[position] = fitting(type, value, column);
    else if (value >= 0) out[position + value] = 1;
    position += columnWidth(column);
  }
  return out;
}

/** How many numbers the columns take in a vector. */
export function vectorWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + columnWidth(column), 0);
}

function columnWidth({ encoding }: Column): number {
  return encoding.kind === "one_hot" ? encoding.categories.length : 1;
}

function fitting(type: NumberType, value: number, { field }: Column): number {
  const problem = numberProblem(type, value);
  if (problem === null) return value;
  throw new InputError("bad_input", `The value of “${field}” ${problem}, as the model needs it.`);
}
