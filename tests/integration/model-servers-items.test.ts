import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.EGRESS_ALLOWED_HOSTS = "127.0.0.1";
  process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
});

import { systemActor } from "@/lib/access/actor";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { defaultInferenceSettings } from "@/lib/inference/inference-settings";
import { checkModelServer } from "@/lib/models/check-model-server";
import { listModelVersions } from "@/lib/models/model-query";
import { testConnection } from "@/lib/models/test-connection";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { changePolicy } from "@/lib/policies/change-policy";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";
import { type Answer, call, makeKey } from "@/tests/support/api-client";
import { eventsAbout } from "@/tests/support/audit-events";
import { tableModel } from "@/tests/support/built-models";
import { makeReviewer, makeUseCase } from "@/tests/support/item-fixture";
import type { ModelServer } from "@/tests/support/model-servers/fake-server";
import { startKserveLike } from "@/tests/support/model-servers/kserve-like";
import { startMlserverLike } from "@/tests/support/model-servers/mlserver-like";
import { linearMapping, signsMapping, sorterMapping } from "@/tests/support/model-servers/remote-model";
import { startTensorflowServingLike } from "@/tests/support/model-servers/tensorflow-serving-like";
import { startTorchServeLike } from "@/tests/support/model-servers/torchserve-like";
import { startTritonLike } from "@/tests/support/model-servers/triton-like";

const secret = "Bearer s3cret-t0ken-5518";
const system = { actor: systemActor("test") };
const servers: ModelServer[] = [];
let key: string;
let mlserver: ModelServer;

const keep = <T extends ModelServer>(server: T): T => {
  servers.push(server);
  return server;
};

beforeAll(async () => {
  ({ key } = await makeKey());
  mlserver = keep(await startMlserverLike());
});

afterAll(() => Promise.all(servers.map((server) => server.close())));

const numbers: DefinitionInput["fields"] = [
  { key: "a", kind: "number", required: true },
  { key: "b", kind: "number", required: true },
];

const sorting: Partial<DefinitionInput> = {
  secondPersonToRaise: false,
  fields: numbers,
  outcomes: [{ key: "no" }, { key: "yes" }],
};

const sorter = (url: string) => ({
  name: "Sorter on a server",
  backend: "open_inference",
  endpoint: { url, model: "sorter", version: "v1.2.0", headers: ["Authorization"], timeoutMs: 1000 },
  secrets: { Authorization: secret },
  mapping: sorterMapping("predict_proba"),
});

const add = (slug: string, body: unknown, withKey = key): Promise<Answer> =>
  call(withKey, "POST", `/use-cases/${slug}/models`, { body });

async function putInForce(useCaseId: string, changes: Partial<PolicySettings>): Promise<void> {
  await changePolicy(system, { useCaseId, changes: { qcShare: 0, ...changes }, reason: "test" });
}

const sendItem = (slug: string, externalId: string, input: object) =>
  call(key, "POST", `/use-cases/${slug}/items`, { body: { externalId, input } });

