import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause, setImmediate } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Inference } from "@/lib/inference/inference";
import { defaultInferenceSettings, type InferenceSettings } from "@/lib/inference/inference-settings";
import type { Prediction } from "@/lib/inference/prediction";
import { busyModel, echoModel, tableModel } from "@/tests/support/built-models";
import { inferenceChildren, isRunning } from "@/tests/support/inference-children";
import { doubledModel, normalizer } from "@/tests/support/odd-models";
import { modelOf, valueMapping } from "@/tests/support/shared-models";

const endless = 1e15;
const slow = 300_000;

const busy = modelOf(busyModel(), valueMapping());
const table = modelOf(tableModel(), valueMapping());

let dataDir: string;
let opened: Inference[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "countersign-faults-"));
});

afterEach(async () => {
  await Promise.all(opened.map((inference) => inference.stop()));
  opened = [];
});

afterAll(() => rm(dataDir, { recursive: true }));

function open(settings: Partial<InferenceSettings> = {}): Inference {
  const inference = new Inference({ ...defaultInferenceSettings, dataDir, ...settings });
  opened.push(inference);
  return inference;
}

/** A few turns of the event loop: what was asked for before is on its way to the child. */
async function sent(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}

function onlyChild(): number {
  const [pid, ...others] = inferenceChildren();
  if (pid === undefined || others.length > 0) throw new Error("There is not one child.");
  return pid;
}

async function killChild(): Promise<void> {
  const pid = await vi.waitFor(onlyChild, { interval: 5, timeout: 5000 });
  process.kill(pid, "SIGKILL");
  await expect.poll(() => isRunning(pid), { interval: 1 }).toBe(false);
}

async function* away(): AsyncGenerator<Uint8Array> {
  yield await Promise.reject<Uint8Array>(new Error("The database is away."));
}

const item = (x: number | null) => ({ x });
/** What came of each: the value, or the failure's code. */
const told = (predictions: readonly Prediction[]) =>
  predictions.map((prediction) => {
    if (!prediction.ok) return prediction.failure.code;
    return "value" in prediction ? prediction.value : prediction.outcome;
  });

describe("a row that the model fails on", () => {
  it("fails alone, among 300 others", async () => {
    const xs = Array.from({ length: 301 }, (_, index) => (index === 137 ? 99 : index % 10));
    const predictions = await open().predict(table, xs.map(item));
    expect(told(predictions)).toEqual(xs.map((x) => (x === 99 ? "crash" : x)));
    expect(predictions[137]).toMatchObject({ failure: { message: expect.stringContaining("failed on this input") } });
  });

  it("times out alone, and the next prediction works", async () => {
    const inference = open({ batchLimitMs: 1000 });
    const xs = Array.from({ length: 40 }, (_, index) => (index === 7 ? endless : index));
    expect(told(await inference.predict(busy, xs.map(item)))).toEqual(xs.map((x) => (x === endless ? "timeout" : x)));
    expect(told(await inference.predict(busy, [item(5)]))).toEqual([5]);
  });

  it("is a failed prediction when the answer is NaN, an input is missing or cannot be given", async () => {
    const scores = (columns: string[], missing: unknown) =>
      modelOf(echoModel(), {
        inputs: [
          {
            tensor: "x",
            type: "float32",
            from: "vector",
            columns: columns.map((field) => ({ field, encoding: { kind: "number" }, missing })),
          },
        ],
        output: { kind: "scores", tensor: "p", classes: ["no", "yes"] },
      });
    const inference = open();
    const rows = [{ no: 0.25, yes: 0.75 }, { no: 0.5 }, { no: 1, yes: "1" }, { no: 0.5, yes: 0.6 }, { no: -1, yes: 2 }];
    expect(told(await inference.predict(scores(["no", "yes"], "nan"), rows))).toEqual([
      "yes",
      "non_finite",
      "bad_input",
      "bad_output",
      "bad_output",
    ]);
    expect(told(await inference.predict(scores(["no", "yes"], "refuse"), rows)).slice(0, 2)).toEqual([
      "yes",
      "missing_input",
    ]);
    const three = await inference.predict(scores(["no", "yes", "no"], "nan"), rows.slice(0, 1));
    expect(three).toMatchObject([
      { ok: false, failure: { code: "bad_output" }, runtime: expect.stringMatching(/^onnxruntime-node \d/) },
    ]);
  });
});

