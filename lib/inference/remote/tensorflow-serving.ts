import type { RawAnswer } from "@/lib/inference/backend";
import { batchRows } from "@/lib/inference/batch-rows";
import type { Cell } from "@/lib/inference/encode-inputs";
import type { TensorFlowServingEndpoint } from "@/lib/inference/endpoint-schema";
import type { Mapping } from "@/lib/inference/mapping-schema";
import { parseAnswer } from "@/lib/inference/remote/parse-answer";
import { pictureOf } from "@/lib/inference/remote/picture-of";
import type { Protocol } from "@/lib/inference/remote/protocol";
import { labelOutput, mainTensors, namedOutput, numbersOutput } from "@/lib/inference/remote/row-output";
import { badAnswer } from "@/lib/inference/remote/server-problem";
import { elementTexts, flatten, nestTexts } from "@/lib/inference/remote/tensor-json";
import type { InputTensor, ModelDescription, TensorDescription } from "@/lib/inference/tensor";

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** TensorFlow's types by the names that the rest of inference uses. */
const typeNames: Readonly<Record<string, string>> = {
  DT_FLOAT: "float32",
  DT_DOUBLE: "float64",
  DT_INT32: "int32",
  DT_INT64: "int64",
  DT_BOOL: "bool",
  DT_STRING: "string",
  DT_HALF: "float16",
  DT_BFLOAT16: "bfloat16",
  DT_INT8: "int8",
  DT_INT16: "int16",
  DT_UINT8: "uint8",
  DT_UINT16: "uint16",
  DT_UINT32: "uint32",
  DT_UINT64: "uint64",
};

/** By TensorFlow Serving's convention what is named `..._bytes` is no text but bytes, which JSON has as base64. */
function textOf(tensor: string): (text: string) => string {
  return (text) => {
    const picture = tensor.endsWith("_bytes") ? pictureOf(text) : null;
    return picture === null ? JSON.stringify(text) : JSON.stringify({ b64: picture.base64 });
  };
}

const members = (entries: readonly (readonly [string, string])[]) =>
  `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`;

const tensorText = (tensor: InputTensor, dims: readonly number[]) =>
  nestTexts(elementTexts(tensor, textOf(tensor.name)), dims);

/** One row as an instance (`bare` where its only input needs no name) or an example. */
function instanceText(tensors: readonly InputTensor[], bare: boolean): string {
  const values = tensors.map((tensor) => [tensor.name, tensorText(tensor, tensor.dims.slice(1))] as const);
  const [only, ...others] = values;
  return bare && only !== undefined && others.length === 0 ? only[1] : members(values);
}

function bodyText(
  { signature, method, form }: TensorFlowServingEndpoint,
  mapping: Mapping,
  ranks: ReadonlyMap<string, number>,
  rows: readonly (readonly Cell[])[],
): string {
  const name = `"signature_name":${JSON.stringify(signature)}`;
  if (method === "predict" && form === "column") {
    const inputs = batchRows(mapping, ranks, rows).map(
      (tensor) => [tensor.name, tensorText(tensor, tensor.dims)] as const,
    );
    return `{${name},"inputs":${members(inputs)}}`;
  }
  // An example's features are lists or single values, never shapes, so a column is a single value there.
  const shapes = method === "predict" ? ranks : new Map(mapping.inputs.map(({ tensor }) => [tensor, 1]));
  const list = rows.map((row) => instanceText(batchRows(mapping, shapes, [row]), method === "predict"));
  return `{${name},"${method === "predict" ? "instances" : "examples"}":[${list.join(",")}]}`;
}

/** The rows of an answer, one value for each. */
function answerRows(answer: Json, keys: readonly string[], rows: number): unknown[] {
  const key = keys.find((candidate) => Object.hasOwn(answer, candidate));
  const value = key === undefined ? undefined : answer[key];
  if (!Array.isArray(value)) throw badAnswer(`The model server's answer has no list “${keys[0]}”.`);
  if (value.length !== rows) throw badAnswer(`The model server gave ${value.length} answers for ${rows} rows.`);
  return value;
}

/** In the column form a lone output stands there without its name. */
function columnRows(answer: Json, tensor: string, rows: number): unknown[] {
  const { outputs } = answer;
  const named = isObject(outputs) ? { [tensor]: outputs[tensor] } : { [tensor]: outputs };
  return answerRows(named, [tensor], rows);
}