describe("adding a model on a server", () => {
  it("asks it first, keeps its secrets encrypted, and tells nobody", async () => {
    const { id: useCaseId, slug } = await makeUseCase(sorting);
    const answer = await add(slug, sorter(mlserver.url));
    expect(answer).toMatchObject({ status: 201, body: { version: 1, sha256: null, repairs: [] } });
    expect(answer.body.warnings).toEqual(["The secret headers travel unencrypted: the address starts with http://."]);
    expect(mlserver.received.at(-1)).toMatchObject({ method: "POST", headers: { authorization: secret } });

    const row = await database.modelVersion.findUniqueOrThrow({ where: { id: answer.body.id } });
    const events = await eventsAbout(answer.body.id);
    expect(row).toMatchObject({
      backend: "open_inference",
      authorName: "Test",
      endpoint: { headers: ["Authorization"] },
    });
    expect(Buffer.from(row.secrets ?? []).toString("latin1")).not.toContain("s3cret");
    expect(events).toMatchObject([
      {
        type: "model.created",
        envelope: { detail: { backend: "open_inference", url: mlserver.url, model: "sorter", version: "v1.2.0" } },
      },
    ]);
    const versions = await listModelVersions(useCaseId);
    expect(JSON.stringify([answer.body, events, versions, row.endpoint])).not.toContain("s3cret");
  });

  it("again adds nothing, with another secret it does", async () => {
    const { slug } = await makeUseCase(sorting);
    const first = await add(slug, sorter(mlserver.url));
    const again = await add(slug, sorter(mlserver.url));
    const other = await add(slug, { ...sorter(mlserver.url), secrets: { Authorization: "Bearer another" } });
    expect([first.body.version, again.body.version, other.body.version]).toEqual([1, 1, 2]);
    expect(again.body.id).toBe(first.body.id);
  });

  it("takes the mapping that the server's own words leave no doubt about", async () => {
    const triton = keep(await startTritonLike({ name: "table", bytes: tableModel() }));
    const { slug } = await makeUseCase({
      kind: "regression",
      target: { unit: "points", tolerance: 1 },
      fields: [{ key: "x", kind: "number", required: true, min: 0, max: 9 }],
      outcomes: [],
    });
    const body = {
      name: "Table",
      backend: "open_inference",
      endpoint: { url: triton.url, model: "table", version: "1" },
    };
    const answer = await add(slug, body);
    expect(answer).toMatchObject({
      status: 201,
      body: { mapping: { output: { kind: "value", tensor: "y" } }, warnings: [] },
    });
  });

  it("answers with a proposal where they leave some", async () => {
    const server = keep(await startTensorflowServingLike());
    const { slug } = await makeUseCase({
      fields: [
        { key: "a", kind: "number", required: true },
        { key: "kind", kind: "text", required: true },
      ],
      outcomes: [{ key: "yes" }, { key: "no" }],
    });
    const body = {
      name: "Signs",
      backend: "tensorflow_serving",
      endpoint: { url: server.url, model: "signs", version: "3" },
    };
    const refused = await add(slug, body);
    expect(refused).toMatchObject({ status: 422, body: { code: "invalid_model" } });
    expect(refused.body.errors.map(({ path }) => path)).toContain("mapping.output.classes");
    expect(await add(slug, { ...body, mapping: signsMapping })).toMatchObject({ status: 201, body: { warnings: [] } });
  });

  it("warns where no version is pinned, and where there is no score", async () => {
    const { slug } = await makeUseCase(sorting);
    const { version, headers, ...endpoint } = sorter(mlserver.url).endpoint;
    expect([version, headers]).toEqual(["v1.2.0", ["Authorization"]]);
    const answer = await add(slug, {
      name: "Classes only",
      backend: "open_inference",
      endpoint: { ...endpoint, answer: "label", labels: ["0", "1"] },
      mapping: sorterMapping("predict"),
    });
    expect(answer.body.warnings).toEqual([
      expect.stringContaining("No version is pinned"),
      expect.stringContaining("reaches no threshold"),
    ]);
  });

  it.each<[string, (body: ReturnType<typeof sorter>) => object, number, string, RegExp]>([
    [
      "an address that is none",
      (body) => ({ ...body, endpoint: { ...body.endpoint, url: "ftp://x" } }),
      400,
      "endpoint.url",
      /http:\/\//,
    ],
    [
      "a name and password in it",
      (body) => ({ ...body, endpoint: { ...body.endpoint, url: "http://a:b@x" } }),
      400,
      "endpoint.url",
      /secret header/,
    ],
    [
      "a model that climbs",
      (body) => ({ ...body, endpoint: { ...body.endpoint, model: ".." } }),
      400,
      "endpoint.model",
      /no slashes/,
    ],
    ["another protocol", (body) => ({ ...body, backend: "onnx" }), 400, "endpoint.backend", /open_inference/],
    [
      "too long a time limit",
      (body) => ({ ...body, endpoint: { ...body.endpoint, timeoutMs: 60_001 } }),
      400,
      "endpoint.timeoutMs",
      /60,000/,
    ],
    [
      "too many requests at once",
      (body) => ({ ...body, endpoint: { ...body.endpoint, concurrency: 65 } }),
      400,
      "endpoint.concurrency",
      /64/,
    ],
    [
      "a header of ours",
      (body) => ({ ...body, endpoint: { ...body.endpoint, headers: ["Host"] } }),
      400,
      "endpoint.headers.0",
      /by the connection/,
    ],
    [
      "a header without value",
      (body) => ({ ...body, secrets: {} }),
      400,
      "endpoint.headers.0",
      /needs its secret value/,
    ],
    [
      "a value without header",
      (body) => ({ ...body, secrets: { ...body.secrets, "X-Key": "1" } }),
      400,
      "secrets.X-Key",
      /names no header/,
    ],
    [
      "a value with a line break",
      (body) => ({ ...body, secrets: { Authorization: "a\r\nb" } }),
      400,
      "secrets.Authorization",
      /plain ASCII/,
    ],
    ["a member too many", (body) => ({ ...body, file: "x" }), 400, "file", /no such field/],
    ["no name", (body) => ({ ...body, name: "" }), 400, "name", /needs a name/],
    [
      "a mapping of other outcomes",
      (body) => ({
        ...body,
        mapping: { ...body.mapping, output: { ...body.mapping.output, classes: ["no", "maybe"] } },
      }),
      422,
      "mapping.output.classes",
      /maybe/,
    ],
  ])("is refused with %s", async (_, change, status, path, message) => {
    const { slug, id } = await makeUseCase(sorting);
    const answer = await add(slug, change(sorter(mlserver.url)));
    expect(answer.status).toBe(status);
    expect(answer.body.errors).toContainEqual({ path, message: expect.stringMatching(message) });
    expect(await listModelVersions(id)).toEqual([]);
    expect(JSON.stringify(answer.body)).not.toContain("s3cret");
  });

  it.each<[string, string, RegExp]>([
    ["that is not there", "http://127.0.0.1:9", /cannot be reached/],
    ["on an inner address", "http://10.0.0.1", /not on the public Internet.*EGRESS_ALLOWED_HOSTS/],
    ["on an inner address in decimal", "http://167772161/", /not on the public Internet/],
    ["on an inner address in octal", "http://012.0.0.1/", /not on the public Internet/],
    ["on an inner address, mapped", "http://[::ffff:127.0.0.1]", /not on the public Internet/],
  ])("is refused for a server %s", async (_, url, message) => {
    const { slug } = await makeUseCase(sorting);
    const answer = await add(slug, sorter(url));
    expect(answer).toMatchObject({
      status: 422,
      body: { code: "invalid_model", detail: expect.stringMatching(message) },
    });
  });

  it("is refused to keys and people without the right, and in a form as before", async () => {
    const { slug, id: useCaseId } = await makeUseCase(sorting);
    const weak = await makeKey(["items:write", "items:read"]);
    expect(await add(slug, sorter(mlserver.url), weak.key)).toMatchObject({ status: 403 });
    const reviewer = { actor: await makeReviewer(useCaseId, "reviewer") };
    const { backend, endpoint, secrets, mapping } = sorter(mlserver.url);
    const input = { useCaseId, endpoint: { backend, ...endpoint } as never, secrets, mapping };
    const before = mlserver.received.length;
    await expect(testConnection(reviewer, input)).rejects.toThrow(AppError);
    expect(mlserver.received).toHaveLength(before);
  });
});

