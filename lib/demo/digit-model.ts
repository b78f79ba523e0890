import type { DigitNetwork } from "@/lib/demo/digit-network";
import { digitSize } from "@/lib/demo/digits";
import { floatTensor, node, onnxModel, valueInfo } from "@/lib/demo/onnx-parts";
import type { Mapping } from "@/lib/inference/mapping-schema";
import type { OnnxMessage } from "@/lib/inference/onnx/onnx-proto";

const classes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** The network as an ONNX graph: pictures in, one probability per digit out. */
export function digitModel(network: DigitNetwork, notes: Record<string, string>): OnnxMessage<"ModelProto"> {
  const { hiddenWeights, hiddenBias, outputWeights, outputBias } = network;
  return onnxModel(
    "digit_reading",
    {
      input: [valueInfo("image", "float32", ["batch", 1, digitSize, digitSize])],
      output: [valueInfo("probabilities", "float32", ["batch", classes.length])],
      initializer: [
        floatTensor("hidden_weights", [hiddenWeights.rows, hiddenWeights.columns], hiddenWeights.to1DArray()),
        floatTensor("hidden_bias", [hiddenBias.columns], hiddenBias.to1DArray()),
        floatTensor("output_weights", [outputWeights.rows, outputWeights.columns], outputWeights.to1DArray()),
        floatTensor("output_bias", [outputBias.columns], outputBias.to1DArray()),
      ],
      node: [
        node("Flatten", ["image"], "pixels", { axis: 1 }),
        node("Gemm", ["pixels", "hidden_weights", "hidden_bias"], "hidden_sums"),
        node("Relu", ["hidden_sums"], "hidden"),
        node("Gemm", ["hidden", "output_weights", "output_bias"], "logits"),
        node("Softmax", ["logits"], "probabilities", { axis: 1 }),
      ],
    },
    notes,
  );
}

export const digitMapping: Mapping = {
  inputs: [
    {
      tensor: "image",
      type: "float32",
      from: "image",
      field: "picture",
      width: digitSize,
      height: digitSize,
      channels: 1,
      layout: "nchw",
      scale: 255,
      mean: 0,
      deviation: 1,
      invert: false,
    },
  ],
  output: { kind: "scores", tensor: "probabilities", classes, transform: "none" },
};
