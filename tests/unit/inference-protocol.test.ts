import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Frame, FrameReader, toFrame } from "@/lib/inference/onnx/frames";
import {
  type ChildReply,
  type ChildRequest,
  KnownTexts,
  packReply,
  packRequest,
  unpackReply,
  unpackRequest,
} from "@/lib/inference/onnx/protocol";

function readAll(bytes: Uint8Array, reader = new FrameReader(1e6), pieceBytes = bytes.length): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    frames.push(...reader.read(bytes.subarray(at, at + pieceBytes)));
  }
  return frames;
}

function only<T>([first, ...others]: T[]): T {
  expect(others).toEqual([]);
  if (first === undefined) throw new Error("There is none.");
  return first;
}

const asText = (texts: string[]): ChildRequest => ({
  kind: "run",
  rows: texts.length,
  inputs: [{ name: "text", type: "string", dims: [texts.length, 1], data: texts }],
  outputs: [{ name: "scores", maxWidth: 2 }],
});

describe("frames", () => {
  it("come through whole, whatever pieces the stream makes of them", () => {
    const message = fc.jsonValue();
    const numbers = fc.array(fc.oneof(fc.float64Array(), fc.float32Array(), fc.uint8Array(), fc.bigInt64Array()));
    const property = fc.property(
      fc.array(fc.tuple(message, numbers)),
      fc.integer({ min: 1, max: 50 }),
      (sent, piece) => {
        const bytes = Buffer.concat(sent.map(([text, values]) => toFrame(text, values as Float64Array[])));
        const frames = readAll(bytes, new FrameReader(1e6), piece);
        expect(frames.map((frame) => frame.message)).toEqual(sent.map(([text]) => JSON.parse(JSON.stringify(text))));
        frames.forEach(({ parts }, index) => {
          const given = sent[index]?.[1] ?? [];
          expect(parts.map((part) => Buffer.from(part).toString("hex"))).toEqual(
            given.map(({ buffer, byteOffset, byteLength }) =>
              Buffer.from(buffer, byteOffset, byteLength).toString("hex"),
            ),
          );
          for (const part of parts) expect(part.byteOffset % 8).toBe(0);
        });
      },
    );
    fc.assert(property);
  });

  it.each([
    ["a length beyond the limit", [255, 255, 255, 127, 8, 0, 0, 0]],
    ["a header longer than the frame", [8, 0, 0, 0, 9, 0, 0, 0]],
    ["no header", [8, 0, 0, 0, 0, 0, 0, 0]],
    ["a header that is no JSON", [2, 0, 0, 0, 2, 0, 0, 0, 123, 123]],
    ["a header that is no message", [2, 0, 0, 0, 2, 0, 0, 0, 91, 93]],
  ])("are refused with %s", (_, bytes) => {
    expect(() => readAll(new Uint8Array(bytes))).toThrow();
  });

  it("are refused where they name numbers that are not there", () => {
    const header = new TextEncoder().encode('{"message":1,"lengths":[64]}');
    const prefix = new Uint8Array(new Uint32Array([32, header.length]).buffer);
    expect(() => readAll(Buffer.concat([prefix, header, new Uint8Array(4)]))).toThrow("no frame");
  });
});

describe("requests", () => {
  it("give the child what was asked, texts of earlier requests included", () => {
    const known = new KnownTexts();
    const texts: string[] = [];
    const through = (request: ChildRequest) => unpackRequest(only(readAll(packRequest(request, known))), texts);
    expect(through({ kind: "load" })).toEqual({ kind: "load" });
    for (const values of [["a", "b", "a"], ["b", "", "é\ud800"], ["a"]]) {
      expect(through(asText(values))).toEqual(asText(values));
    }
    expect(texts).toEqual(["a", "b", "", "é\ud800"]);
    const numbers: ChildRequest = {
      kind: "run",
      rows: 2,
      inputs: [
        { name: "f", type: "float32", dims: [2, 1], data: new Float32Array([1.5, Number.NaN]) },
        { name: "i", type: "int64", dims: [2], data: new BigInt64Array([1n, -(2n ** 62n)]) },
        { name: "b", type: "bool", dims: [2], data: new Uint8Array([1, 0]) },
        { name: "n", type: "int32", dims: [2], data: new Int32Array([1, -1]) },
        { name: "d", type: "float64", dims: [2], data: new Float64Array([0.1, -0]) },
      ],
      outputs: [],
    };
    expect(through(numbers)).toEqual(numbers);
  });

  it("do not remember more texts than they may", () => {
    const known = new KnownTexts();
    const texts: string[] = [];
    const long = (index: number) => String(index).padEnd(300_000, "x");
    for (let index = 0; index < 20; index++) {
      const request = asText([long(index), "same"]);
      const frame = only(readAll(packRequest(request, known), new FrameReader(1e7)));
      expect(unpackRequest(frame, texts)).toEqual(request);
      expect(texts.join("").length).toBeLessThan(2_000_000);
    }
  });
});

describe("replies", () => {
  const through = (reply: ChildReply) => unpackReply(only(readAll(packReply(reply))));

  it("come back as they were given", () => {
    const replies: ChildReply[] = [
      { kind: "ran", computeMs: 1.5, outputs: [{ width: 2, data: new Float64Array([0.25, 0.75]) }] },
      { kind: "failed", cause: "output", message: "too wide" },
      { kind: "loaded", runtime: "x", inputs: [{ name: "a", type: "float32", shape: [-1, 2] }], outputs: [] },
    ];
    for (const reply of replies) expect(through(reply)).toEqual(reply);
  });

  it.each([
    null,
    { kind: "else" },
    { kind: "ran", computeMs: null, widths: [] },
    { kind: "ran", computeMs: 1, widths: [1] },
    { kind: "loaded", runtime: "x", inputs: [{ name: 1, type: "float32", shape: [] }], outputs: [] },
    { kind: "loaded", runtime: "x", inputs: [], outputs: "none" },
  ])("are refused where they are none: %j", (message) => {
    expect(() => unpackReply({ message, parts: [] })).toThrow("no reply");
  });
});
