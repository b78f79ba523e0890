import type { Endpoint } from "@/lib/inference/endpoint-schema";
import { openInference } from "@/lib/inference/remote/open-inference";
import type { Protocol } from "@/lib/inference/remote/protocol";
import { tensorflowServing } from "@/lib/inference/remote/tensorflow-serving";
import { torchServe } from "@/lib/inference/remote/torchserve";

/** How an endpoint is spoken to. */
export function protocolOf(endpoint: Endpoint): Protocol {
  switch (endpoint.backend) {
    case "open_inference":
      return openInference(endpoint);
    case "tensorflow_serving":
      return tensorflowServing(endpoint);
    case "torchserve":
      return torchServe(endpoint);
  }
}
