// Part of programs that bare Node runs: only erasable syntax, and imports by full path.
import protobuf from "protobufjs";

/**
 * The ONNX file format, as the ONNX IR specification numbers its fields
 * (https://github.com/onnx/onnx/blob/main/docs/IR.md, `onnx-ml.proto`). The table below is the only place that knows
 * them: the wire codec and the TypeScript types are both made from it.
 *
 * Presence matters in ONNX (an attribute `i: 0` that is written is not the same bytes as one that is absent), so fields
 * follow proto2 rules: what was set is written, what was not is not. Only the fields that the specification packs are packed.
 */
const onnxMessages = {
  ModelProto: {
    ir_version: { id: 1, type: "int64" },
    producer_name: { id: 2, type: "string" },
    producer_version: { id: 3, type: "string" },
    domain: { id: 4, type: "string" },
    model_version: { id: 5, type: "int64" },
    doc_string: { id: 6, type: "string" },
    graph: { id: 7, type: "GraphProto" },
    opset_import: { id: 8, type: "OperatorSetIdProto", rule: "repeated" },
    metadata_props: { id: 14, type: "StringStringEntryProto", rule: "repeated" },
    training_info: { id: 20, type: "TrainingInfoProto", rule: "repeated" },
    functions: { id: 25, type: "FunctionProto", rule: "repeated" },
    configuration: { id: 26, type: "DeviceConfigurationProto", rule: "repeated" },
  },
  OperatorSetIdProto: { domain: { id: 1, type: "string" }, version: { id: 2, type: "int64" } },
  StringStringEntryProto: { key: { id: 1, type: "string" }, value: { id: 2, type: "string" } },
  GraphProto: {
    node: { id: 1, type: "NodeProto", rule: "repeated" },
    name: { id: 2, type: "string" },
    initializer: { id: 5, type: "TensorProto", rule: "repeated" },
    doc_string: { id: 10, type: "string" },
    input: { id: 11, type: "ValueInfoProto", rule: "repeated" },
    output: { id: 12, type: "ValueInfoProto", rule: "repeated" },
    value_info: { id: 13, type: "ValueInfoProto", rule: "repeated" },
    quantization_annotation: { id: 14, type: "TensorAnnotation", rule: "repeated" },
    sparse_initializer: { id: 15, type: "SparseTensorProto", rule: "repeated" },
    metadata_props: { id: 16, type: "StringStringEntryProto", rule: "repeated" },
  },
  NodeProto: {
    input: { id: 1, type: "string", rule: "repeated" },
    output: { id: 2, type: "string", rule: "repeated" },
    name: { id: 3, type: "string" },
    op_type: { id: 4, type: "string" },
    attribute: { id: 5, type: "AttributeProto", rule: "repeated" },
    doc_string: { id: 6, type: "string" },
    domain: { id: 7, type: "string" },
    overload: { id: 8, type: "string" },
    metadata_props: { id: 9, type: "StringStringEntryProto", rule: "repeated" },
    device_configurations: { id: 10, type: "NodeDeviceConfigurationProto", rule: "repeated" },
  },
  AttributeProto: {
    name: { id: 1, type: "string" },
    f: { id: 2, type: "float" },
    i: { id: 3, type: "int64" },
    s: { id: 4, type: "bytes" },
    t: { id: 5, type: "TensorProto" },
    g: { id: 6, type: "GraphProto" },
    floats: { id: 7, type: "float", rule: "repeated" },
    ints: { id: 8, type: "int64", rule: "repeated" },
    strings: { id: 9, type: "bytes", rule: "repeated" },
    tensors: { id: 10, type: "TensorProto", rule: "repeated" },
    graphs: { id: 11, type: "GraphProto", rule: "repeated" },
    doc_string: { id: 13, type: "string" },
    tp: { id: 14, type: "TypeProto" },
    type_protos: { id: 15, type: "TypeProto", rule: "repeated" },
    /** One of `attributeType`. */
    type: { id: 20, type: "int32" },
    ref_attr_name: { id: 21, type: "string" },
    sparse_tensor: { id: 22, type: "SparseTensorProto" },
    sparse_tensors: { id: 23, type: "SparseTensorProto", rule: "repeated" },
  },
  ValueInfoProto: {
    name: { id: 1, type: "string" },
    type: { id: 2, type: "TypeProto" },
    doc_string: { id: 3, type: "string" },
    metadata_props: { id: 4, type: "StringStringEntryProto", rule: "repeated" },
  },
  TensorProto: {
    dims: { id: 1, type: "int64", rule: "repeated" },
    /** One of `tensorDataType`. */
    data_type: { id: 2, type: "int32" },
    segment: { id: 3, type: "TensorSegment" },
    float_data: { id: 4, type: "float", rule: "packed" },
    int32_data: { id: 5, type: "int32", rule: "packed" },
    string_data: { id: 6, type: "bytes", rule: "repeated" },
    int64_data: { id: 7, type: "int64", rule: "packed" },
    name: { id: 8, type: "string" },
    /** Little-endian values, row by row; used in place of the typed `*_data` fields. */
    raw_data: { id: 9, type: "bytes" },
    double_data: { id: 10, type: "double", rule: "packed" },
    uint64_data: { id: 11, type: "uint64", rule: "packed" },
    doc_string: { id: 12, type: "string" },
    /** Keys `location` (a path out of the file), `offset`, `length`, `checksum`; only where `data_location` is 1. */
    external_data: { id: 13, type: "StringStringEntryProto", rule: "repeated" },
    /** 0: in this message. 1: external. */
    data_location: { id: 14, type: "int32" },
    metadata_props: { id: 16, type: "StringStringEntryProto", rule: "repeated" },
  },
  TensorSegment: { begin: { id: 1, type: "int64" }, end: { id: 2, type: "int64" } },
  SparseTensorProto: {
    values: { id: 1, type: "TensorProto" },
    indices: { id: 2, type: "TensorProto" },
    dims: { id: 3, type: "int64", rule: "repeated" },
  },
  TensorShapeProto: { dim: { id: 1, type: "Dimension", rule: "repeated" } },
  /** Either a number or a name (`batch`); neither means unknown. */
  Dimension: {
    dim_value: { id: 1, type: "int64" },
    dim_param: { id: 2, type: "string" },
    denotation: { id: 3, type: "string" },
  },
  /** Exactly one of the `*_type` fields is set. */
  TypeProto: {
    tensor_type: { id: 1, type: "TensorTypeProto" },
    sequence_type: { id: 4, type: "SequenceTypeProto" },
    map_type: { id: 5, type: "MapTypeProto" },
    denotation: { id: 6, type: "string" },
    opaque_type: { id: 7, type: "OpaqueTypeProto" },
    sparse_tensor_type: { id: 8, type: "TensorTypeProto" },
    optional_type: { id: 9, type: "OptionalTypeProto" },
  },
  TensorTypeProto: { elem_type: { id: 1, type: "int32" }, shape: { id: 2, type: "TensorShapeProto" } },
  SequenceTypeProto: { elem_type: { id: 1, type: "TypeProto" } },
  MapTypeProto: { key_type: { id: 1, type: "int32" }, value_type: { id: 2, type: "TypeProto" } },
  OptionalTypeProto: { elem_type: { id: 1, type: "TypeProto" } },
  OpaqueTypeProto: { domain: { id: 1, type: "string" }, name: { id: 2, type: "string" } },
  FunctionProto: {
    name: { id: 1, type: "string" },
    input: { id: 4, type: "string", rule: "repeated" },
    output: { id: 5, type: "string", rule: "repeated" },
    attribute: { id: 6, type: "string", rule: "repeated" },
    node: { id: 7, type: "NodeProto", rule: "repeated" },
    doc_string: { id: 8, type: "string" },
    opset_import: { id: 9, type: "OperatorSetIdProto", rule: "repeated" },
    domain: { id: 10, type: "string" },
    attribute_proto: { id: 11, type: "AttributeProto", rule: "repeated" },
    value_info: { id: 12, type: "ValueInfoProto", rule: "repeated" },
    overload: { id: 13, type: "string" },
    metadata_props: { id: 14, type: "StringStringEntryProto", rule: "repeated" },
  },
  TrainingInfoProto: {
    initialization: { id: 1, type: "GraphProto" },
    algorithm: { id: 2, type: "GraphProto" },
    initialization_binding: { id: 3, type: "StringStringEntryProto", rule: "repeated" },
    update_binding: { id: 4, type: "StringStringEntryProto", rule: "repeated" },
  },
  TensorAnnotation: {
    tensor_name: { id: 1, type: "string" },
    quant_parameter_tensor_names: { id: 2, type: "StringStringEntryProto", rule: "repeated" },
  },
  DeviceConfigurationProto: {
    name: { id: 1, type: "string" },
    num_devices: { id: 2, type: "int32" },
    device: { id: 3, type: "string", rule: "repeated" },
  },
  NodeDeviceConfigurationProto: {
    configuration_id: { id: 1, type: "string" },
    sharding_spec: { id: 2, type: "ShardingSpecProto", rule: "repeated" },
    pipeline_stage: { id: 3, type: "int32" },
  },
  ShardingSpecProto: {
    tensor_name: { id: 1, type: "string" },
    device: { id: 2, type: "int64", rule: "repeated" },
    index_to_device_group_map: { id: 3, type: "IntIntListEntryProto", rule: "repeated" },
    sharded_dim: { id: 4, type: "ShardedDimProto", rule: "repeated" },
  },
  IntIntListEntryProto: { key: { id: 1, type: "int64" }, value: { id: 2, type: "int64", rule: "repeated" } },
  ShardedDimProto: {
    axis: { id: 1, type: "int64" },
    simple_sharding: { id: 2, type: "SimpleShardedDimProto", rule: "repeated" },
  },
  SimpleShardedDimProto: {
    dim_value: { id: 1, type: "int64" },
    dim_param: { id: 2, type: "string" },
    num_shards: { id: 3, type: "int64" },
  },
} as const satisfies Record<string, Record<string, OnnxField>>;

