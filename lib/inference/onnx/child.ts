// The program of a model's child process. Bare Node runs this file: only erasable syntax, and imports by full path.
import { fstatSync, readSync, writeSync } from "node:fs";
import ort from "onnxruntime-node";
import type { InputTensor, OutputTensor, TensorDescription } from "@/lib/inference/tensor";
import { enterLimits } from "./enter-limits.ts";
import { FrameReader } from "./frames.ts";
import { type ChildReply, type ChildRequest, packReply, unpackRequest } from "./protocol.ts";

/** Our descriptors: the way to the parent, and the artifact, open for reading. */
const [parent, artifact] = [3, 4];

const pieceBytes = 64 * 1024;

/** Scores must not depend on the number of threads, and a model gets no more than its share of the machine. */
const sessionOptions: ort.InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
};

enterLimits();

let session: ort.InferenceSession | undefined;

async function answer(request: ChildRequest): Promise<ChildReply> {
  try {
    return request.kind === "load" ? await load() : await run(request);
  } catch (error) {
    return { kind: "failed", cause: "error", message: error instanceof Error ? error.message : String(error) };
  }
}

async function load(): Promise<ChildReply> {
  const bytes = new Uint8Array(fstatSync(artifact).size);
  for (let at = 0; at < bytes.length; ) {
    const count = readSync(artifact, bytes, at, bytes.length - at, at);
    if (count === 0) throw new Error("The model's file was cut off.");
    at += count;
  }
  session = await ort.InferenceSession.create(bytes, sessionOptions);
  // onnxruntime has its own copy. Given back at once, rather than when the garbage collector comes by.
  bytes.buffer.transfer(0);
  return {
    kind: "loaded",
    runtime: `onnxruntime-node ${ort.env.versions.node}`,
    inputs: session.inputMetadata.map(describe),
    outputs: session.outputMetadata.map(describe),
  };
}

function describe(value: ort.InferenceSession.ValueMetadata): TensorDescription {
  if (!value.isTensor) return { name: value.name, type: "not_a_tensor", shape: [] };
  return {
    name: value.name,
    type: value.type,
    shape: value.shape.map((size) => (typeof size === "number" ? size : -1)),
  };
}

async function run({ rows, inputs, outputs }: ChildRequest & { kind: "run" }): Promise<ChildReply> {
  if (session === undefined) throw new Error("No model is loaded.");
  const feeds = Object.fromEntries(inputs.map((input) => [input.name, toTensor(input)]));
  const wanted = outputs.map(({ name }) => name);
  const start = performance.now();
  const results = await session.run(feeds, wanted);
  const computeMs = performance.now() - start;
  const read: OutputTensor[] = [];
  for (const { name, maxWidth } of outputs) {
    const tensor = results[name];
    const output = tensor === undefined ? null : readOutput(tensor, rows, maxWidth);
    if (output === null) {
      const found = tensor === undefined ? "nothing" : `${tensor.type} [${tensor.dims.join(", ")}]`;
      const message = `The output “${name}” of ${rows} rows is ${found}, or has whole numbers beyond 2^53.`;
      return { kind: "failed", cause: "output", message };
    }
    read.push(output);
  }
  return { kind: "ran", outputs: read, computeMs };
}

function toTensor({ type, data, dims }: InputTensor): ort.Tensor {
  // The constructor has one overload per type; the parent pairs type and data.
  return new ort.Tensor(type as "float32", data as Float32Array, dims);
}

/** The numbers of an output, or null where it is not `rows` rows of at most `maxWidth` numbers that can be told apart. */
function readOutput({ data, dims }: ort.Tensor, rows: number, maxWidth: number): OutputTensor | null {
  const width = data.length / rows;
  if (dims[0] !== rows || !Number.isInteger(width) || width < 1 || width > maxWidth) return null;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    // Beyond 2^53 a number is no longer the one that the model meant.
    const numbers = Float64Array.from(data, Number);
    return numbers.every((number) => Number.isSafeInteger(number)) ? { width, data: numbers } : null;
  }
  const numeric =
    data instanceof Float32Array ||
    data instanceof Float64Array ||
    data instanceof Int32Array ||
    data instanceof Uint32Array ||
    data instanceof Int16Array ||
    data instanceof Int8Array ||
    data instanceof Uint8Array;
  return numeric ? { width, data: new Float64Array(data) } : null;
}

const texts: string[] = [];

/** Answers one request after the other until the parent has nothing more to ask, or has gone. */
async function serve(): Promise<void> {
  const frames = new FrameReader(Number.POSITIVE_INFINITY);
  const piece = new Uint8Array(pieceBytes);
  // This process has nothing else to do, so it waits in the read itself: the event loop would cost more system calls.
  for (let count = readSync(parent, piece); count > 0; count = readSync(parent, piece)) {
    for (const frame of frames.read(piece.subarray(0, count))) {
      say(await answer(unpackRequest(frame, texts)));
    }
  }
}

/** Returns once the reply is out of this process, so that a later crash cannot take it along. */
function say(reply: ChildReply): void {
  const bytes = packReply(reply);
  for (let at = 0; at < bytes.length; ) at += writeSync(parent, bytes, at);
}

// Where the parent has gone, reading and writing fail.
await serve().catch(() => {});
await session?.release();
process.exit(0);
