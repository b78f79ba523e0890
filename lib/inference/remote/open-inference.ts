import type { RawAnswer } from "@/lib/inference/backend";
import { batchRows } from "@/lib/inference/batch-rows";
import type { OpenInferenceEndpoint } from "@/lib/inference/endpoint-schema";
import type { Mapping } from "@/lib/inference/mapping-schema";
import { parseAnswer } from "@/lib/inference/remote/parse-answer";
import type { Protocol } from "@/lib/inference/remote/protocol";
import { labelOutput, mainTensors, numbersOutput } from "@/lib/inference/remote/row-output";
import { badAnswer, ServerProblem } from "@/lib/inference/remote/server-problem";
import { elementTexts, flatten } from "@/lib/inference/remote/tensor-json";
import type { InputTensor, ModelDescription, TensorDescription } from "@/lib/inference/tensor";

const datatypes = {
  float32: "FP32",
  float64: "FP64",
  int32: "INT32",
  int64: "INT64",
  bool: "BOOL",
  string: "BYTES",
} as const satisfies Record<InputTensor["type"], string>;

/** The protocol's datatypes by the names that the rest of inference uses. */
const typeNames: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(datatypes).map(([type, datatype]) => [datatype, type])),
  FP16: "float16",
  BF16: "bfloat16",
  INT8: "int8",
  INT16: "int16",
  UINT8: "uint8",
  UINT16: "uint16",
  UINT32: "uint32",
  UINT64: "uint64",
};

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function inputText(tensor: InputTensor): string {
  const head = { name: tensor.name, shape: tensor.dims, datatype: datatypes[tensor.type] };
  return `${JSON.stringify(head).slice(0, -1)},"data":[${elementTexts(tensor).join(",")}]}`;
}

function wantedOutputs({ outputs }: OpenInferenceEndpoint, mapping: Mapping): string[] {
  if (outputs !== undefined) return outputs;
  const { output } = mapping;
  const spread = output.kind === "value" && output.spreadTensor !== undefined ? [output.spreadTensor] : [];
  return [...mainTensors(mapping), ...spread];
}

/** The elements of a named output, cut into rows. A lone row may come without a dimension for the batch. */
function outputRows(answer: Json, name: string, rows: number): unknown[][] {
  const outputs = Array.isArray(answer.outputs) ? answer.outputs.filter(isObject) : [];
  const output = outputs.find((candidate) => candidate.name === name);
  if (output === undefined) {
    const names = outputs.map((candidate) => String(candidate.name).slice(0, 80)).join(", ");
    throw badAnswer(`The model server gave no output “${name}”; it gave ${names === "" ? "none" : names}.`);
  }
  if (!Array.isArray(output.data)) throw badAnswer(`The output “${name}” has no data in JSON.`);
  const elements = flatten(output.data);
  const shape = Array.isArray(output.shape) ? output.shape : [];
  const size = shape.reduce((product: number, length) => product * Number(length), 1);
  const width = elements.length / rows;
  const batched = shape.length === 0 || shape[0] === rows || rows === 1;
  if (!batched || size !== elements.length || !Number.isInteger(width) || width < 1) {
    const found = `[${shape.join(", ")}] with ${elements.length} elements`;
    throw badAnswer(`The output “${name}” of ${rows} ${rows === 1 ? "row" : "rows"} is ${found}.`);
  }
  if (/^U?INT64$/.test(String(output.datatype)) && elements.some((value) => !isExact(value))) {
    throw badAnswer(`The output “${name}” holds whole numbers beyond 2^53, which cannot be read exactly.`);
  }
  return Array.from({ length: rows }, (_, row) => elements.slice(row * width, (row + 1) * width));
}

const isExact = (value: unknown) => typeof value !== "number" || Number.isSafeInteger(value);

function readRow(endpoint: OpenInferenceEndpoint, mapping: Mapping, main: unknown[], spread?: unknown[]): RawAnswer {
  if (endpoint.answer === "label") {
    return main.length === 1
      ? labelOutput(mapping, endpoint.labels, main[0])
      : { ok: false, failure: { code: "bad_output", message: `The model gave ${main.length} classes for an item.` } };
  }
  if (main.some((value) => typeof value === "string")) {
    const message =
      "The model server gave texts where scores were expected. If they are classes, say that it answers with a label.";
    return { ok: false, failure: { code: "bad_output", message } };
  }
  return numbersOutput(main, spread?.[0]);
}

function tensorDescriptions(value: unknown): TensorDescription[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).flatMap(({ name, datatype, shape }) => {
    if (typeof name !== "string" || typeof datatype !== "string" || !Array.isArray(shape)) return [];
    const sizes = shape.map(Number);
    return [{ name, type: typeNames[datatype] ?? datatype.toLowerCase(), shape: sizes }];
  });
}

/** The Open Inference Protocol, version 2, over HTTP: KServe, Triton, MLServer, OpenVINO. */
export function openInference(endpoint: OpenInferenceEndpoint): Protocol {
  const { model, version } = endpoint;
  const inPath = version === undefined ? "" : `/versions/${encodeURIComponent(version)}`;
  const path = `/v2/models/${encodeURIComponent(model)}${inPath}`;
  return {
    batchRows: endpoint.batchRows,
    runtime: `open_inference ${model}${version === undefined ? "" : ` ${version}`}`,
    predict: (mapping, ranks, rows) => {
      const inputs = batchRows(mapping, ranks, rows).map(inputText);
      const outputs = wantedOutputs(endpoint, mapping).map((name) => ({ name }));
      const parameters =
        endpoint.parameters === undefined ? "" : `,"parameters":${JSON.stringify(endpoint.parameters)}`;
      const wanted = outputs.length === 0 ? "" : `,"outputs":${JSON.stringify(outputs)}`;
      const content = `{"inputs":[${inputs.join(",")}]${wanted}${parameters}}`;
      return { method: "POST", path: `${path}/infer`, body: { type: "application/json", content } };
    },
    read: (mapping, text, rows) => {
      const answer = parseAnswer(text);
      if (!isObject(answer)) throw badAnswer("The model server's answer is no object.");
      const answered = answer.model_version;
      if (version !== undefined && typeof answered === "string" && answered !== "" && answered !== version) {
        const message = `Version ${answered.slice(0, 80)} answered where version ${version} was asked.`;
        throw new ServerProblem("bad_output", message, { counts: true });
      }
      const parts = mainTensors(mapping).map((name) => outputRows(answer, name, rows));
      const spreadName = mapping.output.kind === "value" ? mapping.output.spreadTensor : undefined;
      const spread = spreadName === undefined ? undefined : outputRows(answer, spreadName, rows);
      return {
        answers: Array.from({ length: rows }, (_, row) => {
          const elements = parts.flatMap((part) => part[row] ?? []);
          return readRow(endpoint, mapping, elements, spread?.[row]);
        }),
        ...(typeof answered === "string" && answered !== "" && { version: answered.slice(0, 80) }),
      };
    },
    ready: () => ({ method: "GET", path: `${path}/ready` }),
    describe: () => ({ method: "GET", path }),
    readDescription: (text) => {
      const answer = parseAnswer(text);
      if (!isObject(answer)) return null;
      const description: ModelDescription = {
        inputs: tensorDescriptions(answer.inputs),
        outputs: tensorDescriptions(answer.outputs),
      };
      return description.inputs.length === 0 || description.outputs.length === 0 ? null : description;
    },
  };
}
