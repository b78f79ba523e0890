import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.EGRESS_ALLOWED_HOSTS = "127.0.0.1";
});

import type { EndpointInput } from "@/lib/inference/endpoint-schema";
import type { Inference } from "@/lib/inference/inference";
import { defaultInferenceSettings } from "@/lib/inference/inference-settings";
import type { Prediction } from "@/lib/inference/prediction";
import { type Fault, type ModelServer, startModelServer } from "@/tests/support/model-servers/fake-server";
import { startKserveLike } from "@/tests/support/model-servers/kserve-like";
import { numbersOf, parseInfer } from "@/tests/support/model-servers/open-inference-body";
import { inferenceWith, linearMapping, remoteModel } from "@/tests/support/model-servers/remote-model";

let server: ModelServer;
let inference: Inference;
const others: ModelServer[] = [];

const breaker = { ...defaultInferenceSettings.serverBreaker, openMs: 400 };

beforeEach(async () => {
  server = await startKserveLike();
  inference = inferenceWith({ serverBreaker: breaker });
});

afterEach(async () => {
  await inference.stop();
  await Promise.all([server, ...others.splice(0)].map((each) => each.close()));
});

const linear = (more: Partial<EndpointInput> = {}) =>
  remoteModel(
    { backend: "open_inference", url: server.url, model: "linear", timeoutMs: 500, ...more } as EndpointInput,
    linearMapping,
  );

const row = { a: 1, b: 0.5 };
const rowsOf = (count: number) => Array.from({ length: count }, (_, index) => ({ a: index, b: 0 }));
const codesOf = (predictions: readonly Prediction[]) =>
  predictions.map((prediction) => (prediction.ok ? "ok" : prediction.failure.code));

/** A server whose model gives its input back, after some time, and says how many requests it had at once. */
async function startEcho(work: (numbers: number[]) => void | Promise<void>) {
  const seen = { atOnce: 0, most: 0, rows: [] as number[] };
  const echo = await startModelServer(async ({ body }) => {
    seen.atOnce += 1;
    seen.most = Math.max(seen.most, seen.atOnce);
    const [input] = parseInfer(body).inputs;
    const numbers = input === undefined ? [] : numbersOf(input);
    seen.rows.push(numbers.length);
    try {
      await work(numbers);
      return {
        status: 200,
        body: { outputs: [{ name: "y", datatype: "FP64", shape: [numbers.length], data: numbers }] },
      };
    } catch (error) {
      return { status: 400, body: { error: String(error) } };
    } finally {
      seen.atOnce -= 1;
    }
  });
  others.push(echo);
  const mapping = {
    inputs: [{ tensor: "x", from: "column", type: "int64", column: { field: "a", encoding: { kind: "number" } } }],
    output: { kind: "value", tensor: "y" },
  };
  const model = (more: Partial<EndpointInput> = {}) =>
    remoteModel(
      { backend: "open_inference", url: echo.url, model: "echo", timeoutMs: 2000, ...more } as EndpointInput,
      mapping,
    );
  return { model, seen };
}

