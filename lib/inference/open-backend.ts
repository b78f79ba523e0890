import type { Backend, ModelSource } from "@/lib/inference/backend";
import type { InferenceSettings } from "@/lib/inference/inference-settings";
import { artifactPath } from "@/lib/inference/onnx/artifact-path";
import { OnnxRunner } from "@/lib/inference/onnx/runner";
import { RemoteRunner } from "@/lib/inference/remote/remote-runner";

/** The backend for a model. A new kind of backend is a case here and a class of its own. */
export function openBackend(model: ModelSource, settings: InferenceSettings): Backend {
  switch (model.backend) {
    case "onnx": {
      const { sha256, mapping, load } = model;
      return new OnnxRunner({ sha256, mapping, path: () => artifactPath(settings.dataDir, sha256, load) }, settings);
    }
    case "open_inference":
    case "tensorflow_serving":
    case "torchserve":
      return new RemoteRunner(model, settings);
  }
}
