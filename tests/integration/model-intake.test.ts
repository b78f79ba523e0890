import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { predict, stopInference } from "@/lib/inference/predict";
import { confirmModelDraft } from "@/lib/models/confirm-model-draft";
import { createModelDraft } from "@/lib/models/create-model-draft";
import { discardModelDraft } from "@/lib/models/discard-model-draft";
import { findModelDraft, type ModelDraftRecord } from "@/lib/models/model-draft-query";
import { listModelVersions } from "@/lib/models/model-query";
import { findModelSource } from "@/lib/models/model-source-query";
import { removeOrphanedArtifacts } from "@/lib/models/remove-orphaned-artifacts";
import { removeStaleDrafts } from "@/lib/models/remove-stale-drafts";
import type { IntakeStep } from "@/lib/models/take-in-model";
import { tryModelDraft } from "@/lib/models/try-model-draft";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";
import { eventsAbout } from "@/tests/support/audit-events";
import { echoModel } from "@/tests/support/built-models";
import { makeReviewer } from "@/tests/support/item-fixture";
import { modelFileOf } from "@/tests/support/model-file";
import * as odd from "@/tests/support/odd-models";
import { submitAll, system } from "@/tests/support/supplied-use-case";

afterAll(() => stopInference());

const run = promisify(execFile);

const regression: DefinitionInput = {
  name: "Numbers",
  kind: "regression",
  fields: [{ key: "x", kind: "number", required: true, min: 0, max: 9 }],
  target: { unit: "rings" },
};

const classification: DefinitionInput = {
  name: "Letters",
  secondPersonToRaise: false,
  fields: [
    { key: "a", kind: "number", required: true, min: 0, max: 1 },
    { key: "b", kind: "number", required: true, min: 0, max: 1 },
  ],
  outcomes: [{ key: "no" }, { key: "yes" }],
};

const texts: DefinitionInput = { ...regression, fields: [{ key: "x", kind: "text", required: true }] };

interface World {
  useCaseId: string;
  slug: string;
  actor: UserActor;
}

async function worldOf(definition: DefinitionInput): Promise<World> {
  const slug = `intake-${newId().slice(-12)}`;
  const { useCase } = await defineUseCase(system, { slug, definition });
  return { useCaseId: useCase.id, slug, actor: await makeReviewer(useCase.id, "manager") };
}

async function upload({ useCaseId, actor }: World, bytes: Uint8Array, name = "Uploaded"): Promise<ModelDraftRecord> {
  const file = await modelFileOf(bytes);
  const { draftId } = await createModelDraft({ actor }, { useCaseId, name, file });
  const draft = await findModelDraft(draftId);
  if (draft === null) throw new Error("It was just uploaded.");
  return draft;
}

async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

const asked = ({ proposal }: ModelDraftRecord) => proposal.questions.map(({ path, kind }) => `${kind} ${path}`);

