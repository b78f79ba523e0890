import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Proposal } from "@/lib/models/proposal-schema";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { call, makeKey } from "@/tests/support/api-client";
import { eventsAbout } from "@/tests/support/audit-events";
import { echoModel, tableModel } from "@/tests/support/built-models";
import { withZipMap } from "@/tests/support/odd-models";
import { valueMapping } from "@/tests/support/shared-models";
import { letter, suppliedUseCase } from "@/tests/support/supplied-use-case";

let key: string;

beforeAll(async () => {
  ({ key } = await makeKey());
});

const newSlug = () => `api-${newId().slice(-12)}`;
const rings = {
  name: "Rings",
  kind: "regression",
  secondPersonToRaise: false,
  fields: [{ key: "x", label: "Weight", kind: "number", required: true, min: 0, max: 9, unit: "grams" }],
  target: { unit: "rings", tolerance: 1 },
};

const formOf = (parts: Record<string, string | Uint8Array>): FormData => {
  const form = new FormData();
  for (const [name, part] of Object.entries(parts)) {
    form.append(name, typeof part === "string" ? part : new Blob([new Uint8Array(part)]));
  }
  return form;
};

describe("PUT /use-cases/{slug}", () => {
  const tellerDefinition = {
    name: "Checks",
    fields: [{ key: "amount", kind: "number", required: true }],
    outcomes: [{ key: "pay" }, { key: "hold" }],
  };

  it("creates with 201, repeats with 200 and no event, changes with 200, and reads back what can be sent again", async () => {
    const slug = newSlug();
    const created = await call(key, "PUT", `/use-cases/${slug}`, { body: tellerDefinition });
    expect(created).toMatchObject({
      status: 201,
      body: { slug, mode: "human_only", policyVersion: 1, champion: null },
    });
    expect(await call(key, "PUT", `/use-cases/${slug}`, { body: tellerDefinition })).toMatchObject({
      status: 200,
      body: created.body,
    });
    const { body } = await call(key, "GET", `/use-cases/${slug}`);
    expect(body).toEqual(created.body);
    expect(await call(key, "PUT", `/use-cases/${slug}`, { body: body.definition })).toMatchObject({
      status: 200,
      body: { definitionVersion: 1 },
    });
    const renamed = { ...tellerDefinition, name: "Cheques" };
    expect(await call(key, "PUT", `/use-cases/${slug}`, { body: renamed })).toMatchObject({
      status: 200,
      body: { definitionVersion: 2 },
    });
    expect((await eventsAbout(created.body.id)).map(({ type }) => type)).toEqual([
      "use_case.created",
      "use_case.changed",
    ]);
    const { body: list } = await call(key, "GET", "/use-cases");
    expect((list.useCases as { slug: string }[]).map((useCase) => useCase.slug)).toContain(slug);
  });

  it("makes one use case of ten concurrent requests", async () => {
    const slug = newSlug();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call(key, "PUT", `/use-cases/${slug}`, { body: tellerDefinition })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
    expect(await database.useCase.count({ where: { slug } })).toBe(1);
  });

  it("refuses a change that stored items do not fit", async () => {
    const { slug } = await suppliedUseCase();
    await call(key, "POST", `/use-cases/${slug}/items`, { body: letter("a") });
    const { body } = await call(key, "GET", `/use-cases/${slug}`);
    const definition = body.definition as { fields: object[] };
    const changed = { ...definition, fields: [{ key: "other", kind: "number", required: true }] };
    const refused = await call(key, "PUT", `/use-cases/${slug}`, { body: changed });
    expect(refused).toMatchObject({ status: 409, body: { code: "definition_conflict" } });
    expect(refused.body.errors.length).toBeGreaterThan(0);
  });

  it.each([
    ["no name", { name: "" }, "name"],
    ["no fields", { fields: [] }, "fields"],
    ["a field of no kind", { fields: [{ key: "a", kind: "colour" }] }, "fields.0.kind"],
    [
      "a field named __proto__",
      {
        fields: [
          { key: "__proto__x", kind: "text" },
          { key: "1", kind: "text" },
        ],
      },
      "fields.1.key",
    ],
    [
      "the same field twice",
      {
        fields: [
          { key: "a", kind: "text" },
          { key: "a", kind: "text" },
        ],
      },
      "fields.1.key",
    ],
    ["one outcome", { outcomes: [{ key: "a" }] }, "outcomes"],
    ["the same outcome twice", { outcomes: [{ key: "a" }, { key: "a" }] }, "outcomes.1.key"],
    ["an unknown member", { owner: "me" }, "owner"],
    ["an unknown member of a field", { fields: [{ key: "a", kind: "text", role: "admin" }] }, "fields.0.role"],
    ["a range upside down", { fields: [{ key: "a", kind: "number", min: 2, max: 1 }] }, "fields.0.max"],
  ])("refuses %s with its path", async (_what, change, path) => {
    const slug = newSlug();
    const refused = await call(key, "PUT", `/use-cases/${slug}`, { body: { ...tellerDefinition, ...change } });
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_input" } });
    expect(refused.body.errors.map((error) => error.path)).toContain(path);
    expect(await database.useCase.count({ where: { slug } })).toBe(0);
  });

  it.each(["Upper", "with%20space", "new", "-a", "a_b", "x".repeat(65)])("refuses the slug %s", async (slug) => {
    expect(await call(key, "PUT", `/use-cases/${slug}`, { body: tellerDefinition })).toMatchObject({
      status: 400,
      body: { code: "invalid_input", errors: [{ path: "slug" }] },
    });
  });

  it.each(["[]", "null", "7", '"text"'])("refuses %s as a definition", async (raw) => {
    expect(await call(key, "PUT", `/use-cases/${newSlug()}`, { raw })).toMatchObject({
      status: 400,
      body: { code: "invalid_input" },
    });
  });
});

