/** What a model says about one of its inputs or outputs. */
export interface TensorDescription {
  name: string;
  /** `float32`, `int64`, `string`, ...; `not_a_tensor` for a sequence or a map. */
  type: string;
  /** -1: any size. Empty also for what is not a tensor. */
  shape: number[];
}

export interface ModelDescription {
  inputs: TensorDescription[];
  outputs: TensorDescription[];
}

/** One input tensor of a batch, row by row. */
export interface InputTensor {
  name: string;
  type: "float32" | "float64" | "int32" | "int64" | "bool" | "string";
  dims: number[];
  data: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | string[];
}

/** One output tensor of a batch, row by row, `width` numbers for each. */
export interface OutputTensor {
  width: number;
  data: Float64Array;
}