describe("a file is refused, with what is wrong and what to do", () => {
  let world: World;
  beforeAll(async () => {
    world = await worldOf(regression);
  });

  const zip = (inside: string) => Buffer.from(`PK\u0003\u0004..........${inside}`, "latin1");
  const bytesOf = (...bytes: number[]) => new Uint8Array([...bytes, ...new Array(64).fill(7)]);

  it.each<[string, Uint8Array, RegExp]>([
    ["is empty", new Uint8Array(), /is empty.*Export/],
    ["is a text", Buffer.from("hello, I am a model"), /not an ONNX model/],
    ["is nothing but zeros", new Uint8Array(1000), /not an ONNX model/],
    ["breaks off in the middle", odd.withZipMap(["a", "b"]).subarray(0, 90), /breaks off.*Send it again/],
    ["lacks its last bytes", odd.withZipMap(["a", "b"]).subarray(0, -2), /breaks off/],
    ["is a PyTorch checkpoint", zip("archive/data.pkl"), /PyTorch checkpoint.*torch\.onnx\.export/],
    ["is a Keras model", zip("config.json"), /Keras model/],
    ["is some other archive", zip("model.txt"), /zip archive.*Unpack/],
    ["is a pickle", bytesOf(0x80, 0x04, 0x95), /pickle.*skl2onnx/],
    ["is a joblib file", bytesOf(0x78, 0x9c), /joblib.*skl2onnx/],
    ["is an HDF5 file", Buffer.from("\u0089HDF\r\n\u001a\nxxxx", "latin1"), /HDF5.*tf2onnx/],
    ["is packed", bytesOf(0x1f, 0x8b), /gzip/],
    ["is a pointer of Git LFS", Buffer.from("version https://git-lfs.github.com/spec/v1\n"), /git lfs pull/],
    ["is a web page", Buffer.from("<!DOCTYPE html><html>"), /web page/],
    ["is of a newer operator set", odd.fromTheFuture("opset"), /newer version of ONNX.*earlier opset/],
    ["is of a newer format", odd.fromTheFuture("ir"), /newer version of ONNX/],
    ["uses an operator that does not exist", odd.withOperator("Frobnicate", ""), /operator.*Export.*Frobnicate/],
    ["computes in bfloat16", odd.bfloat16(), /bfloat16.*float32/],
    ["needs a locale that does not exist", odd.normalizer("tr_TR.UTF-8"), /locale that is not installed/],
  ])("that %s", async (_, bytes, sentence) => {
    const error = await refusal(upload(world, bytes));
    expect(error).toMatchObject({ code: "invalid_model", status: 422, message: expect.stringMatching(sentence) });
    expect(error.problems).toEqual([{ path: "file", message: error.message }]);
    expect(error.message).not.toMatch(/\/(tmp|work|home)\//);
  });

  it.each(Object.entries(odd.externalData))("with data outside of it: %s (security line 29)", async (_, build) => {
    const error = await refusal(upload(world, build()));
    expect(error).toMatchObject({ status: 422, message: expect.stringMatching(/in another file .*passwd.*one file/) });
  });

  it.each(Object.entries(odd.foreignOperators))(
    "with somebody's own operator in %s (security line 29)",
    async (_, build) => {
      const error = await refusal(upload(world, build()));
      expect(error).toMatchObject({ status: 422, message: expect.stringMatching(/ReadFile|EPContext/) });
    },
  );

  it.each<[string, DefinitionInput, Uint8Array, RegExp]>([
    ["more scores than outcomes", classification, echoModel(["rows", 3]), /3 scores.*2 outcomes/],
    ["other classes than the outcomes", classification, odd.withZipMap(["a", "b", "c"]), /3 scores|“a”, “b”, “c”/],
    ["labels and no scores", classification, odd.onlyLabels(), /no score for each outcome/],
    ["several numbers where one is asked for", regression, echoModel(["rows", 2]), /no single number/],
    ["a fixed number of items", regression, echoModel([7, 1]), /exactly 7 items.*dynamic axes/],
  ])("that gives or takes %s", async (_, definition, bytes, sentence) => {
    const error = await refusal(upload(await worldOf(definition), bytes));
    expect(error).toMatchObject({ status: 422, message: expect.stringMatching(sentence) });
  });

  it("leaves nothing behind", async () => {
    const { useCaseId } = world;
    expect(await database.modelDraft.count({ where: { useCaseId } })).toBe(0);
    expect(await database.auditEvent.count({ where: { useCaseId, type: "model.uploaded" } })).toBe(0);
  });
});

describe("a repair", () => {
  it("puts the scores in a ZipMap's place, whatever its classes are called, and keeps them", async () => {
    const world = await worldOf(classification);
    for (const [bytes, classes] of [
      [odd.withZipMap([0, 1]), ["0", "1"]],
      [odd.withZipMap(["No ", "YES"]), ["No ", "YES"]],
      [odd.withZipMap(["no", "yes"], { passedOn: true }), ["no", "yes"]],
      [odd.withZipMap(["no", "yes"], { scoresToo: true }), ["no", "yes"]],
    ] as const) {
      const draft = await upload(world, bytes);
      expect(draft.repairs).toMatchObject([
        { kind: "zipmap_removed", output: "output_probability", tensor: "scores", classes },
      ]);
      expect(draft.signature.outputs.map(({ name }) => name)).toEqual(["scores"]);
      expect(draft.sha256).not.toBe(draft.originalSha256);
      expect(draft.proposal.mapping.output).toMatchObject({ tensor: "scores", classes: ["no", "yes"] });
      const sure = classes[0] === "no";
      expect(asked(draft)).toEqual(["confirm inputs.0.columns", ...(sure ? [] : ["confirm output.classes"])]);
    }
  });

  it("sets a locale that is not everywhere, and the texts stay what they were", async () => {
    const world = await worldOf(texts);
    for (const locale of [null, "", "en_US.UTF-8", "de_DE"]) {
      const draft = await upload(world, odd.normalizer(locale));
      expect(draft.repairs).toEqual([{ kind: "locale_set", node: "low", from: locale ?? "", to: "C.UTF-8" }]);
      const { problems, rows } = await tryModelDraft(world.actor, {
        draftId: draft.id,
        mapping: draft.proposal.mapping,
        csv: "x\nSPAM\nspam\nSpÄm\n",
      });
      expect(problems).toEqual([]);
      expect(rows.map(({ prediction }) => prediction)).toMatchObject([{ value: 1 }, { value: 1 }, { value: 0.25 }]);
    }
    for (const locale of ["C", "C.UTF-8"]) {
      const draft = await upload(world, odd.normalizer(locale));
      expect(draft).toMatchObject({ repairs: [], sha256: draft.originalSha256 });
    }
  });

  it("is not made where nothing is wrong: the file stays byte for byte, own functions included", async () => {
    const draft = await upload(await worldOf(regression), odd.withOwnFunction());
    expect(draft).toMatchObject({ repairs: [], sha256: draft.originalSha256, fileName: "model.onnx" });
    expect(asked(draft)).toEqual([]);
  });
});

describe("a proposal", () => {
  it("tells logits from scores by trying the model out", async () => {
    const world = await worldOf({
      ...classification,
      fields: classification.fields.map(({ key, kind }) => ({ key, kind })),
    });
    await submitAll(world.useCaseId, [{ externalId: "one", input: { a: -3, b: 5 } }]);
    const logits = await upload(world, echoModel(["rows", 2]));
    expect(logits.proposal.mapping.output).toMatchObject({ transform: "softmax" });
    expect(asked(logits)).toContain("confirm output.transform");
    expect(logits.proposal.questions.at(-1)?.message).toMatch(/gave -3, 5: .*logits/);
    await submitAll(world.useCaseId, [{ externalId: "two", input: { a: 0.5, b: 0.75 } }]);
    const apart = await upload(await worldWith(0.5, 0.75), echoModel(["rows", 2]));
    expect(apart.proposal.mapping.output).toMatchObject({ transform: "none" });
    expect(asked(apart)).toContain("choose output.transform");
    const scores = await upload(await worldWith(0.25, 0.75), echoModel(["rows", 2]));
    expect(asked(scores)).not.toContain("confirm output.transform");
  });

  async function worldWith(a: number, b: number): Promise<World> {
    const world = await worldOf(classification);
    await submitAll(world.useCaseId, [{ externalId: "one", input: { a, b } }]);
    return world;
  }

  it("binds scores that come in a tensor for each class, and they are read so", async () => {
    const world = await worldWith(0.25, 0.75);
    const draft = await upload(world, odd.tensorPerClass(["i1", "i0"]));
    expect(draft.proposal.mapping.output).toEqual({
      kind: "scores",
      tensor: ["i1", "i0"],
      classes: ["yes", "no"],
      transform: "none",
    });
    expect(asked(draft)).toEqual(["confirm inputs.0.columns", "confirm output.classes"]);
    const { id } = await confirmModelDraft(world, {
      draftId: draft.id,
      name: "Split",
      mapping: draft.proposal.mapping,
    });
    const source = await findModelSource(id);
    if (source === null) throw new Error("It has a file.");
    expect(await predict(source, [{ a: 0.1, b: 0.9 }])).toMatchObject([
      { outcome: "no", scores: { yes: 0.1, no: 0.9 } },
    ]);
  });
});

describe("an upload", () => {
  const mapping = ({ proposal }: ModelDraftRecord) => proposal.mapping;

  it("says how far it has come, and is on record with both hashes", async () => {
    const { useCaseId, actor } = await worldOf(classification);
    const steps: IntakeStep[] = [];
    const file = await modelFileOf(odd.withZipMap(["no", "yes"]));
    const { draftId } = await createModelDraft(
      { actor },
      { useCaseId, name: "Told", file, onStep: (step) => steps.push(step) },
    );
    expect(steps.map(({ step }) => step)).toEqual(["read", "checked", "repaired", "loaded", "proposed"]);
    const [event] = await eventsAbout(draftId);
    expect(event).toMatchObject({
      envelope: {
        type: "model.uploaded",
        actor: { id: actor.id },
        detail: { originalSha256: file.sha256, repairs: ["zipmap_removed"], size: expect.any(Number) },
      },
    });
  });

  it("is tried out on recent items, or a made-up one, beside what was decided", async () => {
    const world = await worldOf(classification);
    const draft = await upload(world, odd.withZipMap(["no", "yes"]));
    const trial = { draftId: draft.id, mapping: mapping(draft) };
    expect((await tryModelDraft(world.actor, trial)).rows).toMatchObject([{ label: "made-up item" }]);
    await submitAll(world.useCaseId, [
      { externalId: "first", input: { a: 0.25, b: 0.75 } },
      { externalId: "second", input: { a: 1, b: 0 } },
    ]);
    const { rows } = await tryModelDraft(world.actor, trial);
    expect(rows.map(({ label }) => label).sort()).toEqual(["first", "second"]);
    expect(rows.find(({ label }) => label === "first")).toMatchObject({
      input: { a: 0.25, b: 0.75 },
      prediction: { ok: true, outcome: "yes", scores: { no: 0.25, yes: 0.75 } },
    });
  });

  it("is tried out on a CSV's rows; what is wrong is said with its place", async () => {
    const world = await worldOf(classification);
    const draft = await upload(world, odd.withZipMap(["no", "yes"]));
    const trial = { draftId: draft.id, mapping: mapping(draft) };
    const fine = await tryModelDraft(world.actor, { ...trial, csv: "id,a,b\nx,1,0\ny,0,1\n" });
    expect(fine.rows).toMatchObject([
      { label: "line 2", prediction: { outcome: "no" } },
      { label: "line 3", prediction: { outcome: "yes" } },
    ]);
    const { problems, rows } = await tryModelDraft(world.actor, { ...trial, csv: "a,b\n1,zero\n" });
    expect(rows).toEqual([]);
    expect(problems).toEqual([{ path: "csv.2.b", message: expect.stringMatching(/^Line 2: .*number/) }]);
    const broken = { ...mapping(draft), output: { kind: "scores", tensor: "nope", classes: ["no", "yes"] } };
    expect((await tryModelDraft(world.actor, { ...trial, mapping: broken })).problems).toEqual([
      { path: "mapping.output.tensor", message: expect.stringContaining("no output “nope”") },
    ]);
  });

  it("becomes one version, however often and from wherever it is confirmed", async () => {
    const world = await worldOf(classification);
    const draft = await upload(world, odd.withZipMap(["no", "yes"]));
    const given = { draftId: draft.id, name: "Final", mapping: mapping(draft) };
    const confirmed = await Promise.all([1, 2, 3].map(() => confirmModelDraft(world, given)));
    expect(new Set(confirmed.map(({ id, version }) => `${id} ${version}`))).toEqual(new Set([`${draft.id} 1`]));
    expect((await confirmModelDraft(world, given)).version).toBe(1);
    expect(await refusal(confirmModelDraft(world, { ...given, name: "Other" }))).toMatchObject({
      code: "conflict",
      message: expect.stringContaining("version 1"),
    });
    expect(await listModelVersions(world.useCaseId)).toMatchObject([
      { version: 1, name: "Final", sha256: draft.sha256 },
    ]);
    expect(await findModelDraft(draft.id)).toBeNull();
    const events = await eventsAbout(draft.id);
    expect(events.map(({ type }) => type)).toEqual(["model.uploaded", "model.created"]);
    expect(events[1]).toMatchObject({
      envelope: { detail: { originalSha256: draft.originalSha256, sha256: draft.sha256, repairs: ["zipmap_removed"] } },
    });
  });

  it("is checked again when it is confirmed", async () => {
    const world = await worldOf(classification);
    const draft = await upload(world, odd.withZipMap(["no", "yes"]));
    const given = { draftId: draft.id, name: "Late", mapping: mapping(draft) };
    const outcomes = [{ key: "no" }, { key: "perhaps" }];
    await defineUseCase(system, { slug: world.slug, definition: { ...classification, outcomes } });
    const error = await refusal(confirmModelDraft(world, given));
    expect(error).toMatchObject({ code: "invalid_model", problems: [{ path: "mapping.output.classes" }] });
    expect(await listModelVersions(world.useCaseId)).toEqual([]);
  });

  it("can be discarded, and belongs to those who may add models", async () => {
    const world = await worldOf(classification);
    const draft = await upload(world, odd.withZipMap(["no", "yes"]));
    const { id: draftId } = draft;
    const reviewer = await makeReviewer(world.useCaseId, "reviewer");
    const stranger = (await worldOf(classification)).actor;
    for (const actor of [reviewer, stranger]) {
      expect((await refusal(tryModelDraft(actor, { draftId, mapping: mapping(draft) }))).code).toBe("not_found");
      const confirming = confirmModelDraft({ actor }, { draftId, name: "Mine", mapping: mapping(draft) });
      expect((await refusal(confirming)).status).toBe(403);
      expect((await refusal(discardModelDraft({ actor }, { draftId }))).status).toBe(403);
    }
    const file = await modelFileOf(echoModel());
    const creating = createModelDraft({ actor: reviewer }, { useCaseId: world.useCaseId, name: "x", file });
    expect((await refusal(creating)).status).toBe(403);
    await discardModelDraft(world, { draftId });
    expect((await refusal(discardModelDraft(world, { draftId }))).code).toBe("not_found");
    expect((await eventsAbout(draftId)).map(({ type }) => type)).toEqual(["model.uploaded", "model.discarded"]);
  });
});

describe("a large file", () => {
  it("passes through a process that never holds it as a whole", { timeout: 120_000 }, async () => {
    const program = [
      "--expose-gc",
      "--import",
      "tsx",
      "--conditions=react-server",
      "tests/support/upload-and-measure.ts",
    ];
    const { stdout } = await run(process.execPath, program, { env: process.env });
    const { megabytes, growth } = JSON.parse(stdout) as { megabytes: number; growth: number };
    expect(megabytes).toBe(200);
    expect(growth).toBeLessThan(150);
  });
});

describe("cleaning", () => {
  const dayMs = 24 * 3_600_000;
  const there = async (sha256: string) =>
    (await database.modelArtifact.count({ where: { sha256: Buffer.from(sha256, "hex") } })) === 1;

  it("removes drafts after a week and files that nothing names any more, and nothing else", async () => {
    const world = await worldOf(classification);
    const stale = await upload(world, odd.tensorPerClass(["no", "yes"]));
    const kept = await upload(world, echoModel(["rows", 2]));
    const given = { draftId: kept.id, name: "Kept", mapping: kept.proposal.mapping };
    await confirmModelDraft(world, given);
    expect((await refusal(removeStaleDrafts(world, { limit: 100 }))).status).toBe(403);
    const realNow = clock.now;
    clock.now = () => new Date(Date.now() + 6 * dayMs);
    try {
      await removeStaleDrafts(system, { limit: 100 });
      await removeOrphanedArtifacts();
      expect(await findModelDraft(stale.id)).not.toBeNull();
      clock.now = () => new Date(Date.now() + 8 * dayMs);
      await removeStaleDrafts(system, { limit: 100 });
      await removeOrphanedArtifacts();
    } finally {
      clock.now = realNow;
    }
    expect(await findModelDraft(stale.id)).toBeNull();
    expect((await eventsAbout(stale.id)).map(({ type }) => type)).toEqual(["model.uploaded", "model.discarded"]);
    expect([await there(stale.sha256), await there(kept.sha256)]).toEqual([false, true]);
    expect(await database.modelArtifactPart.count({ where: { sha256: Buffer.from(stale.sha256, "hex") } })).toBe(0);
    // Uploaded once more, it is there once more.
    const again = await upload(world, odd.tensorPerClass(["no", "yes"]));
    expect(again.sha256).toBe(stale.sha256);
    expect(await there(again.sha256)).toBe(true);
  });
});
