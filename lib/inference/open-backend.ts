import type { Backend, ModelSource } from "@/lib/inference/backend";
import type { InferenceSettings } from "@/lib/inference/inference-settings";
import { artifactPath } from "@/lib/inference/onnx/artifact-path";
import { OnnxRunner } from "@/lib/inference/onnx/runner";

/** The backend for a model. A new kind of backend is a case here and a class of its own. */
export function openBackend({ backend, sha256, mapping, load }: ModelSource, settings: InferenceSettings): Backend {
  switch (backend) {
    case "onnx":
      return new OnnxRunner({ sha256, mapping, path: () => artifactPath(settings.dataDir, sha256, load) }, settings);
  }
}
