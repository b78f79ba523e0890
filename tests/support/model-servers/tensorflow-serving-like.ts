import {
  type ModelServer,
  type Received,
  type Reply,
  startModelServer,
} from "@/tests/support/model-servers/fake-server";

const dim = (...sizes: number[]) => ({
  dim: sizes.map((size) => ({ size: String(size), name: "" })),
  unknown_rank: false,
});
const info = (dtype: string, ...sizes: number[]) => ({ dtype, tensor_shape: dim(...sizes), name: "tensor:0" });

const signatures = {
  serving_default: {
    inputs: { a: info("DT_FLOAT", -1, 1), kind: info("DT_STRING", -1) },
    outputs: { probabilities: info("DT_FLOAT", -1, 2) },
    method_name: "tensorflow/serving/predict",
  },
};

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** `yes` with the probability 1 / (1 + e^-a), turned round where the kind is "odd". NaN where `a` is beyond 100. */
function scores(a: unknown, kind: unknown): [number, number] {
  if (typeof a !== "number" || typeof kind !== "string") throw new RangeError("JSON Value: is not of expected type");
  if (Math.abs(a) > 100) return [Number.NaN, Number.NaN];
  const yes = logistic(kind === "odd" ? -a : a);
  return [yes, 1 - yes];
}

type Json = Record<string, unknown>;

const only = (value: unknown) => {
  if (!Array.isArray(value) || value.length !== 1) throw new RangeError("a must have the shape [-1, 1]");
  return value[0] as unknown;
};

function predict(request: Json): unknown {
  if ("instances" in request && "inputs" in request)
    throw new RangeError("Not formatted correctly: expected only one of 'instances' and 'inputs'");
  if (request.signature_name !== "serving_default") throw new RangeError("Serving signature name not found");
  if (Array.isArray(request.instances)) {
    return { predictions: (request.instances as Json[]).map(({ a, kind }) => scores(only(a), kind)) };
  }
  const inputs = request.inputs as { a: unknown[]; kind: unknown[] };
  return { outputs: inputs.a.map((a, row) => scores(only(a), inputs.kind[row])) };
}

function classify(request: Json): unknown {
  const examples = request.examples as Json[];
  return {
    results: examples.map(({ a, kind }) => {
      const [yes, no] = scores(a, kind);
      return [
        ["1", yes],
        ["0", no],
      ];
    }),
  };
}

/** As the server's own writer does it: NaN and Infinity stand bare. */
function bareJson(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return `[${value.map(bareJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, part]) => `${JSON.stringify(key)}: ${bareJson(part)}`)
    .join(", ")}}`;
}

/** A server that speaks like TensorFlow Serving's REST interface, with the model `signs` in version 3 (label `stable`). */
export function startTensorflowServingLike(
  state: { state: string; resultKey: "results" | "result" } = { state: "AVAILABLE", resultKey: "results" },
): Promise<ModelServer> {
  function call(verb: string, body: Buffer): Reply {
    // An example has no types but those of its values: a number without a point makes a feature of integers.
    if (verb !== "predict" && /"a":\s*-?\d+[,}]/.test(body.toString())) {
      throw new RangeError("Key: a. Data types don't match. Expected type: float");
    }
    const request = JSON.parse(body.toString()) as Json;
    const examples = request.examples as Json[] | undefined;
    if (verb === "predict") return { status: 200, body: bareJson(predict(request)) };
    if (examples === undefined) throw new RangeError("Missing examples");
    if (verb === "regress")
      return { status: 200, body: bareJson({ [state.resultKey]: examples.map(({ a }) => Number(a) * 2) }) };
    const { results } = classify(request) as { results: unknown };
    return { status: 200, body: bareJson({ [state.resultKey]: results }) };
  }

  return startModelServer(({ method, path, body }: Received): Reply => {
    const route =
      /^\/v1\/models\/signs(?:\/versions\/(\d+)|\/labels\/([^/:]+))?(\/metadata|:predict|:classify|:regress)?$/.exec(
        path,
      );
    if (route === null) return { status: 404, body: { error: "Malformed request or unknown model" } };
    const [, version = "3", label = "stable", verb = ""] = route;
    if (version !== "3" || label !== "stable") {
      return { status: 404, body: { error: `Servable not found for request: Specific(signs, ${version})` } };
    }
    if (verb === "") {
      const status = { error_code: "OK", error_message: "" };
      return { status: 200, body: { model_version_status: [{ version: "3", state: state.state, status }] } };
    }
    if (verb === "/metadata") {
      const model_spec = { name: "signs", signature_name: "", version: "3" };
      return { status: 200, body: { model_spec, metadata: { signature_def: { signature_def: signatures } } } };
    }
    if (method !== "POST") return { status: 404, body: { error: "Malformed request" } };
    try {
      return call(verb.slice(1), body);
    } catch (error) {
      return { status: 400, body: { error: error instanceof Error ? error.message : "" } };
    }
  });
}
