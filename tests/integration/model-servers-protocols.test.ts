import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.EGRESS_ALLOWED_HOSTS = "127.0.0.1";
});

import sharp from "sharp";
import type { RemoteSource } from "@/lib/inference/backend";
import type { ItemInput } from "@/lib/inference/encode-column";
import type { EndpointInput } from "@/lib/inference/endpoint-schema";
import type { Prediction } from "@/lib/inference/prediction";
import { askReadiness, askSignature } from "@/lib/inference/remote/ask-server";
import type { ModelServer } from "@/tests/support/model-servers/fake-server";
import { startKserveLike } from "@/tests/support/model-servers/kserve-like";
import { startMlserverLike } from "@/tests/support/model-servers/mlserver-like";
import {
  fieldsMapping,
  inferenceWith,
  linearMapping,
  remoteModel,
  signsMapping,
  signsSignature,
  sorterMapping,
} from "@/tests/support/model-servers/remote-model";
import { startTensorflowServingLike } from "@/tests/support/model-servers/tensorflow-serving-like";
import { startTorchServeLike } from "@/tests/support/model-servers/torchserve-like";
import { startTritonLike } from "@/tests/support/model-servers/triton-like";
import { readShared, readSharedCsv } from "@/tests/support/shared-data";
import { incomeBoosted, incomeRows } from "@/tests/support/shared-models";

const closing: (() => Promise<unknown>)[] = [];
const keep = <T extends ModelServer>(server: T): T => {
  closing.push(() => server.close());
  return server;
};

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function predict(model: RemoteSource, rows: readonly ItemInput[]): Promise<Prediction[]> {
  const inference = inferenceWith();
  try {
    return await inference.predict(model, rows);
  } finally {
    await inference.stop();
  }
}

const access = (model: RemoteSource) => ({ endpoint: model.endpoint, secrets: model.secrets });
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

describe("Triton", () => {
  const state = { ready: true };
  let server: ModelServer;
  const bytes = readShared("adult/income-boosted.onnx");

  beforeAll(() => {
    state.ready = true;
  });

  const model = async (more: Partial<EndpointInput> = {}) => {
    server = keep(await startTritonLike({ name: "income", bytes }, state));
    const endpoint = { backend: "open_inference", url: server.url, model: "income", version: "1", ...more };
    return remoteModel(endpoint as EndpointInput, incomeBoosted().mapping);
  };

  it("gives the real model's answers, whatever goes together", async () => {
    const rows = incomeRows().slice(0, 500);
    const expected = readSharedCsv("adult/expected.csv").slice(0, 500);
    const predictions = await predict(await model({ concurrency: 3, batchRows: 64 }), rows);
    const wrong = predictions.filter((prediction, row) => {
      const line = expected[row] as Record<string, string>;
      const probability = Number(line.boosted_p_gt50k);
      return (
        !prediction.ok || !("scores" in prediction) || Math.abs((prediction.scores[">50K"] ?? 0) - probability) > 1e-5
      );
    });
    expect(wrong).toEqual([]);
    expect(server.received.length).toBeLessThan(60);
    expect(new Set(predictions.map(({ runtime }) => runtime))).toContain("open_inference income 1");
  });

  it("asks for the mapping's outputs and sends what the protocol says", async () => {
    await predict(await model(), incomeRows().slice(0, 2));
    const request = server.received[0];
    const body = JSON.parse(request?.body.toString() ?? "");
    expect(request).toMatchObject({ method: "POST", path: "/v2/models/income/versions/1/infer" });
    expect(body.outputs).toEqual([{ name: "probabilities" }]);
    expect(body.inputs.find(({ name }: { name: string }) => name === "age")).toMatchObject({
      shape: [2, 1],
      datatype: "FP32",
    });
    expect(body.inputs.find(({ name }: { name: string }) => name === "sex")).toMatchObject({ datatype: "BYTES" });
  });

  it("is ready by its status code, with an empty body, and says so where it is not", async () => {
    const asked = access(await model());
    expect(await askReadiness(asked)).toMatchObject({ reachable: true, ready: true, message: null });
    state.ready = false;
    expect(await askReadiness(asked)).toMatchObject({
      reachable: true,
      ready: false,
      message: expect.stringContaining("400"),
    });
    state.ready = true;
  });

  it("says what its tensors are", async () => {
    const signature = await askSignature(access(await model()));
    expect(signature?.inputs).toContainEqual({ name: "age", type: "float32", shape: [-1, 1] });
    expect(signature?.outputs).toContainEqual({ name: "probabilities", type: "float32", shape: [-1, 2] });
  });

  it.each([
    [
      "a version that is no number",
      { version: "latest" },
      "crash",
      /refused this input \(400\).*version string 'latest'/,
    ],
    ["a version that it does not have", { version: "7" }, "unavailable", /no such model or version.*version 7/],
    ["an output that it does not have", { outputs: ["scores"] }, "crash", /unexpected inference output 'scores'/],
  ])("refuses %s", async (_, more, code, message) => {
    const [prediction] = await predict(await model(more), incomeRows().slice(0, 1));
    expect(prediction).toMatchObject({ ok: false, failure: { code, message: expect.stringMatching(message) } });
  });
});

