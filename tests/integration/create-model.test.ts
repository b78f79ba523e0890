import { createHash, randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import type { KeyActor } from "@/lib/access/actor";
import { node, onnxModel, valueInfo } from "@/lib/demo/onnx-parts";
import type { ModelSource } from "@/lib/inference/backend";
import { encodeModel } from "@/lib/inference/onnx/encode-model";
import { tensorDataType } from "@/lib/inference/onnx/onnx-proto";
import { predict, stopInference } from "@/lib/inference/predict";
import { createModel } from "@/lib/models/create-model";
import { findModelVersion, listModelVersions } from "@/lib/models/model-query";
import { findModelSource } from "@/lib/models/model-source-query";
import type { Proposal } from "@/lib/models/proposal-schema";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { changePolicy } from "@/lib/policies/change-policy";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";
import { eventsAbout } from "@/tests/support/audit-events";
import { echoModel, tableModel } from "@/tests/support/built-models";
import { makeReviewer } from "@/tests/support/item-fixture";
import { modelFileOf } from "@/tests/support/model-file";
import { valueMapping } from "@/tests/support/shared-models";
import { submitAll, system } from "@/tests/support/supplied-use-case";

afterAll(() => stopInference());

const regression: DefinitionInput = {
  name: "Rings",
  kind: "regression",
  fields: [{ key: "x", kind: "number", required: true, min: 0, max: 9 }],
  target: { unit: "rings" },
};

const classification: DefinitionInput = {
  name: "Letters",
  secondPersonToRaise: false,
  fields: [
    { key: "a", kind: "number", required: true, min: 0, max: 1 },
    { key: "b", kind: "number", label: "The second", min: 0, max: 1 },
    { key: "word", kind: "text" },
  ],
  outcomes: [{ key: "yes" }, { key: "no" }],
};

const number = { kind: "number" };

/** For `echoModel`: the scores are the fields a and b themselves. */
const scoresMapping = (changes: { columns?: object[]; classes?: string[]; tensor?: string } = {}) => ({
  inputs: [
    {
      tensor: "x",
      type: "float32",
      from: "vector",
      columns: changes.columns ?? [
        { field: "a", encoding: number },
        { field: "b", encoding: number },
      ],
    },
  ],
  output: { kind: "scores", tensor: changes.tensor ?? "p", classes: changes.classes ?? ["yes", "no"] },
});

async function useCaseOf(definition: DefinitionInput): Promise<{ useCaseId: string; slug: string }> {
  const slug = `models-${newId().slice(-12)}`;
  const { useCase } = await defineUseCase(system, { slug, definition });
  return { useCaseId: useCase.id, slug };
}

const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Of the file as it lies in the database, part by part. */
async function hashOfSource(source: ModelSource | null): Promise<string> {
  if (source?.backend !== "onnx") throw new Error("This model has a file.");
  const hash = createHash("sha256");
  for await (const part of source.load()) hash.update(part);
  return hash.digest("hex");
}

async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

/** Adds a model for scores; an own file for each call of `echoModel` with another shape. */
const addScores = async (useCaseId: string, mapping: unknown, bytes = echoModel(["rows", 2])) =>
  createModel(system, { useCaseId, name: "Echo", backend: "onnx", file: await modelFileOf(bytes), mapping });

describe("adding a model", () => {
  it("stores file, signature and mapping, with an event, and the model answers", async () => {
    const { useCaseId, slug } = await useCaseOf(classification);
    const bytes = echoModel(["rows", 2]);
    const manager = await makeReviewer(useCaseId, "manager");
    const created = await createModel(
      { actor: manager },
      { useCaseId, name: " Echo ", backend: "onnx", file: await modelFileOf(bytes), mapping: scoresMapping() },
    );
    expect(created).toMatchObject({ version: 1, sha256: sha256Of(bytes), mapping: { output: { transform: "none" } } });
    expect(await findModelVersion(useCaseId, 1)).toMatchObject({
      id: created.id,
      name: "Echo",
      backend: "onnx",
      sha256: sha256Of(bytes),
      size: bytes.length,
      mapping: created.mapping,
      signature: { inputs: [{ name: "x", type: "float32" }], outputs: [{ name: "p" }] },
    });
    expect(await eventsAbout(created.id)).toMatchObject([
      {
        type: "model.created",
        envelope: {
          actor: { id: manager.id },
          use_case: { id: useCaseId, slug },
          model: { id: created.id, version: 1, sha256: sha256Of(bytes) },
          detail: { backend: "onnx", size: bytes.length },
        },
      },
    ]);
    const source = await findModelSource(created.id);
    expect(await findModelSource(created.id)).toBe(source);
    expect(await hashOfSource(source)).toBe(created.sha256);
    const [prediction] = await predict(source as ModelSource, [{ a: 0.25, b: 0.75 }]);
    expect(prediction).toMatchObject({ ok: true, outcome: "no", scores: { yes: 0.25, no: 0.75 } });
  });

  it("gives a file of many megabytes back as it was", async () => {
    const { useCaseId } = await useCaseOf(regression);
    const weights = new Uint8Array(randomBytes(9 * 1024 * 1024));
    const bytes = encodeModel(
      onnxModel(
        "heavy",
        {
          node: [node("Identity", ["x"], "y"), node("Identity", ["weights"], "unused")],
          initializer: [
            { name: "weights", dims: [weights.length], data_type: tensorDataType.uint8, raw_data: weights },
          ],
          input: [valueInfo("x", "float32", ["rows", 1])],
          output: [valueInfo("y", "float32", ["rows", 1])],
        },
        {},
      ),
    );
    const created = await createModel(system, {
      useCaseId,
      name: "Heavy",
      backend: "onnx",
      file: await modelFileOf(bytes),
    });
    expect(await hashOfSource(await findModelSource(created.id))).toBe(created.sha256);
  });

  it("says what will send items to people", async () => {
    const { useCaseId } = await useCaseOf(classification);
    const { warnings } = await addScores(useCaseId, scoresMapping());
    expect(warnings).toContainEqual(expect.stringMatching(/without "The second" get no prediction/));
    expect(warnings.join()).not.toContain('without "a"');
  });

  it("stores one file once, whichever use case and mapping it has", async () => {
    const bytes = echoModel(["rows", 2]);
    const [one, other] = await Promise.all([useCaseOf(classification), useCaseOf(classification)]);
    await addScores(one.useCaseId, scoresMapping(), bytes);
    await addScores(one.useCaseId, scoresMapping({ classes: ["no", "yes"] }), bytes);
    await addScores(other.useCaseId, scoresMapping(), bytes);
    expect((await listModelVersions(one.useCaseId)).map((model) => model.version)).toEqual([2, 1]);
    expect(await database.modelArtifact.count({ where: { sha256: Buffer.from(sha256Of(bytes), "hex") } })).toBe(1);
  });

  it("adds nothing when the same is sent again, one after the other or at once", async () => {
    const { useCaseId } = await useCaseOf(classification);
    const first = await addScores(useCaseId, scoresMapping());
    expect((await addScores(useCaseId, scoresMapping())).id).toBe(first.id);
    const twice = await Promise.all(
      [1, 2, 3].map(() => addScores(useCaseId, scoresMapping({ classes: ["no", "yes"] }))),
    );
    expect(new Set(twice.map((created) => created.id)).size).toBe(1);
    expect(await listModelVersions(useCaseId)).toHaveLength(2);
    expect(await eventsAbout(first.id)).toHaveLength(1);
  });

  it("numbers versions without a gap where many are added at once", async () => {
    const { useCaseId } = await useCaseOf(classification);
    const names = ["A", "B", "C", "D"];
    await Promise.all(names.map((name) => createModel(system, { useCaseId, name, backend: "supplied" })));
    expect((await listModelVersions(useCaseId)).map((model) => model.version)).toEqual([4, 3, 2, 1]);
  });

  it("without file takes the predictions that callers send", async () => {
    const { useCaseId } = await useCaseOf(classification);
    const created = await createModel(system, { useCaseId, name: "Theirs", backend: "supplied" });
    expect(created).toMatchObject({ version: 1, sha256: null, mapping: null, warnings: [] });
    expect(await findModelSource(created.id)).toBeNull();
  });

  it("without a mapping takes the one that the names leave no doubt about", async () => {
    const { useCaseId } = await useCaseOf(regression);
    const created = await createModel(system, {
      useCaseId,
      name: "Table",
      backend: "onnx",
      file: await modelFileOf(tableModel()),
    });
    expect(created.mapping).toMatchObject(valueMapping());
  });

  it("without a mapping asks for one where there is doubt, and proposes it", async () => {
    const { useCaseId } = await useCaseOf(classification);
    const error = await refusal(addScores(useCaseId, undefined));
    expect(error).toMatchObject({ code: "invalid_model", status: 422 });
    expect(error.problems.map(({ path }) => path)).toEqual(["mapping.inputs.0.columns", "mapping.output.classes"]);
    const { proposal } = error.members as { proposal: Proposal };
    expect(proposal.mapping).toMatchObject(scoresMapping());
    await addScores(useCaseId, proposal.mapping);
  });
});

describe("a model is refused", () => {
  it.each<[string, unknown, string, RegExp]>([
    ["a mapping that is none", { inputs: [] }, "mapping.inputs", /at least one/],
    [
      "a field that does not exist",
      scoresMapping({
        columns: [
          { field: "a", encoding: number },
          { field: "zz", encoding: number },
        ],
      }),
      "mapping.inputs.0.columns.1.field",
      /no field "zz"/,
    ],
    [
      "a field of another kind",
      scoresMapping({
        columns: [
          { field: "a", encoding: number },
          { field: "word", encoding: number },
        ],
      }),
      "mapping.inputs.0.columns.1.field",
      /number needs a field of kind number/,
    ],
    [
      "a column too few",
      scoresMapping({ columns: [{ field: "a", encoding: number }] }),
      "mapping.inputs.0.columns",
      /takes 2 numbers/,
    ],
    ["an output that does not exist", scoresMapping({ tensor: "q" }), "mapping.output.tensor", /no output “q”/],
    [
      "a class that is no outcome",
      scoresMapping({ classes: ["yes", "maybe"] }),
      "mapping.output.classes",
      /no outcomes of this use case: maybe/,
    ],
    [
      "a value where an outcome is asked for",
      { ...scoresMapping(), output: { kind: "value", tensor: "p" } },
      "mapping.output.kind",
      /gives? scores/,
    ],
  ])("for %s", async (_, mapping, path, sentence) => {
    const { useCaseId } = await useCaseOf(classification);
    const error = await refusal(addScores(useCaseId, mapping));
    expect(error.code).toBe("invalid_model");
    expect(error.problems.find((problem) => problem.path === path)?.message, JSON.stringify(error.problems)).toMatch(
      sentence,
    );
    expect(await listModelVersions(useCaseId)).toEqual([]);
    expect(await database.auditEvent.count({ where: { useCaseId, type: "model.created" } })).toBe(0);
  });

  it("for an outcome that is missing among its classes", async () => {
    const three = { ...classification, outcomes: [{ key: "yes" }, { key: "no" }, { key: "maybe" }] };
    const { useCaseId } = await useCaseOf(three);
    const error = await refusal(addScores(useCaseId, scoresMapping()));
    expect(error.problems).toEqual([{ path: "mapping.output.classes", message: expect.stringContaining("maybe") }]);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ["a text", new TextEncoder().encode("hello"), /not an ONNX model/],
    ["half a model", tableModel().subarray(0, 60), /breaks off/],
  ])("for a file that is %s", async (_, bytes, sentence) => {
    const { useCaseId } = await useCaseOf(regression);
    const file = await modelFileOf(bytes);
    const attempt = createModel(system, { useCaseId, name: "x", backend: "onnx", file, mapping: valueMapping() });
    expect(await refusal(attempt)).toMatchObject({ code: "invalid_model", message: expect.stringMatching(sentence) });
  });

  it("without a file, and for a file where there must be none", async () => {
    const { useCaseId } = await useCaseOf(regression);
    const without = await refusal(createModel(system, { useCaseId, name: "x", backend: "onnx" }));
    expect(without.problems).toEqual([{ path: "file", message: expect.stringContaining("missing") }]);
    const file = await modelFileOf(tableModel());
    const with_ = await refusal(createModel(system, { useCaseId, name: "x", backend: "supplied", file }));
    expect(with_.code).toBe("invalid_input");
  });

  it("that fails on the latest item, which it is tried out on", async () => {
    const { useCaseId } = await useCaseOf({ ...regression, fields: [{ key: "x", kind: "number", required: true }] });
    await submitAll(useCaseId, [{ externalId: "odd", input: { x: 77 } }]);
    const file = await modelFileOf(tableModel());
    const attempt = createModel(system, { useCaseId, name: "x", backend: "onnx", file, mapping: valueMapping() });
    expect((await refusal(attempt)).message).toMatch(/Tried out on an item, the model failed/);
  });

  it("from reviewers, and from keys without the scope", async () => {
    const { useCaseId } = await useCaseOf(classification);
    const key: KeyActor = {
      kind: "api_key",
      id: newId(),
      name: "k",
      scopes: new Set(["items:write"]),
      auth: "api_key",
    };
    for (const actor of [await makeReviewer(useCaseId, "reviewer"), await makeReviewer(useCaseId, "auditor"), key]) {
      const error = await refusal(createModel({ actor }, { useCaseId, name: "x", backend: "supplied" }));
      expect(error.status).toBe(403);
    }
  });
});

describe("a champion", () => {
  it("keeps its fields and outcomes in the definition, while others may fall behind", async () => {
    const { useCaseId, slug } = await useCaseOf(classification);
    await addScores(useCaseId, scoresMapping());
    const without = { ...classification, fields: classification.fields.filter((field) => field.key !== "b") };
    await changePolicy(system, { useCaseId, changes: { champion: 1, mode: "shadow" }, reason: "watch" });
    const error = await refusal(defineUseCase(system, { slug, definition: without }));
    expect(error.problems).toEqual([
      { path: "", message: expect.stringMatching(/model version 1, would no longer fit.*no field "b"/) },
    ]);
    await changePolicy(system, { useCaseId, changes: { champion: null, mode: "human_only" }, reason: "no model" });
    await defineUseCase(system, { slug, definition: without });
    const misfit = await refusal(changePolicy(system, { useCaseId, changes: { champion: 1 }, reason: "again" }));
    expect(misfit.problems).toEqual([{ path: "champion", message: expect.stringMatching(/no longer fits/) }]);
  });

  it("may stay when an outcome comes that it never answers with", async () => {
    const { useCaseId, slug } = await useCaseOf(classification);
    await addScores(useCaseId, scoresMapping());
    await changePolicy(system, { useCaseId, changes: { champion: 1, mode: "shadow" }, reason: "watch" });
    const more = { ...classification, outcomes: [{ key: "yes" }, { key: "no" }, { key: "maybe" }] };
    await defineUseCase(system, { slug, definition: more });
    await changePolicy(system, { useCaseId, changes: { qcShare: 0.5 }, reason: "still fine" });
  });
});