describe("a test of the connection", () => {
  it("shows what was sent and what came back, without secrets, though the server repeats them", async () => {
    const server = keep(await startTorchServeLike("right-token"));
    const { id: useCaseId, slug } = await makeUseCase(sorting);
    await sendItem(slug, "one", { a: 3, b: 0 });
    const manager = { actor: await makeReviewer(useCaseId, "manager") };
    const endpoint = {
      backend: "torchserve" as const,
      url: server.url,
      model: "byclass",
      headers: ["Authorization"],
      labels: ["bad", "good"],
      answer: { kind: "scores_by_label" as const },
    };
    const mapping = {
      inputs: [{ tensor: "a", from: "column", type: "float64", column: { field: "a", encoding: { kind: "number" } } }],
      output: { kind: "scores", tensor: "scores", classes: ["no", "yes"] },
    };
    const right = await testConnection(manager, {
      useCaseId,
      endpoint,
      secrets: { Authorization: "Bearer right-token" },
      mapping,
    });
    expect(right).toMatchObject({
      status: { reachable: true, ready: true },
      tried: {
        madeUp: false,
        exchange: {
          request: {
            method: "POST",
            url: `${server.url}/predictions/byclass`,
            headers: { "content-type": "application/json", Authorization: "•••" },
            body: '{"a":3.0}',
          },
          response: { status: 200, body: expect.stringContaining('"good":0.95') },
        },
        answer: { ok: true, outcome: "yes", confidence: 0.952574 },
      },
    });
    const wrong = await testConnection(manager, {
      useCaseId,
      endpoint,
      secrets: { Authorization: "Bearer wr0ng-token" },
      mapping,
    });
    expect(wrong.tried).toMatchObject({
      exchange: { response: { status: 400, body: expect.stringContaining("•••") } },
      answer: { ok: false },
    });
    expect(JSON.stringify([right, wrong])).not.toMatch(/right-token|wr0ng-token/);
    expect(await database.modelVersion.count({ where: { useCaseId } })).toBe(0);
  });

  it("shows no reviewer what a model says of an item that is still to be answered", async () => {
    const { id: useCaseId, slug } = await makeUseCase(sorting);
    await sendItem(slug, "open", { a: 3, b: 0 });
    const { backend, endpoint, secrets, mapping } = sorter(mlserver.url);
    const input = { useCaseId, endpoint: { backend, ...endpoint } as never, secrets, mapping };
    const both = { actor: await makeReviewer(useCaseId, "manager", "reviewer") };
    expect(await testConnection(both, input)).toMatchObject({ tried: { madeUp: true } });
    const manager = { actor: await makeReviewer(useCaseId, "manager") };
    expect(await testConnection(manager, input)).toMatchObject({ tried: { madeUp: false } });
    await database.review.updateMany({ where: { useCaseId }, data: { status: "settled" } });
    expect(await testConnection(both, input)).toMatchObject({ tried: { madeUp: false } });
  });

  it("says what the server says of its model where there is no mapping yet", async () => {
    const server = keep(await startTensorflowServingLike());
    const { id: useCaseId } = await makeUseCase({
      fields: [
        { key: "a", kind: "number" },
        { key: "kind", kind: "text" },
      ],
      outcomes: [{ key: "yes" }, { key: "no" }],
    });
    const endpoint = { backend: "tensorflow_serving" as const, url: server.url, model: "signs", version: "3" };
    const result = await testConnection(system, { useCaseId, endpoint });
    expect(result).toMatchObject({
      status: { ready: true },
      tried: null,
      proposal: { mapping: { inputs: [{ tensor: "a" }, { tensor: "kind" }] } },
    });
  });
});

