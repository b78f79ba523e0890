import type { PredictionFailure } from "@/lib/inference/prediction";

/** An item's input cannot be given to the model. Thrown while one row is encoded; other rows are not concerned. */
export class InputError extends Error {
  readonly code: "missing_input" | "bad_input";

  constructor(code: "missing_input" | "bad_input", message: string) {
    super(message);
    this.name = "InputError";
    this.code = code;
  }

  get failure(): PredictionFailure {
    return { code: this.code, message: this.message };
  }
}
