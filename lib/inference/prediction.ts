/** Why there is no answer. Closed; every one sends the item to its fallback. */
export type PredictionFailureCode =
  /** The item has no value for a field that the model cannot do without. */
  | "missing_input"
  /** A value that cannot be given to the model: of another type, too large, no picture. */
  | "bad_input"
  /** The model took longer than the time limit. */
  | "timeout"
  /** The model, or its process, stopped with an error on this input. */
  | "crash"
  /** The model answered with NaN or an infinity. */
  | "non_finite"
  /** The model's answer is not what its mapping says: another shape, negative scores, scores that do not add up to 1. */
  | "bad_output"
  /** The model cannot be loaded, or has crashed so often that it is left alone for a while. */
  | "unavailable"
  /** More items are waiting for the model than it can serve. */
  | "overloaded";

export interface PredictionFailure {
  code: PredictionFailureCode;
  /** A sentence that a person understands. */
  message: string;
}

/** Scores are rounded by `roundScore`; the outcome is the one with the highest score, the first of equals. */
interface OutcomeAnswer {
  ok: true;
  outcome: string;
  scores: Record<string, number>;
  /** The outcome's own score. */
  confidence: number;
}

interface ValueAnswer {
  ok: true;
  value: number;
  /** In the value's unit; absent where the model gives none. */
  spread?: number;
}

export interface FailedAnswer {
  ok: false;
  failure: PredictionFailure;
}

export type Answer = OutcomeAnswer | ValueAnswer | FailedAnswer;

interface PredictionContext {
  /** From the moment the item's turn came until its answer, in milliseconds. */
  latencyMs: number;
  /** What computed it, with its version, e.g. `onnxruntime-node 1.30.0`. */
  runtime: string;
}

/** What one model version said about one item. */
export type Prediction = Answer & PredictionContext;
