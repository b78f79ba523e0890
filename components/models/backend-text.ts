import type { Backend } from "@/lib/platform/generated/prisma/enums";

/** Where a model's answers come from, in a word or two. */
export const backendName: Record<Backend, string> = {
  onnx: "ONNX file",
  open_inference: "Open Inference server",
  tensorflow_serving: "TensorFlow Serving",
  torchserve: "TorchServe",
  supplied: "The caller",
};

/** The same in a sentence. */
export const backendSentence: Record<Backend, string> = {
  onnx: "An ONNX file that runs here, in a process of its own.",
  open_inference: "A model server that speaks the Open Inference Protocol.",
  tensorflow_serving: "A TensorFlow Serving server.",
  torchserve: "A TorchServe server.",
  supplied: "The caller, who sends a prediction with each item.",
};