interface OnnxField {
  id: number;
  type: string;
  rule?: "repeated" | "packed";
}

export type Messages = typeof onnxMessages;

/** A decoded 64-bit integer is a Long (`String(value)` and `Number(value)` work); a plain number may be written. */
type OnnxInteger = number | protobuf.Long;

interface Scalars {
  int32: number;
  int64: OnnxInteger;
  uint64: OnnxInteger;
  float: number;
  double: number;
  string: string;
  bytes: Uint8Array;
}

type Value<T> = T extends keyof Scalars ? Scalars[T] : T extends keyof Messages ? OnnxMessage<T> | null : never;

/**
 * A message of the format. An absent message reads as null, an absent scalar as its default; `Object.hasOwn` tells
 * whether it was written. Decoding keeps fields that this table does not know, and encoding writes them back.
 */
export type OnnxMessage<Name extends keyof Messages> = {
  [Field in keyof Messages[Name]]?: Messages[Name][Field] extends { type: infer T; rule: string }
    ? NonNullable<Value<T>>[]
    : Messages[Name][Field] extends { type: infer T }
      ? Value<T>
      : never;
};

/** `AttributeProto.type`: which field of the attribute holds its value. */
export const attributeType = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
  sparseTensor: 11,
  sparseTensors: 12,
  typeProto: 13,
  typeProtos: 14,
} as const;

