import type { PredictionFailureCode } from "@/lib/inference/prediction";

/** What a kind of failure means, for people. What happened to one item stands in its own failure. */
export const failureText: Record<PredictionFailureCode, string> = {
  missing_input: "The item had no value for a field that the model cannot do without.",
  bad_input: "The item had a value that cannot be given to the model.",
  timeout: "The model took longer than it may.",
  crash: "The model, or its process, stopped with an error.",
  non_finite: "The model answered with a number that is not finite (NaN or infinity).",
  bad_output: "The model's answer is not what its mapping says.",
  unavailable: "The model could not be loaded or reached, or failed so often that it was left alone for a while.",
  overloaded: "More items waited for the model than it could serve.",
};