describe("KServe's Python server", () => {
  const model = (server: ModelServer, more: Partial<EndpointInput> = {}) =>
    remoteModel(
      { backend: "open_inference", url: `${server.url}/`, model: "linear", ...more } as EndpointInput,
      linearMapping,
    );

  it("gives values with their spread, from nested data", async () => {
    const server = keep(await startKserveLike());
    const predictions = await predict(model(server), [
      { a: 1, b: 0.5 },
      { a: -3, b: 2 },
    ]);
    expect(predictions).toMatchObject([
      { ok: true, value: 2.5, spread: 0.1 },
      { ok: true, value: -4, spread: 0.3 },
    ]);
    expect(server.received[0]?.path).toBe("/v2/models/linear/infer");
  });

  it("knows no version in the path", async () => {
    const server = keep(await startKserveLike());
    const [prediction] = await predict(model(server, { version: "1" }), [{ a: 1, b: 1 }]);
    expect(prediction).toMatchObject({
      failure: { code: "unavailable", message: expect.stringContaining("without a version") },
    });
  });

  it("is not ready with 503, and describes no tensors", async () => {
    const state = { ready: false };
    const server = keep(await startKserveLike(state));
    const asked = access(model(server));
    expect(await askReadiness(asked)).toMatchObject({
      reachable: true,
      ready: false,
      message: expect.stringContaining("503"),
    });
    expect(await predict(model(server), [{ a: 1, b: 1 }])).toMatchObject([{ failure: { code: "unavailable" } }]);
    state.ready = true;
    expect(await askReadiness(asked)).toMatchObject({ ready: true });
    expect(await askSignature(asked)).toBeNull();
  });
});

describe("MLServer", () => {
  const model = (server: ModelServer, tensor: string, more: Partial<EndpointInput> = {}) =>
    remoteModel(
      { backend: "open_inference", url: server.url, model: "sorter", version: "v1.2.0", ...more } as EndpointInput,
      sorterMapping(tensor),
    );

  it("gives probabilities where they are asked for", async () => {
    const server = keep(await startMlserverLike());
    const [prediction] = await predict(model(server, "predict_proba"), [{ a: 2, b: 0 }]);
    expect(prediction).toMatchObject({ ok: true, outcome: "yes", confidence: Math.round(logistic(2) * 1e6) / 1e6 });
    expect(JSON.parse(server.received[0]?.body.toString() ?? "").outputs).toEqual([{ name: "predict_proba" }]);
  });

  it("gives the class alone otherwise, which reaches no threshold", async () => {
    const server = keep(await startMlserverLike());
    const labelled = model(server, "predict", { answer: "label", labels: ["0", "1"] } as Partial<EndpointInput>);
    const predictions = await predict(labelled, [
      { a: 2, b: 0 },
      { a: -2, b: 0 },
    ]);
    expect(predictions).toMatchObject([
      { ok: true, outcome: "yes", scores: {}, confidence: 0 },
      { ok: true, outcome: "no", scores: {}, confidence: 0 },
    ]);
  });

  it("is not misread where another output came than was wanted", async () => {
    const server = keep(await startMlserverLike());
    const [prediction] = await predict(model(server, "predict_proba", { outputs: [] } as Partial<EndpointInput>), [
      { a: 2, b: 0 },
    ]);
    expect(prediction).toMatchObject({
      failure: {
        code: "bad_output",
        message: expect.stringContaining("gave no output “predict_proba”; it gave predict"),
      },
    });
  });

  it("is refused a class that the mapping does not know", async () => {
    const server = keep(await startMlserverLike());
    const odd = model(server, "predict", { answer: "label", labels: ["zero", "one"] } as Partial<EndpointInput>);
    const [prediction] = await predict(odd, [{ a: 2, b: 0 }]);
    expect(prediction).toMatchObject({
      failure: { code: "bad_output", message: expect.stringContaining("class “1”") },
    });
  });
});

