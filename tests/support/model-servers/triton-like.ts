import ort from "onnxruntime-node";
import {
  type ModelServer,
  type Received,
  type Reply,
  startModelServer,
} from "@/tests/support/model-servers/fake-server";
import {
  BadRequest,
  numbersOf,
  parseInfer,
  type RequestTensor,
} from "@/tests/support/model-servers/open-inference-body";

const ortTypes: Record<string, string> = { FP32: "float32", FP64: "float64", INT64: "int64", BYTES: "string" };
const datatypes = Object.fromEntries(Object.entries(ortTypes).map(([datatype, type]) => [type, datatype]));

function toTensor({ datatype, data, shape, ...rest }: RequestTensor): ort.Tensor {
  switch (datatype) {
    case "FP32":
      return new ort.Tensor("float32", Float32Array.from(numbersOf({ datatype, data, shape, ...rest })), shape);
    case "INT64":
      return new ort.Tensor("int64", BigInt64Array.from(data.flat(8) as number[], BigInt), shape);
    case "BYTES":
      return new ort.Tensor("string", data.flat(8) as string[], shape);
    default:
      throw new BadRequest(`unexpected datatype ${datatype}`);
  }
}

function describe(value: ort.InferenceSession.ValueMetadata) {
  if (!value.isTensor) throw new Error("This model has outputs that Triton cannot serve.");
  const shape = value.shape.map((size) => (typeof size === "number" ? size : -1));
  return { name: value.name, datatype: datatypes[value.type] ?? value.type, shape };
}

/**
 * A server that speaks like Triton: it runs an ONNX model; versions are numbers, health has an empty body, and 400 when
 * it is not ready. Data comes back flat.
 */
export async function startTritonLike(
  model: { name: string; bytes: Uint8Array },
  state = { ready: true },
): Promise<ModelServer> {
  const session = await ort.InferenceSession.create(model.bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const inputs = session.inputMetadata.map(describe);
  const outputs = session.outputMetadata.filter(({ isTensor }) => isTensor).map(describe);

  async function infer(body: Buffer): Promise<Reply> {
    const request = parseInfer(body);
    const strange = request.inputs.find(({ name }) => !inputs.some((input) => input.name === name));
    if (strange !== undefined) throw new BadRequest(`unexpected inference input '${strange.name}' for model`);
    for (const { name, datatype } of inputs) {
      const given = request.inputs.find((input) => input.name === name);
      if (given === undefined)
        throw new BadRequest(`expected ${inputs.length} inputs but got ${request.inputs.length}`);
      if (given.datatype !== datatype) throw new BadRequest(`unexpected datatype TYPE_${given.datatype} for '${name}'`);
    }
    const wanted = (request.outputs ?? outputs).map(({ name }) => name);
    const unknown = wanted.find((name) => !outputs.some((output) => output.name === name));
    if (unknown !== undefined) throw new BadRequest(`unexpected inference output '${unknown}' for model`);
    const results = await session.run(
      Object.fromEntries(request.inputs.map((input) => [input.name, toTensor(input)])),
      wanted,
    );
    return {
      status: 200,
      body: {
        model_name: model.name,
        model_version: "1",
        outputs: wanted.map((name) => {
          const tensor = results[name] as ort.Tensor;
          const data = Array.from(tensor.data as Float32Array | BigInt64Array, Number);
          return { name, datatype: datatypes[tensor.type], shape: [...tensor.dims], data };
        }),
      },
    };
  }

  async function answer({ method, path, body }: Received): Promise<Reply> {
    const route = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(\/ready|\/infer)?$/.exec(path);
    if (route === null) return { status: 404, body: { error: "Not Found" } };
    const [, name, version = "1", call = ""] = route;
    if (!/^\d+$/.test(version)) {
      return { status: 400, body: { error: `failed to get model version from specified version string '${version}'` } };
    }
    const known = name === model.name && version === "1";
    if (call === "/ready") return { status: known && state.ready ? 200 : 400 };
    if (!known) return { status: 404, body: { error: `Request for unknown model: '${name}' version ${version}` } };
    if (call === "")
      return { status: 200, body: { name, versions: ["1"], platform: "onnxruntime_onnx", inputs, outputs } };
    if (method !== "POST") return { status: 405, body: { error: "Method Not Allowed" } };
    return infer(body);
  }

  return startModelServer(async (request) => {
    try {
      return await answer(request);
    } catch (error) {
      if (error instanceof BadRequest) return { status: 400, body: { error: error.message } };
      throw error;
    }
  });
}
