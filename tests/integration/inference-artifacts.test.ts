import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkMapping } from "@/lib/inference/check-mapping";
import { defaultInferenceSettings } from "@/lib/inference/inference-settings";
import { LoadedModel } from "@/lib/inference/loaded-model";
import { artifactPath } from "@/lib/inference/onnx/artifact-path";
import type { ModelDescription } from "@/lib/inference/tensor";
import { busyModel, echoModel } from "@/tests/support/built-models";
import { modelFileOf } from "@/tests/support/model-file";
import { modelOf, valueMapping } from "@/tests/support/shared-models";

describe("artifactPath", () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "countersign-artifacts-"));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const { sha256, load } = modelOf(busyModel(), valueMapping());

  it("loads an artifact once and leaves nothing but the copy", async () => {
    let loads = 0;
    const counted = () => {
      loads += 1;
      return load();
    };
    const path = await artifactPath(dataDir, sha256, counted);
    expect(await artifactPath(dataDir, sha256, counted)).toBe(path);
    expect(loads).toBe(1);
    expect(await readFile(path)).toEqual(Buffer.from(busyModel()));
    expect(await readdir(join(dataDir, "models"))).toEqual([`${sha256}.onnx`]);
  });

  it("leaves nothing behind when loading breaks off, and works the next time", async () => {
    const folder = await mkdtemp(join(tmpdir(), "countersign-torn-"));
    const torn = async function* () {
      yield new Uint8Array(1000);
      throw new Error("The database is away.");
    };
    await expect(artifactPath(folder, sha256, torn)).rejects.toThrow("The database is away.");
    expect(await readdir(join(folder, "models"))).toEqual([]);
    expect(await artifactPath(folder, sha256, load)).toBe(join(folder, "models", `${sha256}.onnx`));
    await rm(folder, { recursive: true });
  });

  it("loads it again where the copy was changed", async () => {
    const path = await artifactPath(dataDir, sha256, load);
    await writeFile(path, "something else");
    await artifactPath(dataDir, sha256, load);
    expect(await readFile(path)).toEqual(Buffer.from(busyModel()));
  });

  it("refuses bytes of another hash, and a hash that is none", async () => {
    await expect(artifactPath(dataDir, "0".repeat(64), load)).rejects.toThrow("its hash is not the recorded one");
    await expect(artifactPath(dataDir, "../../etc/passwd", load)).rejects.toThrow("not a SHA-256 hash");
    expect(await readdir(dataDir, { recursive: true })).toEqual(["models"]);
  });
});

/** What is said of a model that is loaded to be looked at. */
async function load(bytes: Uint8Array, limits = defaultInferenceSettings): Promise<ModelDescription> {
  const { path } = await modelFileOf(bytes);
  const model = await LoadedModel.load(path, limits);
  await model.close();
  return model.description;
}

describe("a loaded model", () => {
  it("names inputs and outputs with type and shape", async () => {
    expect(await load(echoModel(["rows", 3]))).toEqual({
      inputs: [{ name: "x", type: "float32", shape: [-1, 3] }],
      outputs: [{ name: "p", type: "float32", shape: [-1, 3] }],
    });
  });

  it.each([
    ["a text", Buffer.from("hello"), "This file is not an ONNX model, or it was cut off."],
    ["nothing", Buffer.alloc(0), "This file is not an ONNX model, or it was cut off."],
    ["a model that was cut off", busyModel().subarray(0, 200), "This file is not an ONNX model, or it was cut off."],
  ])("says what is wrong with %s", async (_, bytes, message) => {
    const error = await load(bytes).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ message: expect.stringContaining(message) });
    expect(error).not.toMatchObject({ message: expect.stringContaining("/") });
  });

  it("gives up on a model that takes too long to load", async () => {
    await expect(load(busyModel(), { ...defaultInferenceSettings, loadLimitMs: 1 })).rejects.toThrow(
      "The model could not be loaded. The model did not answer in time.",
    );
  });

  it("finds what checkMapping needs to refuse another mapping", async () => {
    const model = await load(echoModel(["rows", 3]));
    expect(checkMapping(model, modelOf(new Uint8Array(), valueMapping()).mapping)).toEqual([
      { path: "inputs.0", message: "The model's input “x” takes [any, 3], but the mapping gives [any, 1]." },
      { path: "output.tensor", message: "The model has no output “y”. It has “p”." },
    ]);
  });
});