describe("TensorFlow Serving", () => {
  const model = (server: ModelServer, more: Partial<EndpointInput> = {}, output: object = signsMapping.output) =>
    remoteModel(
      { backend: "tensorflow_serving", url: server.url, model: "signs", version: "3", ...more } as EndpointInput,
      { ...signsMapping, output },
      { signature: signsSignature },
    );
  const rows = [
    { a: 1.5, kind: "even" },
    { a: 1.5, kind: "odd" },
    { a: -4, kind: "even" },
  ];
  const confident = (prediction: Prediction) =>
    prediction.ok && "confidence" in prediction ? prediction.confidence : null;

  it.each(["row", "column"] as const)("answers in the %s form", async (form) => {
    const server = keep(await startTensorflowServingLike());
    const predictions = await predict(model(server, { form }), rows);
    expect(predictions).toMatchObject([{ outcome: "yes" }, { outcome: "no" }, { outcome: "no" }]);
    expect(confident(predictions[0] as Prediction)).toBeCloseTo(logistic(1.5), 5);
    const body = JSON.parse(server.received[0]?.body.toString() ?? "");
    expect(server.received[0]?.path).toBe("/v1/models/signs/versions/3:predict");
    expect(Object.keys(body)).toEqual(["signature_name", form === "row" ? "instances" : "inputs"]);
  });

  it("fails only the row that it answers with a bare NaN", async () => {
    const server = keep(await startTensorflowServingLike());
    const predictions = await predict(model(server), [
      { a: 1, kind: "even" },
      { a: 500, kind: "even" },
      { a: -1, kind: "even" },
    ]);
    expect(predictions).toMatchObject([{ outcome: "yes" }, { failure: { code: "non_finite" } }, { outcome: "no" }]);
    expect(server.received).toHaveLength(1);
  });

  it.each(["results", "result"] as const)("classifies and regresses, with %s", async (resultKey) => {
    const server = keep(await startTensorflowServingLike({ state: "AVAILABLE", resultKey }));
    const classify = model(server, { method: "classify", labels: ["1", "0"] } as Partial<EndpointInput>);
    expect(await predict(classify, rows)).toMatchObject([{ outcome: "yes" }, { outcome: "no" }, { outcome: "no" }]);
    const regress = model(server, { method: "regress" } as Partial<EndpointInput>, {
      kind: "value",
      tensor: "outputs",
    });
    expect(await predict(regress, rows)).toMatchObject([{ value: 3 }, { value: 3 }, { value: -8 }]);
    expect(JSON.parse(server.received[0]?.body.toString() ?? "").examples[0]).toEqual({ a: 1.5, kind: "even" });
  });

  it("is sent floats as floats and whole numbers as such", async () => {
    const server = keep(await startTensorflowServingLike());
    await predict(model(server), [{ a: 20_000_000, kind: "even" }]);
    expect(server.received[0]?.body.toString()).toContain('{"a":[20000000.0],"kind":"even"}');
  });

  it("takes a label in place of a version", async () => {
    const server = keep(await startTensorflowServingLike());
    const { version, ...labelled } = model(server).endpoint as Extract<
      RemoteSource["endpoint"],
      { backend: "tensorflow_serving" }
    >;
    const stable = remoteModel({ ...labelled, versionLabel: "stable" }, signsMapping, { signature: signsSignature });
    expect(version).toBe("3");
    expect(await predict(stable, rows.slice(0, 1))).toMatchObject([{ outcome: "yes" }]);
    expect(server.received[0]?.path).toBe("/v1/models/signs/labels/stable:predict");
  });

  it("says whether the version is there, and what its tensors are", async () => {
    const state = { state: "AVAILABLE", resultKey: "results" as const };
    const server = keep(await startTensorflowServingLike(state));
    expect(await askReadiness(access(model(server)))).toMatchObject({ reachable: true, ready: true });
    expect(await askSignature(access(model(server)))).toEqual(signsSignature);
    state.state = "LOADING";
    expect(await askReadiness(access(model(server)))).toMatchObject({
      ready: false,
      message: expect.stringContaining("LOADING"),
    });
    expect(await askReadiness(access(model(server, { version: "8" })))).toMatchObject({
      ready: false,
      message: expect.stringContaining("404"),
    });
  });

  it("refuses a wrong row alone", async () => {
    const server = keep(await startTensorflowServingLike());
    const narrow = {
      ...signsMapping,
      inputs: [signsMapping.inputs[0], { ...signsMapping.inputs[1], tensor: "colour" }],
    };
    const wrong = remoteModel({ backend: "tensorflow_serving", url: server.url, model: "signs", version: "3" }, narrow);
    expect(await predict(wrong, rows)).toMatchObject(
      Array(3).fill({ failure: { code: "crash", message: expect.stringContaining("not of expected type") } }),
    );
  });
});