describe("a value that cannot be given or taken as it is", () => {
  const mappingOf = (type: string, encoding: string, output = "y") => ({
    inputs: [{ tensor: "x", type, from: "column", column: { field: "x", encoding: { kind: encoding } } }],
    output: { kind: "value", tensor: output },
  });

  it("is a failed prediction with its reason: no text, and whole numbers beyond 2^53 on either side", async () => {
    const inference = open();
    const text = modelOf(normalizer("C.UTF-8"), mappingOf("string", "text", "score"));
    expect(told(await inference.predict(text, [{ x: "abc" }, { x: null }, {}]))).toEqual([
      0.25,
      "missing_input",
      "missing_input",
    ]);
    const whole = modelOf(doubledModel(), mappingOf("int64", "number"));
    const most = Number.MAX_SAFE_INTEGER;
    const predictions = await inference.predict(whole, [{ x: 4 }, { x: 2 ** 53 }, { x: 1.5 }, { x: most }]);
    expect(told(predictions)).toEqual([8, "bad_input", "bad_input", "bad_output"]);
    expect(predictions[1]).toMatchObject({ failure: { message: expect.stringContaining("2^53") } });
    expect(predictions[3]).toMatchObject({ failure: { message: expect.stringContaining("2^53") } });
  });
});

describe("a child process that is killed under load", () => {
  it("loses no row, answers none twice and mixes none up", async () => {
    const inference = open();
    await inference.predict(busy, [item(0)]);
    const xs = Array.from({ length: 3000 }, (_, index) => index / 64);
    const calls = xs
      .filter((_, index) => index % 3 === 0)
      .map((x) => inference.predict(busy, [x, x + 1 / 64, x + 2 / 64].map(item)).then(told));
    // While it works, while its successor starts, and while that one's successor works.
    await pause(15);
    await killChild();
    await killChild();
    await expect.poll(inferenceChildren, { interval: 5 }).toHaveLength(1);
    await pause(400);
    await killChild();
    expect((await Promise.all(calls)).flat()).toEqual(xs);
  });

  it("is replaced when it was idle", async () => {
    const inference = open();
    expect(told(await inference.predict(busy, [item(1)]))).toEqual([1]);
    await killChild();
    expect(told(await inference.predict(busy, [item(2)]))).toEqual([2]);
  });
});

describe("a model that fails again and again", () => {
  it("is left alone for a while, then tried again", async () => {
    const breaker = { crashes: 2, windowMs: 60_000, openMs: 1500, backOffMs: 10 };
    const inference = open({ batchLimitMs: 500, breaker });
    expect(told(await inference.predict(busy, [item(endless)]))).toEqual(["timeout"]);
    expect(told(await inference.predict(busy, [item(endless)]))).toEqual(["timeout"]);
    expect(await inference.predict(busy, [item(1)])).toMatchObject([
      { ok: false, failure: { code: "unavailable", message: expect.stringContaining("left alone") } },
    ]);
    expect(inferenceChildren()).toEqual([]);
    await pause(1600);
    expect(told(await inference.predict(busy, [item(1)]))).toEqual([1]);
  });

  it("is unavailable, with a sentence that says why, where it cannot be loaded or does not fit its mapping", async () => {
    const inference = open();
    const noModel = modelOf(Buffer.from("no model at all"), valueMapping());
    expect(await inference.predict(noModel, [item(1)])).toMatchObject([
      { ok: false, failure: { code: "unavailable", message: expect.stringContaining("not an ONNX model") } },
    ]);
    const misfit = modelOf(busyModel(), { ...valueMapping(), output: { kind: "value", tensor: "z" } });
    expect(await inference.predict(misfit, [item(1)])).toMatchObject([
      { ok: false, failure: { code: "unavailable", message: expect.stringContaining("no output “z”. It has “y”.") } },
    ]);
    const failing = { ...busy, sha256: "0".repeat(64), load: away };
    expect(await inference.predict(failing, [item(1)])).toMatchObject([
      { ok: false, failure: { code: "unavailable", message: "The database is away." } },
    ]);
  });
});

