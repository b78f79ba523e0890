import { type Cell, vectorWidth } from "@/lib/inference/encode-inputs";
import type { Mapping, MappingInput } from "@/lib/inference/mapping-schema";
import type { InputTensor, TensorDescription } from "@/lib/inference/tensor";

const rowLimit = 256;
const byteLimit = 16 * 1024 * 1024;

/** How many rows may go to the model at once: 256, fewer where a row is large (pictures) or the model takes only one. */
export function rowsPerBatch(mapping: Mapping, description?: { inputs: readonly TensorDescription[] }): number {
  if (description?.inputs.some(({ shape }) => shape[0] === 1)) return 1;
  const rowBytes = mapping.inputs.reduce((sum, input) => sum + inputWidth(input) * 8, 0);
  return Math.max(1, Math.min(rowLimit, Math.floor(byteLimit / rowBytes)));
}

/** How many numbers (or texts) an input tensor holds for each row. */
export function inputWidth(input: MappingInput): number {
  switch (input.from) {
    case "column":
      return 1;
    case "vector":
      return vectorWidth(input.columns);
    case "image":
      return input.width * input.height * input.channels;
  }
}

/** The shape of an input tensor for one row, without the batch's dimension. A column is [1], or [] where `rank` is 1. */
export function rowShape(input: MappingInput, rank = 2): number[] {
  switch (input.from) {
    case "column":
      return rank === 1 ? [] : [1];
    case "vector":
      return [inputWidth(input)];
    case "image":
      return input.layout === "nchw"
        ? [input.channels, input.height, input.width]
        : [input.height, input.width, input.channels];
  }
}

/** Puts encoded rows into the input tensors of one batch. `ranks` are the model's own, by tensor name. */
export function batchRows(
  mapping: Mapping,
  ranks: ReadonlyMap<string, number>,
  rows: readonly (readonly Cell[])[],
): InputTensor[] {
  return mapping.inputs.map((input, index) => ({
    name: input.tensor,
    type: input.type,
    dims: [rows.length, ...rowShape(input, ranks.get(input.tensor))],
    data: stack(
      input,
      rows.map((cells) => cells[index] as Cell),
    ),
  }));
}

function stack(input: MappingInput, cells: readonly Cell[]): InputTensor["data"] {
  if (input.from === "column") return stackColumn(input.type, cells);
  if (input.type === "string") return (cells as (readonly string[])[]).flat();
  if (input.type === "int64") {
    return BigInt64Array.from(
      (cells as Float64Array[]).flatMap((cell) => [...cell]),
      BigInt,
    );
  }
  const width = inputWidth(input);
  const length = cells.length * width;
  const out = input.type === "float32" ? new Float32Array(length) : new Float64Array(length);
  cells.forEach((cell, row) => {
    out.set(cell as Float32Array | Float64Array, row * width);
  });
  return out;
}

function stackColumn(type: InputTensor["type"], cells: readonly Cell[]): InputTensor["data"] {
  switch (type) {
    case "string":
      return cells as string[];
    case "float32":
      return new Float32Array(cells as number[]);
    case "float64":
      return new Float64Array(cells as number[]);
    case "int32":
      return new Int32Array(cells as number[]);
    case "int64":
      return BigInt64Array.from(cells as number[], BigInt);
    case "bool":
      return new Uint8Array(cells as number[]);
  }
}

/** An unremarkable row, to warm a model up: zeros and empty texts. */
export function neutralRow(mapping: Mapping): Cell[] {
  return mapping.inputs.map((input) => {
    if (input.type === "string") return input.from === "column" ? "" : input.columns.map(() => "");
    if (input.from === "column") return 0;
    return input.type === "float32" ? new Float32Array(inputWidth(input)) : new Float64Array(inputWidth(input));
  });
}