describe("TorchServe", () => {
  const token = "t0ken-9f3";
  const secrets = { Authorization: `Bearer ${token}` };
  const labels = ["good", "bad"];
  const model = (
    server: ModelServer,
    more: object,
    mapping: unknown = fieldsMapping,
    given: Record<string, string> = secrets,
  ) =>
    remoteModel(
      {
        backend: "torchserve",
        url: server.url,
        model: "byclass",
        headers: Object.keys(given),
        ...more,
      } as EndpointInput,
      mapping,
      { secrets: given },
    );

  it.each([
    [
      "class -> score",
      { model: "byclass", labels, answer: { kind: "scores_by_label" } },
      { outcome: "yes", confidence: 0.880797 },
    ],
    [
      "label and score",
      { model: "winner", labels, answer: { kind: "label", path: "result.label", scorePath: "result.score" } },
      { outcome: "yes", scores: { yes: 0.880797 }, confidence: 0.880797 },
    ],
    [
      "a list",
      { model: "envelope", body: "instances", answer: { kind: "scores", path: "predictions.0" } },
      { outcome: "yes", confidence: 0.880797 },
    ],
    [
      "a pinned version",
      { model: "byclass", version: "1.0", labels, answer: { kind: "scores_by_label" } },
      { outcome: "yes" },
    ],
  ])("is read as %s", async (_, more, expected) => {
    const server = keep(await startTorchServeLike(token));
    expect(await predict(model(server, more), [{ a: 2 }])).toMatchObject([{ ok: true, ...expected }]);
  });

  it("gets a text as it is, and may answer with a bare word", async () => {
    const server = keep(await startTorchServeLike(token));
    const text = {
      tensor: "text",
      from: "column",
      type: "string",
      column: { field: "text", encoding: { kind: "text" } },
    };
    const words = model(
      server,
      { model: "words", body: "text", labels, answer: { kind: "label" } },
      { ...fieldsMapping, inputs: [text] },
    );
    const predictions = await predict(words, [{ text: "You won a prize ü" }, { text: "See you at six" }]);
    expect(predictions).toMatchObject([
      { outcome: "yes", confidence: 0 },
      { outcome: "no", confidence: 0 },
    ]);
    expect(server.received.map(({ body }) => body.toString())).toContain("You won a prize ü");
  });

  it("gets a picture as it came", async () => {
    const server = keep(await startTorchServeLike(token));
    const picture = {
      tensor: "picture",
      from: "column",
      type: "string",
      column: { field: "picture", encoding: { kind: "text" } },
    };
    const mapping = { inputs: [picture], output: { kind: "value", tensor: "value" } };
    const answer = { kind: "value", path: "value", spreadPath: "off_by" };
    const bright = model(server, { model: "brightness", body: "image", answer }, mapping);
    const pixel = { width: 1, height: 1, channels: 3, background: "white" } as const;
    const bytes = await sharp({ create: pixel }).png().toBuffer();
    const white = `data:image/png;base64,${bytes.toString("base64")}`;
    const predictions = await predict(bright, [{ picture: white }, { picture: "https://example.org/a.png" }]);
    expect(predictions).toMatchObject([{ value: 1, spread: 0.01 }, { failure: { code: "bad_input" } }]);
  });

  it.each([
    [
      "a class that the mapping does not know",
      { model: "byclass", answer: { kind: "scores_by_label" } },
      "class “good”",
    ],
    [
      "a path that leads nowhere",
      { model: "byclass", answer: { kind: "scores", path: "predictions.0" } },
      "nothing at “predictions.0”",
    ],
    [
      "no list of numbers",
      { model: "winner", answer: { kind: "scores", path: "result" } },
      "something else than numbers",
    ],
  ])("fails on %s", async (_, more, message) => {
    const server = keep(await startTorchServeLike(token));
    expect(await predict(model(server, more), [{ a: 2 }])).toMatchObject([
      { failure: { code: "bad_output", message: expect.stringContaining(message) } },
    ]);
  });

  it("is healthy by /ping, and never repeats a wrong token", async () => {
    const server = keep(await startTorchServeLike(token));
    const answer = { kind: "scores_by_label" };
    const right = model(server, { labels, answer });
    expect(await askReadiness(access(right))).toMatchObject({ reachable: true, ready: true });
    const wrong = model(server, { labels, answer }, fieldsMapping, { Authorization: "Bearer leaked-token" });
    const status = await askReadiness(access(wrong));
    const [prediction] = await predict(wrong, [{ a: 1 }]);
    expect(status).toMatchObject({ ready: false, message: expect.stringContaining("Token Authorization failed") });
    expect(prediction).toMatchObject({ failure: { message: expect.stringContaining("Token Authorization failed") } });
    expect(JSON.stringify([status, prediction])).not.toContain("leaked-token");
  });
});
