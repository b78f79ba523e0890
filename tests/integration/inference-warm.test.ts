import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Inference } from "@/lib/inference/inference";
import { defaultInferenceSettings, type InferenceSettings } from "@/lib/inference/inference-settings";
import { crashingAtLoadModel, crashingModel } from "@/tests/support/attack-models";
import { busyModel } from "@/tests/support/built-models";
import { inferenceChildren } from "@/tests/support/inference-children";
import { ownBytes, residentBytes, threadCount } from "@/tests/support/process-memory";
import { modelOf, valueMapping } from "@/tests/support/shared-models";

const megabyte = 1024 * 1024;

let dataDir: string;
let inference: Inference;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "countersign-warm-"));
});

afterEach(() => inference.stop());
afterAll(() => rm(dataDir, { recursive: true }));

function open(settings: Partial<InferenceSettings> = {}): Inference {
  inference = new Inference({ ...defaultInferenceSettings, dataDir, ...settings });
  return inference;
}

/** The same file, bound in another way each time: another model. */
const variant = (constant: number) => modelOf(busyModel(), valueMapping({ constant }));

describe("warming a model up", () => {
  it("loads it, so that nobody waits for that", async () => {
    open();
    expect(await inference.warm(variant(1))).toEqual({ ok: true });
    const [child] = inferenceChildren();
    expect(await inference.predict(variant(1), [{ x: 5 }])).toMatchObject([{ ok: true, value: 5 }]);
    expect(inferenceChildren()).toEqual([child]);
  });

  it("does not mind a model that dislikes the row it is tried with", async () => {
    open();
    const dividesByItsInput = modelOf(crashingModel(), valueMapping());
    expect(await inference.warm(dividesByItsInput)).toEqual({ ok: true });
  });

  it("says why a model cannot be used", async () => {
    open();
    const noModel = modelOf(Buffer.from("no model at all"), valueMapping());
    expect(await inference.warm(noModel)).toEqual({
      ok: false,
      message: expect.stringContaining("not an ONNX model"),
    });
    const misfit = modelOf(busyModel(), { ...valueMapping(), output: { kind: "value", tensor: "z" } });
    expect(await inference.warm(misfit)).toEqual({ ok: false, message: expect.stringContaining("no output “z”") });
    const crashing = modelOf(crashingAtLoadModel(), valueMapping());
    expect(await inference.warm(crashing)).toEqual({ ok: false, message: expect.stringContaining("SIGFPE") });
  });
});

describe("models that are kept warm", () => {
  it("stay while others come and go, until their owner names others", async () => {
    open({ loadedModels: 3 });
    const [kept, other] = [variant(1), variant(2)];
    inference.keepWarm("a use case", [kept]);
    await inference.warm(kept);
    const [child = 0] = inferenceChildren();
    for (const constant of [3, 4, 5, 6]) await inference.warm(variant(constant));
    await expect.poll(() => inferenceChildren().length).toBe(3);
    expect(inferenceChildren()).toContain(child);
    inference.keepWarm("a use case", [other]);
    for (const constant of [7, 8, 9]) await inference.warm(variant(constant));
    await expect.poll(inferenceChildren).not.toContain(child);
  });

  it("go too where there are more of them than may be loaded", async () => {
    open({ loadedModels: 2 });
    const all = [1, 2, 3].map(variant);
    inference.keepWarm("a use case", all);
    for (const model of all) await inference.warm(model);
    await expect.poll(() => inferenceChildren().length).toBe(2);
  });
});

describe("what models take", () => {
  it("is given back: ten loads and unloads leave this process as large as it was", async () => {
    for (let load = 0; load < 3; load++) {
      await open().warm(variant(load));
      await inference.stop();
    }
    const before = residentBytes(process.pid);
    for (let load = 0; load < 10; load++) {
      await open().warm(variant(load));
      await inference.stop();
    }
    expect(inferenceChildren()).toEqual([]);
    expect(residentBytes(process.pid) - before).toBeLessThan(40 * megabyte);
  });

  it("is one thread that computes, and little memory, each", async () => {
    open();
    const models = Array.from({ length: 6 }, (_, index) => variant(index));
    await Promise.all(models.map((model) => inference.predict(model, [{ x: 1000 }])));
    const children = inferenceChildren();
    expect(children).toHaveLength(models.length);
    for (const child of children) {
      // The one that runs the program, and two of Node's that collect garbage and wait.
      expect(threadCount(child)).toBeLessThanOrEqual(3);
      expect(ownBytes(child)).toBeLessThan(96 * megabyte);
    }
  });
});
