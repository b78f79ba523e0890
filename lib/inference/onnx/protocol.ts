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

/**
 * A tensor as the message holds it: its numbers travel beside it. Of texts the message holds each one once, and their
 * places travel as numbers: categories repeat, and onnxruntime reads a text faster that it has just read.
 */
type TensorHead = Omit<InputTensor, "data"> & { texts?: string[] };

type RequestHead = { kind: "load" } | (Omit<ChildRequest & { kind: "run" }, "inputs"> & { inputs: TensorHead[] });
type ReplyHead = Exclude<ChildReply, { kind: "ran" }> | { kind: "ran"; widths: number[]; computeMs: number };

export function packRequest(request: ChildRequest): Uint8Array {
  if (request.kind === "load") return toFrame(request satisfies RequestHead);
  const numbers: Numbers[] = [];
  const inputs = request.inputs.map(({ name, type, dims, data }): TensorHead => {
    if (!Array.isArray(data)) {
      numbers.push(data);
      return { name, type, dims };
    }
    const { texts, places } = withoutRepeats(data);
    numbers.push(places);
    return { name, type, dims, texts };
  });
  return toFrame({ ...request, inputs } satisfies RequestHead, numbers);
}

export function unpackRequest({ message, parts }: Frame): ChildRequest {
  const head = message as RequestHead;
  if (head.kind === "load") return head;
  const inputs = head.inputs.map(({ name, type, dims, texts }, index): InputTensor => {
    const part = parts[index] ?? new Uint8Array();
    return { name, type, dims, data: texts === undefined ? numbersOf(type, part) : textsAt(texts, part) };
  });
  return { ...head, inputs };
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
    case "ran":
      if (!(Number(head.computeMs) >= 0) || head.widths?.length !== parts.length) break;
      return {
        kind: "ran",
        computeMs: Number(head.computeMs),
        outputs: parts.map((part, index) => {
          return { width: Number(head.widths?.[index]), data: numbersOf("float64", part) as Float64Array };
        }),
      };
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

function withoutRepeats(values: readonly string[]): { texts: string[]; places: Uint32Array } {
  const known = new Map<string, number>();
  const places = new Uint32Array(values.length);
  values.forEach((text, index) => {
    let place = known.get(text);
    if (place === undefined) {
      place = known.size;
      known.set(text, place);
    }
    places[index] = place;
  });
  return { texts: [...known.keys()], places };
}

function textsAt(texts: readonly string[], { buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): string[] {
  return Array.from(new Uint32Array(buffer, byteOffset, byteLength / 4), (place) => texts[place] as string);
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
