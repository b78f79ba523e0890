import { globSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeModel } from "@/lib/inference/onnx/decode-model";
import { encodeModel } from "@/lib/inference/onnx/encode-model";
import { AppError } from "@/lib/platform/errors";

const ours = globSync("lib/demo/models/*.onnx").sort();
const foreign = globSync("../shared/data/**/*.onnx").sort();

function refusal(bytes: Uint8Array): AppError | null {
  try {
    decodeModel(bytes);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

/** A length-delimited protobuf field. */
function field(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(content.length)]), content]);
}

describe("ONNX files of the demo", () => {
  it("are there", () => {
    expect(ours).toHaveLength(2);
  });

  it.each(ours)("%s stays the same, byte by byte, when it is read and written", (file) => {
    const bytes = readFileSync(file);
    expect(Buffer.compare(encodeModel(decodeModel(bytes)), bytes)).toBe(0);
  });
});

describe.runIf(foreign.length > 0)("ONNX files in ../shared/data (skipped where that folder is missing)", () => {
  it.each(foreign)("%s stays the same, byte by byte, when it is read and written", (file) => {
    const bytes = readFileSync(file);
    const model = decodeModel(bytes);
    expect(model.graph?.node?.length).toBeGreaterThan(0);
    expect(Buffer.compare(encodeModel(model), bytes)).toBe(0);
  });

  it("holds a sequence of maps, which we read as one", () => {
    const outputs = foreign.flatMap((file) => decodeModel(readFileSync(file)).graph?.output ?? []);
    const maps = outputs.map(({ type }) => type?.sequence_type?.elem_type?.map_type).filter((map) => map != null);
    expect(maps).toHaveLength(2);
    expect(maps[0]?.value_type?.tensor_type?.elem_type).toBe(1);
  });
});

describe("reading an ONNX file", () => {
  const bytes = readFileSync(ours[0] as string);

  it("keeps fields that the table does not know, at the top and inside a message", () => {
    const unknown = field(3000, Buffer.from("from the future"));
    const graph = field(7, unknown);
    const extended = Buffer.concat([bytes, graph, unknown]);
    const written = Buffer.from(encodeModel(decodeModel(extended)));
    expect(written.length).toBe(bytes.length + 2 * unknown.length);
    expect(written.toString("latin1").split("from the future")).toHaveLength(3);
  });

  it("tells an attribute of 0 from an absent one", () => {
    const node = [{ op_type: "Concat", attribute: [{ name: "axis", type: 2, i: 0 }, { name: "empty" }] }];
    const read = decodeModel(encodeModel({ ir_version: 8, graph: { output: [{ name: "y" }], node } }));
    const written = read.graph?.node?.[0]?.attribute?.map((attribute) => Object.hasOwn(attribute, "i"));
    expect(written).toEqual([true, false]);
  });

  it("keeps integers that a JavaScript number cannot hold", () => {
    const largest = Buffer.from("28ffffffffffffffff7f", "hex");
    const read = decodeModel(Buffer.concat([bytes, largest]));
    expect(String(read.model_version)).toBe("9223372036854775807");
    expect(String(decodeModel(encodeModel(read)).model_version)).toBe("9223372036854775807");
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["text", Buffer.from("PK, no, this is a letter.\n")],
    ["half a model", bytes.subarray(0, Math.floor(bytes.length / 2))],
    ["a model without a graph", Buffer.from(encodeModel({ ir_version: 8 }))],
    ["a graph without a format version", Buffer.from(encodeModel({ graph: { output: [{ name: "y" }] } }))],
  ])("refuses %s with a sentence", (_, content) => {
    expect(refusal(content)).toMatchObject({ code: "invalid_model", message: expect.stringContaining("not an ONNX") });
  });

  it("refuses nesting without end instead of running out of stack", () => {
    let graph: Uint8Array = new Uint8Array();
    for (let depth = 0; depth < 500; depth += 1) graph = field(7, field(1, field(5, field(6, graph))));
    expect(refusal(graph)?.code).toBe("invalid_model");
  });

  it("answers any bytes with a model or that sentence, and nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(bytes.length), (noise, position) => {
        refusal(noise);
        refusal(Buffer.concat([bytes.subarray(0, position), noise, bytes.subarray(position)]));
      }),
      { numRuns: 300 },
    );
  });
});