/** `TensorProto.data_type` and `elem_type`, those that onnxruntime can take or return here. */
export const tensorDataType = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
} as const;

/** What makes a model large: the values of constants and of attributes that are lists. */
const bulk: { [Name in keyof Messages]?: readonly string[] } = {
  AttributeProto: ["floats", "ints", "strings"],
  TensorProto: ["float_data", "int32_data", "string_data", "int64_data", "raw_data", "double_data", "uint64_data"],
};

function buildRoot(omitted: typeof bulk): protobuf.Root {
  const root = new protobuf.Root();
  const namespace = root.define("onnx");
  for (const [name, fields] of Object.entries(onnxMessages)) {
    const type = new protobuf.Type(name);
    for (const [fieldName, field] of Object.entries<OnnxField>(fields)) {
      if (omitted[name as keyof Messages]?.includes(fieldName)) continue;
      const rule = field.rule === undefined ? "optional" : "repeated";
      type.add(
        new protobuf.Field(fieldName, field.id, field.type, rule, undefined, { packed: field.rule === "packed" }),
      );
    }
    namespace.add(type);
  }
  root.resolveAll();
  return root;
}

const complete = buildRoot({});

/** The wire codec of an ONNX file's outermost message. */
export const modelProtoType = complete.lookupType("onnx.ModelProto");

/** The codec that leaves out whatever may be large: decoding takes little memory, whatever the file's size. */
export const modelOutlineType = buildRoot(bulk).lookupType("onnx.ModelProto");

/** Reads one message that lies in a file. */
export function decodeMessage<Name extends keyof Messages>(name: Name, bytes: Uint8Array): OnnxMessage<Name> {
  const reader = protobuf.Reader.create(bytes);
  reader.discardUnknown = false;
  return complete.lookupType(`onnx.${name}`).decode(reader) as OnnxMessage<Name>;
}

export function encodeMessage<Name extends keyof Messages>(name: Name, message: OnnxMessage<Name>): Uint8Array {
  return complete.lookupType(`onnx.${name}`).encode(message).finish();
}

/** The number of a field in the file. */
export function fieldId<Name extends keyof Messages>(name: Name, field: keyof Messages[Name] & string): number {
  return (onnxMessages[name] as Record<string, OnnxField>)[field]?.id ?? 0;
}