describe("a server that fails", () => {
  it.each<[string, Fault, string, RegExp]>([
    ["429", { status: 429 }, "overloaded", /too much to do\. \(Status 429\)/],
    ["503", { status: 503 }, "unavailable", /not ready/],
    ["507", { status: 507 }, "overloaded", /too little memory/],
    ["504", { status: 504 }, "timeout", /ran out of time/],
    [
      "500",
      { status: 500, body: '{"error":"tensor is on fire"}' },
      "crash",
      /failed on this input\. \(tensor is on fire\)/,
    ],
    [
      "502 with a web page",
      { status: 502, body: "<html>Bad gateway</html>" },
      "unavailable",
      /^The model server failed \(502\)\.$/,
    ],
    ["401", { status: 401 }, "unavailable", /check the secret headers/],
    [
      "404 in another form",
      { status: 404, body: '{"detail":"no such thing"}' },
      "unavailable",
      /no such model or version\. \(no such thing\)/,
    ],
    ["being slow", { kind: "slow", ms: 1500 }, "timeout", /did not answer in time/],
    ["being slow in the middle", { kind: "slow_body", ms: 1500 }, "timeout", /did not answer in time/],
    ["garbage", { kind: "garbage" }, "bad_output", /no JSON/],
    ["an answer cut off", { kind: "cut_off" }, "crash", /stopped in the middle/],
    ["no answer", { kind: "hang_up" }, "crash", /closed the connection without an answer/],
    ["an answer without end", { kind: "huge", bytes: 64 * 1024 * 1024 }, "bad_output", /larger than 8 MB/],
    ["a redirect", { kind: "redirect", to: "http://169.254.169.254/" }, "unavailable", /redirects us \(307\)/],
  ])("by %s is a failed prediction", async (_, fault, code, message) => {
    server.fault = fault;
    const started = performance.now();
    const [prediction] = await inference.predict(linear({ timeoutMs: 1000 }), [row]);
    expect(prediction).toMatchObject({ ok: false, failure: { code, message: expect.stringMatching(message) } });
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it.each([
    ["a list", "[]", "no object"],
    ["no outputs", "{}", "gave no output “y”; it gave none"],
    ["another shape", '{"outputs":[{"name":"y","datatype":"FP64","shape":[2],"data":[1]}]}', "is [2] with 1 elements"],
    [
      "texts",
      '{"outputs":[{"name":"y","shape":[1],"datatype":"BYTES","data":["a"]},{"name":"deviation","shape":[1],"data":[0]}]}',
      "texts",
    ],
    [
      "binary data",
      '{"outputs":[{"name":"y","shape":[1],"datatype":"FP32","parameters":{"binary_data_size":4}}]}',
      "no data in JSON",
    ],
    [
      "a whole number beyond 2^53",
      '{"outputs":[{"name":"y","shape":[1],"datatype":"INT64","data":[9007199254740993]}]}',
      "beyond 2^53",
    ],
    [
      "nests without end",
      `{"outputs":[{"name":"y","shape":[1],"datatype":"FP32","data":${"[".repeat(5000)}${"]".repeat(5000)}}]}`,
      "nests too deep",
    ],
  ])("by %s is no answer", async (_, body, message) => {
    server.fault = { status: 200, body };
    const [prediction] = await inference.predict(linear(), [row]);
    expect(prediction).toMatchObject({ ok: false, failure: { code: "bad_output" } });
    expect(prediction).toMatchObject({ failure: { message: expect.stringContaining(message) } });
  });

  it.each(["NaN", "Infinity", "-Infinity", "null"])("by the number %s is not finite", async (text) => {
    const outputs = (data: string) =>
      `{"name":"${data === text ? "y" : "deviation"}","shape":[1],"datatype":"FP64","data":[${data}]}`;
    server.fault = { status: 200, body: `{"outputs":[${outputs(text)},${outputs("0")}]}` };
    expect(codesOf(await inference.predict(linear(), [row]))).toEqual(["non_finite"]);
  });

  it("cannot be reached, or must not be", async () => {
    const gone = await startKserveLike();
    await gone.close();
    const messages = await Promise.all(
      [gone.url, "http://no-such-host.invalid:8000", "http://10.0.0.1:8000", "http://localhost:8000"].map(
        async (url) => {
          const [prediction] = await inference.predict(linear({ url, timeoutMs: 5000 }), [row]);
          return prediction?.ok === false ? `${prediction.failure.code}: ${prediction.failure.message}` : "ok";
        },
      ),
    );
    expect(messages).toEqual([
      "unavailable: The model server cannot be reached. (ECONNREFUSED)",
      "unavailable: The model server's name cannot be resolved.",
      expect.stringMatching(/^unavailable: 10\.0\.0\.1 is not on the public Internet/),
      expect.stringMatching(/^unavailable: localhost is not on the public Internet/),
    ]);
  });

  it("is asked once more where it closed a kept connection", async () => {
    const model = linear();
    await inference.predict(model, [row]);
    server.fault = { kind: "hang_up" };
    const waiting = inference.predict(model, [row]);
    while (server.received.length < 2) await pause(1);
    server.fault = null;
    expect(await waiting).toMatchObject([{ ok: true, value: 2.5 }]);
  });
});

describe("the circuit breaker", () => {
  it("leaves a failing server alone, and closes by itself when it works again", async () => {
    const model = linear();
    expect(codesOf(await inference.predict(model, [row]))).toEqual(["ok"]);
    server.fault = { status: 503 };
    for (let turn = 0; turn < breaker.crashes; turn++) await inference.predict(model, [row]);
    const asked = server.received.length;
    const [left] = await inference.predict(model, [row]);
    expect(left).toMatchObject({ failure: { code: "unavailable", message: expect.stringContaining("left alone") } });
    expect(server.received).toHaveLength(asked);
    expect(inference.stateOf(model)).toMatchObject({
      restsForMs: expect.any(Number),
      failures: Array(5).fill({ at: expect.any(Date), message: expect.stringContaining("not ready") }),
    });
    expect(inference.stateOf(model)?.restsForMs).toBeGreaterThan(0);

    await pause(breaker.openMs + 50);
    await inference.predict(model, rowsOf(40));
    expect(server.received.length).toBe(asked + 1);

    server.fault = null;
    await pause(breaker.openMs + 50);
    expect(codesOf(await inference.predict(model, rowsOf(40)))).toEqual(Array(40).fill("ok"));
    expect(inference.stateOf(model)).toMatchObject({ restsForMs: 0 });
  });

  it("stays closed where single requests fail, however many", async () => {
    const model = linear();
    for (let turn = 0; turn < 3 * breaker.crashes; turn++) {
      server.fault = turn % 2 === 0 ? { status: 503 } : null;
      const [prediction] = await inference.predict(model, [row]);
      expect(prediction?.ok).toBe(turn % 2 === 1);
    }
  });

  it("is not opened by a server that only asks for time", async () => {
    server.fault = { status: 429 };
    const model = linear();
    for (let turn = 0; turn < 3 * breaker.crashes; turn++) await inference.predict(model, [row]);
    expect(server.received).toHaveLength(3 * breaker.crashes);
  });
});

describe("rows", () => {
  it("go together while they wait, never more than agreed, on no more connections than agreed", async () => {
    const { model, seen } = await startEcho(() => pause(20));
    const source = model({ concurrency: 3, batchRows: 50 });
    const alone = await Promise.all(rowsOf(400).map((each) => inference.predict(source, [each])));
    expect(alone.flat().map((prediction) => prediction.ok && "value" in prediction && prediction.value)).toEqual(
      rowsOf(400).map(({ a }) => a),
    );
    expect(seen.most).toBe(3);
    expect(Math.max(...seen.rows)).toBeLessThanOrEqual(50);
    expect(seen.rows.length).toBeLessThan(60);
  });

  it("that the server refuses fail alone", async () => {
    const { model } = await startEcho((numbers) => {
      if (numbers.includes(7) || numbers.includes(63)) throw new RangeError("7 and 63 are not welcome");
    });
    const codes = codesOf(await inference.predict(model({ concurrency: 2 }), rowsOf(100)));
    expect(codes.flatMap((code, index) => (code === "ok" ? [] : [`${index} ${code}`]))).toEqual([
      "7 crash",
      "63 crash",
    ]);
  });

  it("with a whole number beyond 2^53 are wrong input, and are not sent", async () => {
    const { model, seen } = await startEcho(() => {});
    const inputs = [{ a: 2 ** 53 - 1 }, { a: 2 ** 53 }, { a: -(2 ** 53) - 2 }, { a: 1.5 }, {}];
    expect(codesOf(await inference.predict(model(), inputs))).toEqual([
      "ok",
      "bad_input",
      "bad_input",
      "bad_input",
      "missing_input",
    ]);
    expect(seen.rows).toEqual([1]);
  });

  it("beyond what may wait are turned away, and the others answered", async () => {
    const { model } = await startEcho(() => pause(100));
    const small = inferenceWith({ waitingRows: 10 });
    const source = model({ concurrency: 1, batchRows: 1 });
    const codes = codesOf((await Promise.all(rowsOf(30).map((each) => small.predict(source, [each])))).flat());
    await small.stop();
    expect(codes.filter((code) => code === "overloaded")).toHaveLength(20);
    expect(codes.filter((code) => code === "ok")).toHaveLength(10);
  });

  it("that wait too long give up", async () => {
    const { model } = await startEcho(() => pause(900));
    const impatient = inferenceWith({ waitLimitMs: 300 });
    const source = model({ concurrency: 1, batchRows: 1 });
    const codes = codesOf((await Promise.all(rowsOf(3).map((each) => impatient.predict(source, [each])))).flat());
    await impatient.stop();
    expect(codes).toEqual(["ok", "overloaded", "overloaded"]);
  });

  it("still waiting fail when the model is stopped, and nothing is left open", async () => {
    const { model } = await startEcho(() => pause(300));
    const source = model({ concurrency: 1, batchRows: 1 });
    const waiting = inference.predict(source, rowsOf(5));
    await pause(50);
    await inference.stop();
    expect(new Set(codesOf(await waiting))).toEqual(new Set(["unavailable"]));
  });

  it("of a slow model go in smaller batches, so that they meet the time limit", async () => {
    const { model, seen } = await startEcho((numbers) => pause(numbers.length * 20));
    const source = model({ concurrency: 1, batchRows: 256, timeoutMs: 1000 });
    await inference.predict(source, rowsOf(1));
    const codes = codesOf(await inference.predict(source, rowsOf(60)));
    expect(codes).toEqual(Array(60).fill("ok"));
    expect(Math.max(...seen.rows)).toBeLessThan(16);
  });
});
