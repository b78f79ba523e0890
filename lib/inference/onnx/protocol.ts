// Part of programs that bare Node runs: only erasable syntax, and imports by full path.
import type { InputTensor, ModelDescription, OutputTensor } from "@/lib/inference/tensor";
import { type Frame, type Numbers, toFrame } from "./frames.ts";

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

/** A tensor as the message holds it: its numbers travel beside it. Instead of texts these are the texts' places. */
type TensorHead = Omit<InputTensor, "data">;

type RequestHead =
  | { kind: "load" }
  | (Omit<ChildRequest & { kind: "run" }, "inputs"> & {
      inputs: TensorHead[];
      /** Texts that the other side does not know yet; they take the next places. */
      texts: string[];
      /** It is to forget all that it knew before. */
      forget: boolean;
    });

/** So many characters of texts are remembered at most, besides those of one batch. */
const mostCharacters = 1_000_000;

/**
 * Texts that the other side knows, each by its place: categories repeat from batch to batch, and onnxruntime reads a text
 * faster that it has read before. The other side's list is in step because requests are read in the order they are sent.
 */
export class KnownTexts {
  readonly #places = new Map<string, number>();
  #characters = 0;

  /** Whether everything was forgotten, for there was too much of it. */
  forget(): boolean {
    if (this.#characters <= mostCharacters) return false;
    this.#places.clear();
    this.#characters = 0;
    return true;
  }

  /** The texts' places; those that are new are added to `fresh`. */
  placesOf(texts: readonly string[], fresh: string[]): Uint32Array {
    const places = new Uint32Array(texts.length);
    texts.forEach((text, index) => {
      let place = this.#places.get(text);
      if (place === undefined) {
        place = this.#places.size;
        this.#places.set(text, place);
        this.#characters += text.length;
        fresh.push(text);
      }
      places[index] = place;
    });
    return places;
  }
}

type ReplyHead = Exclude<ChildReply, { kind: "ran" }> | { kind: "ran"; widths: number[]; computeMs: number };

export function packRequest(request: ChildRequest, known: KnownTexts): Uint8Array {
  if (request.kind === "load") return toFrame(request satisfies RequestHead);
  const texts: string[] = [];
  const forget = known.forget();
  const numbers = request.inputs.map(({ data }): Numbers => (Array.isArray(data) ? known.placesOf(data, texts) : data));
  const inputs = request.inputs.map(({ name, type, dims }): TensorHead => ({ name, type, dims }));
  return toFrame({ ...request, inputs, texts, forget } satisfies RequestHead, numbers);
}

/** `known` are the texts of earlier requests, by their places; this request's are added. */
export function unpackRequest({ message, parts }: Frame, known: string[]): ChildRequest {
  const head = message as RequestHead;
  if (head.kind === "load") return head;
  const { kind, rows, outputs, texts, forget } = head;
  if (forget) known.length = 0;
  for (const text of texts) known.push(text);
  const inputs = head.inputs.map(({ name, type, dims }, index): InputTensor => {
    const part = parts[index] ?? new Uint8Array();
    return { name, type, dims, data: type === "string" ? textsAt(known, part) : numbersOf(type, part) };
  });
  return { kind, rows, inputs, outputs };
}

export function packReply(reply: ChildReply): Uint8Array {
  if (reply.kind !== "ran") return toFrame(reply satisfies ReplyHead);
  const { kind, outputs, computeMs } = reply;
  const head: ReplyHead = { kind, widths: outputs.map(({ width }) => width), computeMs };
  return toFrame(
    head,
    outputs.map(({ data }) => data),
  );
}

/** @throws Error where a process that a model has taken over answers something else. */
export function unpackReply({ message, parts }: Frame): ChildReply {
  const head = message as Partial<ReplyHead> | null;
  switch (head?.kind) {
    case "ran": {
      const { computeMs, widths } = head;
      if (typeof computeMs !== "number" || !(computeMs >= 0) || widths?.length !== parts.length) break;
      const outputs = parts.map((part, index) => {
        return { width: Number(widths[index]), data: numbersOf("float64", part) as Float64Array };
      });
      return { kind: "ran", computeMs, outputs };
    }
    case "loaded":
      if (typeof head.runtime !== "string" || !describesTensors(head.inputs) || !describesTensors(head.outputs)) break;
      return { kind: "loaded", runtime: head.runtime, inputs: head.inputs, outputs: head.outputs };
    case "failed":
      return { kind: "failed", cause: head.cause === "output" ? "output" : "error", message: String(head.message) };
  }
  throw new Error("This is no reply.");
}

function describesTensors(value: unknown): value is ModelDescription["inputs"] {
  return (
    Array.isArray(value) &&
    value.every(
      (tensor) =>
        typeof tensor?.name === "string" &&
        typeof tensor.type === "string" &&
        Array.isArray(tensor.shape) &&
        tensor.shape.every((size: unknown) => typeof size === "number"),
    )
  );
}

function textsAt(known: readonly string[], { buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): string[] {
  const places = new Uint32Array(buffer, byteOffset, byteLength / 4);
  const texts: string[] = [];
  for (const place of places) texts.push(known[place] as string);
  return texts;
}

function numbersOf(
  type: InputTensor["type"],
  { buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>,
): Exclude<InputTensor["data"], string[]> {
  switch (type) {
    case "float32":
      return new Float32Array(buffer, byteOffset, byteLength / 4);
    case "float64":
      return new Float64Array(buffer, byteOffset, byteLength / 8);
    case "int32":
      return new Int32Array(buffer, byteOffset, byteLength / 4);
    case "int64":
      return new BigInt64Array(buffer, byteOffset, byteLength / 8);
    default:
      return new Uint8Array(buffer, byteOffset, byteLength);
  }
}
