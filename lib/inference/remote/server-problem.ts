import type { PredictionFailureCode } from "@/lib/inference/prediction";

/** Why a model server gave no usable answer. `message` is a sentence for people, without secrets. */
export class ServerProblem extends Error {
  override name = "ServerProblem";
  readonly code: PredictionFailureCode;
  /** The rows may be the cause: a batch is tried again in parts until the rows that cause it stand alone. */
  readonly splits: boolean;
  /** It says something about the server rather than the rows, so it counts towards leaving the server alone. */
  readonly counts: boolean;

  constructor(code: PredictionFailureCode, message: string, effect: { splits?: true; counts?: true } = {}) {
    super(message);
    this.code = code;
    this.splits = effect.splits === true;
    this.counts = effect.counts === true;
  }
}

/** An answer that came whole and means nothing: another shape than the mapping's, above all. */
export function badAnswer(message: string): ServerProblem {
  return new ServerProblem("bad_output", message, { splits: true });
}
