import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { node, onnxModel, valueInfo } from "@/lib/demo/onnx-parts";
import { encodeModel } from "@/lib/inference/onnx/encode-model";
import { decodeMessage, encodeMessage, fieldId } from "@/lib/inference/onnx/onnx-proto";
import { readOutline } from "@/lib/inference/onnx/read-outline";
import { messageAt, type Place, rewrite } from "@/lib/inference/onnx/wire";

const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 300 }), { minLength: 2, maxLength: 6 });

function modelOf(nodes: readonly string[]): Uint8Array {
  return encodeModel(
    onnxModel(
      "m",
      {
        node: nodes.map((name) => node("Identity", ["x"], name)),
        initializer: [{ name: "w", dims: [4], data_type: 1, float_data: [1, 2, 3, 4] }],
        input: [valueInfo("x", "float32", ["rows", 1])],
        output: [valueInfo("y", "float32", ["rows", 1])],
      },
      {},
    ),
  );
}

const nodeAt = (index: number): Place => [
  { id: fieldId("ModelProto", "graph") },
  { id: fieldId("GraphProto", "node"), index },
];

describe("rewriting a model file", () => {
  it("finds a message, replaces or removes it, and leaves every other as it was", () => {
    fc.assert(
      fc.property(names, fc.nat(), fc.option(fc.string({ maxLength: 3000 })), (nodes, at, other) => {
        const index = at % nodes.length;
        const bytes = modelOf(nodes);
        expect(decodeMessage("NodeProto", messageAt(bytes, nodeAt(index))).name).toBe(nodes[index]);
        const message = other === null ? null : encodeMessage("NodeProto", node("Identity", ["x"], other));
        const changed = Buffer.concat(rewrite(bytes, [{ place: nodeAt(index), message }]));
        const expected = nodes.flatMap((name, place) => (place === index ? (other === null ? [] : [other]) : [name]));
        expect(changed.equals(modelOf(expected))).toBe(true);
      }),
    );
  });

  it("without edits gives the same bytes back", () => {
    const bytes = modelOf(["a", "b"]);
    expect(Buffer.concat(rewrite(bytes, [])).equals(bytes)).toBe(true);
  });

  it("refuses a file in which a message that stands alone is there in two pieces", () => {
    const bytes = modelOf(["a"]);
    const twice = Buffer.concat([bytes, bytes]);
    expect(() => messageAt(twice, nodeAt(0))).toThrow(RangeError);
  });
});

describe("the outline of a model", () => {
  it("has all but the values of constants and lists", () => {
    const outline = readOutline(modelOf(["a", "b"]));
    expect(outline.graph?.node?.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(outline.graph?.initializer?.[0]).toMatchObject({ name: "w", data_type: 1 });
    expect(Object.hasOwn(outline.graph?.initializer?.[0] ?? {}, "float_data")).toBe(false);
  });

  it("is given for no other bytes, and whatever they are, with a sentence", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => readOutline(bytes)).toThrow(/ONNX model/);
      }),
    );
  });
});