describe("POST /use-cases/{slug}/models", () => {
  it("adds a version that then decides items", async () => {
    const slug = newSlug();
    await call(key, "PUT", `/use-cases/${slug}`, { body: rings });
    const raw = formOf({ file: tableModel(), name: "Table", mapping: JSON.stringify(valueMapping()) });
    const added = await call(key, "POST", `/use-cases/${slug}/models`, { raw });
    expect(added).toMatchObject({ status: 201, body: { version: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    const settings = { mode: "full_automation", champion: 1, qcShare: 0, reason: "Go." };
    expect((await call(key, "POST", `/use-cases/${slug}/policy`, { body: settings })).status).toBe(200);
    const item = await call(key, "POST", `/use-cases/${slug}/items`, { body: { externalId: "a", input: { x: 4 } } });
    expect(item.body).toMatchObject({ status: "decided", decision: { value: 4, decidedBy: "model" } });
    expect((await call(key, "GET", `/use-cases/${slug}`)).body).toMatchObject({
      mode: "full_automation",
      champion: { version: 1, name: "Table", sha256: added.body.sha256 },
    });
  });

  it.each([
    ["no file", { name: "m" }, 400, "invalid_input", "file"],
    ["a file that is text", { name: "m", file: "onnx" }, 400, "invalid_input", "file"],
    ["a file that is no ONNX", { name: "m", file: Buffer.from("not a model") }, 422, "invalid_model", "file"],
    ["no name", { file: tableModel() }, 400, "invalid_input", "name"],
    ["an unknown part", { name: "m", weights: "a,b" }, 400, "invalid_input", "weights"],
    [
      "training rows of other fields",
      { name: "m", file: tableModel(), reference: "a,b\n1,2" },
      400,
      "invalid_input",
      "reference",
    ],
    ["an unknown backend", { name: "m", backend: "magic" }, 400, "invalid_input", "backend"],
    ["a mapping that is no JSON", { name: "m", file: tableModel(), mapping: "{" }, 400, "invalid_json", ""],
    [
      "a mapping of other tensors",
      { name: "m", file: echoModel(), mapping: JSON.stringify(valueMapping()) },
      422,
      "invalid_model",
      "mapping.output.tensor",
    ],
    [
      "a mapping with a key twice",
      { name: "m", file: tableModel(), mapping: '{"inputs":[],"inputs":[]}' },
      400,
      "invalid_json",
      "inputs",
    ],
  ])("refuses %s", async (_what, parts, status, code, path) => {
    const slug = newSlug();
    await call(key, "PUT", `/use-cases/${slug}`, { body: rings });
    const refused = await call(key, "POST", `/use-cases/${slug}/models`, {
      raw: formOf(parts as Record<string, string>),
    });
    expect(refused).toMatchObject({ status, body: { code } });
    expect(refused.body.errors.map((error) => error.path)).toContain(path);
    expect(await database.modelVersion.count({ where: { useCase: { slug } } })).toBe(0);
  });

  it("answers with the proposal where a mapping needs a guess, and takes it when it comes back", async () => {
    const slug = newSlug();
    const fields = ["a", "b"].map((field) => ({ key: field, kind: "number", required: true, min: 0, max: 1 }));
    const definition = { name: "Letters", fields, outcomes: [{ key: "no" }, { key: "yes" }] };
    await call(key, "PUT", `/use-cases/${slug}`, { body: definition });
    const path = `/use-cases/${slug}/models`;
    const parts = { name: "m", file: withZipMap(["no", "yes"]), reference: "a,b\n0.5,0.5\n0.25,0.75\n" };
    const asked = await call(key, "POST", path, { raw: formOf(parts) });
    expect(asked).toMatchObject({ status: 422, body: { code: "invalid_model" } });
    const { proposal, errors } = asked.body as unknown as { proposal: Proposal; errors: { path: string }[] };
    expect(errors.map((error) => error.path)).toEqual(["mapping.inputs.0.columns"]);
    expect(proposal.questions).toMatchObject([{ path: "inputs.0.columns", kind: "confirm" }]);
    const raw = formOf({ ...parts, mapping: JSON.stringify(proposal.mapping) });
    const added = await call(key, "POST", path, { raw });
    expect(added).toMatchObject({
      status: 201,
      body: { version: 1, repairs: [{ kind: "zipmap_removed", classes: ["no", "yes"] }], warnings: [] },
    });
    const { sha256, originalSha256 } = added.body as unknown as { sha256: string; originalSha256: string };
    expect(originalSha256).toBe(createHash("sha256").update(parts.file).digest("hex"));
    expect(sha256).not.toBe(originalSha256);
    const reference = await database.trainingReference.findFirst({ where: { modelVersion: { useCase: { slug } } } });
    expect(reference).toMatchObject({ rows: 2, statistics: { a: { kind: "number" } } });
  });

  it("refuses a file over the limit with 413, and another content type with 415", async () => {
    const { slug } = await suppliedUseCase();
    const huge = new Uint8Array(env.modelSizeLimitBytes + 1);
    const raw = formOf({ name: "m", file: huge });
    expect(await call(key, "POST", `/use-cases/${slug}/models`, { raw })).toMatchObject({
      status: 413,
      body: { code: "too_large" },
    });
    const text = { raw: "a model", headers: { "content-type": "text/plain" } };
    expect(await call(key, "POST", `/use-cases/${slug}/models`, text)).toMatchObject({
      status: 415,
      body: { code: "unsupported_media_type" },
    });
    const broken = { raw: "nonsense", headers: { "content-type": "multipart/form-data; boundary=x" } };
    expect(await call(key, "POST", `/use-cases/${slug}/models`, broken)).toMatchObject({ status: 400 });
  });
});

describe("the policy", () => {
  it("changes at once where that lowers automation, and waits for a second person where it raises it", async () => {
    const { slug } = await suppliedUseCase({}, { secondPersonToRaise: true });
    const path = `/use-cases/${slug}/policy`;
    const raise = { mode: "full_automation", champion: 1, reason: "It is ready." };
    const proposed = await call(key, "POST", path, { body: raise });
    expect(proposed).toMatchObject({
      status: 202,
      body: { proposal: { status: "pending", settings: { mode: "full_automation" } } },
    });
    expect((await call(key, "GET", path)).body).toMatchObject({
      settings: { mode: "human_only" },
      proposal: { reason: "It is ready." },
    });
    expect(await call(key, "POST", path, { body: raise })).toMatchObject({ status: 409, body: { code: "conflict" } });
    const changed = await call(key, "POST", path, { body: { blindShare: 1, reason: "Measure." } });
    expect(changed).toMatchObject({ status: 200, body: { policyVersion: 3 } });
    expect((await call(key, "GET", path)).body).toMatchObject({ policyVersion: 3, reason: "Measure." });
  });

  it.each([
    ["no reason", { mode: "shadow" }, "reason"],
    ["an unknown mode", { mode: "up", reason: "x" }, "mode"],
    ["a share above 1", { rampShare: 1.1, reason: "x" }, "rampShare"],
    ["a threshold above 1", { thresholds: { yes: 2 }, reason: "x" }, "thresholds.yes"],
    ["an unknown setting", { modes: "shadow", reason: "x" }, "modes"],
    ["a champion that does not exist", { champion: 9, reason: "x" }, "champion"],
  ])("refuses %s with its path", async (_what, body, path) => {
    const { slug } = await suppliedUseCase();
    const refused = await call(key, "POST", `/use-cases/${slug}/policy`, { body });
    expect(refused.status).toBe(400);
    expect(refused.body.errors.map((error) => error.path)).toContain(path);
  });

  it("refuses a change that was based on an earlier version", async () => {
    const { slug } = await suppliedUseCase();
    const body = { qcShare: 0.5, reason: "x", basedOn: 1 };
    expect(await call(key, "POST", `/use-cases/${slug}/policy`, { body })).toMatchObject({
      status: 409,
      body: { code: "conflict" },
    });
  });
});
