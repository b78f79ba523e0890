import type { RawAnswer } from "@/lib/inference/backend";
import type { Cell } from "@/lib/inference/encode-inputs";
import type { Mapping } from "@/lib/inference/mapping-schema";
import type { ServerRequest } from "@/lib/inference/remote/server-client";
import type { ModelDescription } from "@/lib/inference/tensor";

interface ServerAnswers {
  /** One per row. */
  answers: RawAnswer[];
  /** The model's version that answered, where the server says so. */
  version?: string;
}

/** How one kind of model server is spoken to, with the endpoint given. Pure: requests out, answers in. */
export interface Protocol {
  /** The most rows that one request may hold. */
  readonly batchRows: number;
  /** What computed, as far as the endpoint says. */
  readonly runtime: string;
  /** Asks for predictions. `ranks`: of the model's inputs, by tensor name, where the server said so. */
  predict(mapping: Mapping, ranks: ReadonlyMap<string, number>, rows: readonly (readonly Cell[])[]): ServerRequest;
  /** @throws ServerProblem where the answer as a whole is not as agreed. */
  read(mapping: Mapping, text: string, rows: number): ServerAnswers;
  /** Asks whether the model can be asked; the status says so. */
  ready(): ServerRequest;
  /** Asks for names, types and shapes; null where the protocol has no such call. */
  describe(): ServerRequest | null;
  /** What that call's answer says; null where it says nothing of use. @throws ServerProblem where it is no JSON. */
  readDescription(text: string): ModelDescription | null;
}
