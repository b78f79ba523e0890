import type { InputTensor, ModelDescription, OutputTensor } from "@/lib/inference/tensor";

/** What the parent asks of a model's child process; it answers one after the other, in order. */
export type ChildRequest =
  | { kind: "load" }
  | {
      kind: "run";
      rows: number;
      inputs: InputTensor[];
      /** The wanted outputs and the most numbers a row may have in each, so that no answer is larger than expected. */
      outputs: { name: string; maxWidth: number }[];
    };

export type ChildReply =
  | ({ kind: "loaded"; runtime: string } & ModelDescription)
  /** `computeMs`: how long the model took, without the way there and back. */
  | { kind: "ran"; outputs: OutputTensor[]; computeMs: number }
  /** `error`: onnxruntime refused or failed. `output`: the answer's type or shape is not as wanted. */
  | { kind: "failed"; cause: "error" | "output"; message: string };
