import { afterAll, expect, it } from "vitest";
import { stopInference } from "@/lib/inference/predict";
import { createModelDraft } from "@/lib/models/create-model-draft";
import { findModelDraft } from "@/lib/models/model-draft-query";
import { tryModelDraft } from "@/lib/models/try-model-draft";
import { database } from "@/lib/platform/database";
import { tableModel } from "@/tests/support/built-models";
import { makeReviewer, makeUseCase, queueItems } from "@/tests/support/item-fixture";
import { modelFileOf } from "@/tests/support/model-file";

afterAll(() => stopInference());

it("a try-out shows no reviewer what a model says of an item that is still to be answered", async () => {
  const { id: useCaseId } = await makeUseCase({
    kind: "regression",
    target: { unit: "points", tolerance: 1 },
    fields: [{ key: "x", kind: "number", required: true, min: 0, max: 9 }],
    outcomes: [],
  });
  const [item] = await queueItems(useCaseId, { input: { x: 3 } });
  const manager = await makeReviewer(useCaseId, "manager");
  const both = await makeReviewer(useCaseId, "manager", "reviewer");
  const file = await modelFileOf(tableModel());
  const { draftId } = await createModelDraft({ actor: manager }, { useCaseId, name: "Table", file });
  const draft = await findModelDraft(draftId);
  const trial = { draftId, mapping: draft?.proposal.mapping };
  const tried = async (actor: typeof both, more = {}) =>
    (await tryModelDraft(actor, { ...trial, ...more })).rows.map(({ label }) => label);

  expect(await tried(manager)).toEqual([item?.externalId]);
  expect(await tried(both)).toEqual(["made-up item"]);
  expect(await tried(both, { itemIds: [item?.itemId] })).toEqual(["made-up item"]);
  await database.review.updateMany({ where: { useCaseId }, data: { status: "settled" } });
  expect(await tried(both)).toEqual([item?.externalId]);
});
