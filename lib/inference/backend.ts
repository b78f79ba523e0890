import type { Cell } from "@/lib/inference/encode-inputs";
import type { Mapping } from "@/lib/inference/mapping-schema";
import type { FailedAnswer } from "@/lib/inference/prediction";
import type { RawOutput } from "@/lib/inference/read-answer";

/** A model version as inference needs it: where its artifact comes from and how it is bound to fields and outcomes. */
export interface ModelSource {
  backend: "onnx";
  /** Of the artifact, in lower-case hexadecimal. */
  sha256: string;
  mapping: Mapping;
  /** The artifact's bytes; called only where this machine has no sound copy. */
  load(): Promise<Uint8Array>;
}

/** What a backend gives back for one row. */
export type RawAnswer = { ok: true; raw: RawOutput } | FailedAnswer;

/**
 * The part of a prediction that differs from one kind of model to another: encoded rows in, raw outputs out. Encoding
 * before and reading the answer after are the same for all.
 */
export interface Backend {
  /** What computes, with its version once that is known. */
  readonly runtime: string;
  /** As many rows as are worth handing over in one call; it may change as the backend learns how fast it is. */
  readonly rowsAtOnce: number;
  /** One answer per row, in order. Never rejects: whatever goes wrong is a failed answer of the rows it concerns. */
  run(rows: readonly Cell[][]): Promise<RawAnswer[]>;
  /** Gives everything back. Rows still waiting fail. */
  close(): Promise<void>;
}