function rowPart(value: unknown, tensor: string): unknown {
  if (!isObject(value)) return value;
  if (!Object.hasOwn(value, tensor)) throw badAnswer(`The model server gave no output “${tensor}”.`);
  return value[tensor];
}

function readPredicted(endpoint: TensorFlowServingEndpoint, mapping: Mapping, answer: Json, rows: number): RawAnswer[] {
  const part = (tensor: string) =>
    endpoint.form === "column"
      ? columnRows(answer, tensor, rows)
      : answerRows(answer, ["predictions"], rows).map((value) => rowPart(value, tensor));
  const main = mainTensors(mapping).map(part);
  const spreadName = mapping.output.kind === "value" ? mapping.output.spreadTensor : undefined;
  const spread = spreadName === undefined ? undefined : part(spreadName);
  return Array.from({ length: rows }, (_, row) => {
    const elements = main.flatMap((values) => flatten(values[row]));
    if (endpoint.answer === "label") return labelOutput(mapping, endpoint.labels, elements[0]);
    return numbersOutput(elements, spread === undefined ? undefined : flatten(spread[row])[0]);
  });
}

function pairsOf(value: unknown): [unknown, unknown][] {
  const pairs = Array.isArray(value) ? value : [];
  if (pairs.length === 0 || !pairs.every((pair) => Array.isArray(pair) && pair.length === 2)) {
    throw badAnswer("The model server's answer holds no pairs of class and score.");
  }
  return pairs as [unknown, unknown][];
}

function readAnswers(endpoint: TensorFlowServingEndpoint, mapping: Mapping, answer: Json, rows: number): RawAnswer[] {
  if (endpoint.method === "predict") return readPredicted(endpoint, mapping, answer, rows);
  // `result` is what the documentation says, `results` what the server does.
  const results = answerRows(answer, ["results", "result"], rows);
  if (endpoint.method === "regress") return results.map((value) => numbersOutput([value]));
  return results.map((value) => namedOutput(mapping, endpoint.labels, pairsOf(value)));
}

function sizesOf(info: Json): number[] {
  const { tensor_shape: shape } = info;
  if (!isObject(shape) || shape.unknown_rank === true || !Array.isArray(shape.dim)) return [];
  return shape.dim.map((dim) => (isObject(dim) ? Number(dim.size) : -1));
}

function tensorDescriptions(value: unknown): TensorDescription[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, info]) => {
    if (!isObject(info)) return [];
    const dtype = String(info.dtype);
    return [{ name, type: typeNames[dtype] ?? dtype.toLowerCase(), shape: sizesOf(info) }];
  });
}

function inner(value: unknown, ...keys: string[]): unknown {
  return keys.reduce((at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), value);
}

/** TensorFlow Serving's REST interface. */
export function tensorflowServing(endpoint: TensorFlowServingEndpoint): Protocol {
  const { model, version, versionLabel, method, signature } = endpoint;
  const part =
    version !== undefined
      ? `/versions/${version}`
      : versionLabel !== undefined
        ? `/labels/${encodeURIComponent(versionLabel)}`
        : "";
  const path = `/v1/models/${encodeURIComponent(model)}${part}`;
  const named = version ?? versionLabel;
  return {
    batchRows: endpoint.batchRows,
    runtime: `tensorflow_serving ${model}${named === undefined ? "" : ` ${named}`}`,
    predict: (mapping, ranks, rows) => ({
      method: "POST",
      path: `${path}:${method}`,
      body: { type: "application/json", content: bodyText(endpoint, mapping, ranks, rows) },
    }),
    read: (mapping, text, rows) => {
      const answer = parseAnswer(text);
      if (!isObject(answer)) throw badAnswer("The model server's answer is no object.");
      return { answers: readAnswers(endpoint, mapping, answer, rows) };
    },
    ready: () => ({ method: "GET", path }),
    describe: () => ({ method: "GET", path: `${path}/metadata` }),
    readDescription: (text) => {
      const signatures = inner(parseAnswer(text), "metadata", "signature_def", "signature_def", signature);
      const description: ModelDescription = {
        inputs: tensorDescriptions(inner(signatures, "inputs")),
        outputs: tensorDescriptions(inner(signatures, "outputs")),
      };
      return description.inputs.length === 0 || description.outputs.length === 0 ? null : description;
    },
  };
}