describe("a slow model", () => {
  it("gets so few rows at once that they are done in time", async () => {
    // Some 10 ms a row: half of them together would take longer than a batch may.
    const xs = Array.from({ length: 160 }, (_, index) => 10_000 + index);
    const inference = open({ batchLimitMs: 600 });
    await inference.predict(busy, [item(0)]);
    const children = inferenceChildren();
    expect(told(await inference.predict(busy, [item(10_000)]))).toEqual([10_000]);
    expect(told(await inference.predict(busy, xs.map(item)))).toEqual(xs);
    expect(inferenceChildren()).toEqual(children);
  });
});

describe("too many rows", () => {
  it("fail at once beyond the limit, and those that wait too long give up", async () => {
    const inference = open({ waitingRows: 40, waitLimitMs: 300 });
    // Starting may take longer than anyone may wait here.
    await expect.poll(async () => told(await inference.predict(busy, [item(0)])), { timeout: 10_000 }).toEqual([0]);
    // Two batches keep the child busy for longer than anyone may wait.
    const first = inference.predict(busy, [item(endless)]);
    await sent();
    const second = inference.predict(busy, [item(1)]);
    await sent();
    const waiting = Array.from({ length: 60 }, (_, index) => inference.predict(busy, [item(index)]));
    const refused = Promise.all(waiting.slice(40)).then((predictions) => told(predictions.flat()));
    expect(await Promise.race([refused, first.then(told)])).toEqual(Array.from({ length: 20 }, () => "overloaded"));
    expect(told((await Promise.all(waiting.slice(0, 40))).flat())).toEqual(
      Array.from({ length: 40 }, () => "overloaded"),
    );
    expect(told((await Promise.all([first, second])).flat())).toEqual(["timeout", 1]);
  });
});

describe("the life of a child process", () => {
  it("ends with stop, whatever is still waiting", async () => {
    const inference = open();
    await inference.predict(busy, [item(0)]);
    const child = onlyChild();
    const waiting = inference.predict(busy, [item(endless)]);
    await sent();
    await inference.stop();
    expect(told(await waiting)).toEqual(["unavailable"]);
    expect(isRunning(child)).toBe(false);
    expect(told(await inference.predict(busy, [item(3)]))).toEqual([3]);
  });

  it("ends when other models are needed more", async () => {
    const inference = open({ loadedModels: 2 });
    for (const constant of [1, 2, 3, 4]) {
      const model = modelOf(busyModel(), valueMapping({ constant }));
      expect(told(await inference.predict(model, [item(null)]))).toEqual([constant]);
    }
    await expect.poll(() => inferenceChildren().length).toBe(2);
  });

  const program = (x: number) =>
    spawn(
      process.execPath,
      ["--import", "tsx", "--conditions=react-server", "tests/support/predict-and-leave.ts", dataDir, String(x)],
      { stdio: ["ignore", "pipe", "inherit"] },
    );

  it("keeps no program alive", async () => {
    const child = program(slow);
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
    });
    expect(await once(child, "close")).toEqual([0, null]);
    const [pid, prediction] = output.trim().split("\n");
    expect(JSON.parse(prediction ?? "")).toMatchObject({ ok: true, value: slow });
    await expect.poll(() => isRunning(Number(pid)), { timeout: 5000 }).toBe(false);
  });

  it("ends with a program that is killed, even in an endless loop", async () => {
    const child = program(endless);
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    await pause(300);
    expect(isRunning(pid)).toBe(true);
    child.kill("SIGKILL");
    await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false);
  });

  it("sees none of our environment", async () => {
    await open().predict(busy, [item(0)]);
    const [pid] = inferenceChildren();
    const names = (await readFile(`/proc/${pid}/environ`, "utf8")).split("\0").map((entry) => entry.split("=")[0]);
    expect(names.filter((name) => name !== "").sort()).toEqual([
      "LANG",
      "LC_ALL",
      "NODE_ENV",
      "ORT_DISABLE_TELEMETRY",
      "PWD",
      "TZ",
    ]);
  });
});
