import { attributeType, type OnnxMessage, tensorDataType } from "@/lib/inference/onnx/onnx-proto";

/** A named constant of float32 values, row by row. */
export function floatTensor(name: string, dims: number[], values: ArrayLike<number>): OnnxMessage<"TensorProto"> {
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (values.length !== size) throw new RangeError(`${name}: ${values.length} values for ${size} places.`);
  const bytes = new DataView(new ArrayBuffer(size * 4));
  for (let index = 0; index < size; index += 1) bytes.setFloat32(index * 4, values[index] ?? 0, true);
  return { name, dims, data_type: tensorDataType.float32, raw_data: new Uint8Array(bytes.buffer) };
}

/** A named constant of int64 values. */
export function integerTensor(name: string, values: number[]): OnnxMessage<"TensorProto"> {
  return { name, dims: [values.length], data_type: tensorDataType.int64, int64_data: values };
}

/** An input or output of a graph; a dimension is a number, or a name where it varies. */
export function valueInfo(
  name: string,
  type: keyof typeof tensorDataType,
  dims: (number | string)[],
): OnnxMessage<"ValueInfoProto"> {
  const dim = dims.map((value) => (typeof value === "number" ? { dim_value: value } : { dim_param: value }));
  return { name, type: { tensor_type: { elem_type: tensorDataType[type], shape: { dim } } } };
}

/** A node named after its first output. Attributes: a number is an int, a list holds ints or texts. */
export function node(
  opType: string,
  input: string[],
  output: string,
  attributes: Record<string, number | number[] | string[]> = {},
  domain = "",
): OnnxMessage<"NodeProto"> {
  const attribute = Object.entries(attributes).map(([name, value]) => makeAttribute(name, value));
  return { name: output, op_type: opType, domain, input, output: [output], attribute };
}

function makeAttribute(name: string, value: number | number[] | string[]): OnnxMessage<"AttributeProto"> {
  if (typeof value === "number") return { name, type: attributeType.int, i: value };
  const texts = value.filter((entry) => typeof entry === "string");
  if (texts.length > 0) return { name, type: attributeType.strings, strings: texts.map((text) => Buffer.from(text)) };
  return { name, type: attributeType.ints, ints: value.filter((entry) => typeof entry === "number") };
}

/** A whole model. `notes` are kept in the file as its metadata; no time of writing, so equal training gives equal bytes. */
export function onnxModel(
  name: string,
  graph: Pick<OnnxMessage<"GraphProto">, "node" | "initializer" | "sparse_initializer" | "input" | "output">,
  notes: Record<string, string>,
): OnnxMessage<"ModelProto"> {
  return {
    ir_version: 8,
    producer_name: "countersign-demo",
    model_version: 1,
    graph: { name, ...graph },
    opset_import: [
      { domain: "", version: 17 },
      { domain: "ai.onnx.ml", version: 3 },
    ],
    metadata_props: Object.entries(notes).map(([key, value]) => ({ key, value })),
  };
}
