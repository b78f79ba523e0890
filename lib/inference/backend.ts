import type { Cell } from "@/lib/inference/encode-inputs";
import type { Endpoint, EndpointSecrets } from "@/lib/inference/endpoint-schema";
import type { Mapping } from "@/lib/inference/mapping-schema";
import type { FailedAnswer } from "@/lib/inference/prediction";
import type { RawOutput } from "@/lib/inference/read-answer";
import type { ModelDescription } from "@/lib/inference/tensor";

/** A model file that runs here, bound to fields and outcomes. */
export interface OnnxSource {
  backend: "onnx";
  /** Of the artifact, in lower-case hexadecimal. */
  sha256: string;
  mapping: Mapping;
  /** The artifact's bytes in pieces, in order; called only where this machine has no sound copy. */
  load(): AsyncIterable<Uint8Array>;
}

/** A model that runs on a model server, bound to fields and outcomes. */
export interface RemoteSource {
  backend: Endpoint["backend"];
  /** The model version's id. */
  id: string;
  endpoint: Endpoint;
  secrets: EndpointSecrets;
  mapping: Mapping;
  /** What the server said about the model's tensors when it was added. */
  signature: ModelDescription | null;
}

/** A model version as inference needs it. */
export type ModelSource = OnnxSource | RemoteSource;

/** What a backend gives back for one row. */
export type RawAnswer = { ok: true; raw: RawOutput } | FailedAnswer;

/** How a model has fared in this process. */
export interface BackendState {
  /** How much longer it is left alone because it failed again and again; 0 where it is not. */
  restsForMs: number;
  /** The latest failures that were its own, the newest first. */
  failures: readonly { at: Date; message: string }[];
}

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
  /** Where it keeps account of that. */
  state?(): BackendState;
  /** Gives everything back. Rows still waiting fail. */
  close(): Promise<void>;
}