describe("items of a use case whose champion runs on a server", () => {
  it("are decided by it, go to people while it fails, and are decided by it when it works again", async () => {
    const server = keep(await startMlserverLike());
    const { id: useCaseId, slug } = await makeUseCase(sorting);
    const { body: model } = await add(slug, sorter(server.url));
    await putInForce(useCaseId, { mode: "partial_automation", champion: 1, thresholds: { yes: 0.8, no: 0.8 } });

    expect(await sendItem(slug, "sure", { a: 3, b: 0 })).toMatchObject({
      status: 201,
      body: { status: "decided", decision: { outcome: "yes", decidedBy: "model" }, route: { modelVersion: 1 } },
    });
    expect(await sendItem(slug, "unsure", { a: 0.1, b: 0 })).toMatchObject({
      body: { status: "in_review", route: { reasons: ["below_threshold"] } },
    });

    server.fault = { status: 503, body: `{"error":"no capacity for ${secret}"}` };
    for (let turn = 0; turn < defaultInferenceSettings.serverBreaker.crashes + 2; turn++) {
      const answer = await sendItem(slug, `failing-${turn}`, { a: 3, b: 0 });
      expect(answer).toMatchObject({
        status: 201,
        body: { status: "in_review", route: { reasons: ["prediction_failed"] } },
      });
    }
    const failures = await database.prediction.findMany({
      where: { modelVersionId: model.id, item: { externalId: { startsWith: "failing-" } } },
      orderBy: { id: "asc" },
      select: { failure: true, runtime: true },
    });
    expect(failures[0]).toMatchObject({
      failure: { code: "unavailable", message: expect.stringContaining("no capacity for •••") },
    });
    expect(failures.at(-1)).toMatchObject({
      failure: { code: "unavailable", message: expect.stringContaining("left alone") },
    });
    expect(JSON.stringify(failures)).not.toContain("s3cret");

    const manager = await makeReviewer(useCaseId, "manager");
    const health = await checkModelServer(manager, { slug, version: 1 });
    expect(health).toMatchObject({ reachable: true, ready: true });
    expect(health.restsForMs).toBeGreaterThan(0);
    expect(health.failures[0]?.message).toContain("not ready");
    expect(JSON.stringify(health)).not.toContain("s3cret");

    server.fault = null;
    await pause(defaultInferenceSettings.serverBreaker.openMs + 100);
    expect(await sendItem(slug, "again", { a: -3, b: 0 })).toMatchObject({
      body: { status: "decided", decision: { outcome: "no", decidedBy: "model" } },
    });
    expect(await checkModelServer(manager, { slug, version: 1 })).toMatchObject({ restsForMs: 0 });
    const { runtime } = await database.prediction.findFirstOrThrow({
      where: { item: { useCaseId, externalId: "again" } },
    });
    expect(runtime).toBe("open_inference sorter v1.2.0");
  });

  it("are taken whatever the server does, and wait no longer than its time limit", async () => {
    const server = keep(await startMlserverLike());
    const { id: useCaseId, slug } = await makeUseCase(sorting);
    await add(slug, sorter(server.url));
    await putInForce(useCaseId, { mode: "full_automation", champion: 1 });
    server.fault = { kind: "slow", ms: 30_000 };
    const started = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => sendItem(slug, `slow-${index}`, { a: 1, b: index })),
    );
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(answers.map(({ status, body }) => `${status} ${body.status}`)).toEqual(Array(20).fill("201 in_review"));
  });

  it("may ask for a number", async () => {
    const server = keep(await startKserveLike());
    const { id: useCaseId, slug } = await makeUseCase({
      kind: "regression",
      secondPersonToRaise: false,
      target: { unit: "rings", tolerance: 1 },
      fields: numbers,
      outcomes: [],
    });
    const endpoint = { url: server.url, model: "linear" };
    expect(
      await add(slug, { name: "Linear", backend: "open_inference", endpoint, mapping: linearMapping }),
    ).toMatchObject({ status: 201 });
    await putInForce(useCaseId, { mode: "partial_automation", champion: 1, maxSpread: 0.5 });
    expect(await sendItem(slug, "narrow", { a: 2, b: 1 })).toMatchObject({
      body: { decision: { value: 5, decidedBy: "model" } },
    });
    expect(await sendItem(slug, "wide", { a: 20, b: 1 })).toMatchObject({
      body: { status: "in_review", route: { reasons: ["spread_too_wide"] } },
    });
  });

  it("fail one by one where their own values are the cause", async () => {
    const server = keep(await startTensorflowServingLike());
    const { id: useCaseId, slug } = await makeUseCase({
      secondPersonToRaise: false,
      fields: [
        { key: "a", kind: "number", required: true },
        { key: "kind", kind: "text", required: true },
      ],
      outcomes: [{ key: "yes" }, { key: "no" }],
    });
    const body = {
      name: "Signs",
      backend: "tensorflow_serving",
      endpoint: { url: server.url, model: "signs", version: "3" },
    };
    expect(await add(slug, { ...body, mapping: signsMapping })).toMatchObject({ status: 201 });
    await putInForce(useCaseId, { mode: "full_automation", champion: 1 });
    const items = [1, 500, -1].map((a, index) => ({ externalId: `item-${index}`, input: { a, kind: "even" } }));
    const { body: batch } = await call(key, "POST", `/use-cases/${slug}/items/batch`, { body: { items } });
    expect(batch.results).toMatchObject([{ status: "decided" }, { status: "in_review" }, { status: "decided" }]);
  });
});

describe("how a server is", () => {
  it("is asked for those who may see policies, of models on servers", async () => {
    const { id: useCaseId, slug } = await makeUseCase(sorting);
    await add(slug, sorter(mlserver.url));
    const auditor = await makeReviewer(useCaseId, "auditor");
    expect(await checkModelServer(auditor, { slug, version: 1 })).toMatchObject({
      ready: true,
      restsForMs: 0,
      failures: [],
    });
    await expect(checkModelServer(auditor, { slug, version: 2 })).rejects.toThrow("no such model");
    const reviewer = await makeReviewer(useCaseId, "reviewer");
    await expect(checkModelServer(reviewer, { slug, version: 1 })).rejects.toThrow("no such model");
  });
});
