import type { RemoteSource } from "@/lib/inference/backend";
import { type EndpointInput, type EndpointSecrets, endpointSchema } from "@/lib/inference/endpoint-schema";
import { Inference } from "@/lib/inference/inference";
import { defaultInferenceSettings, type InferenceSettings } from "@/lib/inference/inference-settings";
import { mappingSchema } from "@/lib/inference/mapping-schema";
import type { ModelDescription } from "@/lib/inference/tensor";
import { newId } from "@/lib/platform/clock";

/** A model on a server, as `predict` takes it. */
export function remoteModel(
  endpoint: EndpointInput,
  mapping: unknown,
  { secrets = {}, signature = null }: { secrets?: EndpointSecrets; signature?: ModelDescription | null } = {},
): RemoteSource {
  return {
    backend: endpoint.backend,
    id: newId(),
    endpoint: endpointSchema.parse(endpoint),
    secrets,
    mapping: mappingSchema.parse(mapping),
    signature,
  };
}

/** Inference with settings of its own, so that one test's breaker is nobody else's. */
export function inferenceWith(settings: Partial<InferenceSettings> = {}): Inference {
  return new Inference({ ...defaultInferenceSettings, dataDir: "/nowhere", ...settings });
}

const number = (field: string) => ({ field, encoding: { kind: "number" } });

/** For the model of the KServe-like server. */
export const linearMapping = {
  inputs: [{ tensor: "x", from: "vector", type: "float64", columns: [number("a"), number("b")] }],
  output: { kind: "value", tensor: "y", spreadTensor: "deviation" },
};

/** For the model of the MLServer-like server. */
export const sorterMapping = (tensor: string) => ({
  inputs: [{ tensor: "predict", from: "vector", type: "float64", columns: [number("a"), number("b")] }],
  output: { kind: "scores", tensor, classes: ["no", "yes"] },
});

/** What the model of the server that speaks like TensorFlow Serving declares. */
export const signsSignature = {
  inputs: [
    { name: "a", type: "float32", shape: [-1, 1] },
    { name: "kind", type: "string", shape: [-1] },
  ],
  outputs: [{ name: "probabilities", type: "float32", shape: [-1, 2] }],
};

/** For that model too. */
export const signsMapping = {
  inputs: [
    { tensor: "a", from: "column", type: "float32", column: number("a") },
    { tensor: "kind", from: "column", type: "string", column: { field: "kind", encoding: { kind: "text" } } },
  ],
  output: { kind: "scores", tensor: "probabilities", classes: ["yes", "no"] },
};

/** For the models of the TorchServe-like server that take fields. */
export const fieldsMapping = {
  inputs: [{ tensor: "a", from: "column", type: "float64", column: number("a") }],
  output: { kind: "scores", tensor: "scores", classes: ["yes", "no"] },
};
