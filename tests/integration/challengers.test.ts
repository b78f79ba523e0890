import { describe, expect, it } from "vitest";
import { systemActor } from "@/lib/access/actor";
import { drawChallengers } from "@/lib/engine/draw-challengers";
import { policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { findItemHistory } from "@/lib/items/item-history-query";
import { recordBackgroundPredictions } from "@/lib/items/record-background-predictions";
import { settleReviews } from "@/lib/items/settle-reviews";
import { jobQueue } from "@/lib/jobs/job-queue";
import { createModel } from "@/lib/models/create-model";
import { findModelVersionIds } from "@/lib/models/model-query";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { findAgreement } from "@/lib/reports/agreement-query";
import { findWaiting } from "@/lib/reports/waiting-query";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import { findUseCase } from "@/lib/use-cases/use-case-query";
import { eventsAbout } from "@/tests/support/audit-events";
import { tableModel } from "@/tests/support/built-models";
import { makeReviewer } from "@/tests/support/item-fixture";
import { scored, scoredUseCase } from "@/tests/support/scored-use-case";
import { valueMapping } from "@/tests/support/shared-models";
import { storeModel } from "@/tests/support/store-model";
import { submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const worker = { actor: systemActor("worker") };
const everything = [{ version: 2, share: 1 }];

interface ChallengerJob {
  useCaseId: string;
  itemIds: string[];
  challenger: string;
}

/** The jobs that wait for this use case's challengers. */
async function waitingJobs(useCaseId: string): Promise<ChallengerJob[]> {
  await jobQueue();
  const rows = await database.$queryRaw<{ data: ChallengerJob; group: string }[]>`
    SELECT data, group_id AS "group" FROM pgboss.job
    WHERE name = 'challenger-predictions' AND data->>'useCaseId' = ${useCaseId}`;
  expect(rows.every(({ data, group }) => data.challenger === group)).toBe(true);
  return rows.map(({ data }) => data);
}

async function versionId(useCaseId: string, version: number): Promise<string> {
  return (await findModelVersionIds(useCaseId, [version])).get(version) ?? "";
}

/** Does what a worker does with the jobs of these challengers. */
async function challenge(useCaseId: string): Promise<number> {
  const counts = (await waitingJobs(useCaseId)).map((job) => recordBackgroundPredictions(worker, job));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

const predictionsOf = (itemId: string) =>
  database.prediction.findMany({ where: { itemId }, orderBy: { role: "asc" }, include: { modelVersion: true } });

const disagreementsOf = (itemId: string) => database.disagreement.findMany({ where: { itemId } });

/** Answers are held against each other once nobody has to answer any more. */
const callOffReviews = (useCaseId: string) =>
  database.review.updateMany({ where: { useCaseId }, data: { status: "cancelled" } });

describe("naming challengers", () => {
  it("takes force at once, for it automates nothing, and is on record", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "full_automation" }, { secondPersonToRaise: false });
    await askForSecondPerson(useCaseId);
    const actor = await makeReviewer(useCaseId, "manager");
    const result = await changePolicy(
      { actor },
      { useCaseId, changes: { challengers: everything }, reason: "Try it." },
    );
    expect(result).toEqual({ inForce: { policyVersion: 3 } });
    const { policy } = (await findUseCase(useCaseId)) ?? {};
    expect(policy?.settings.challengers).toEqual(everything);
    expect(await eventsAbout(policy?.id ?? "")).toMatchObject([
      {
        type: "policy.put_in_force",
        envelope: {
          actor: { id: actor.id },
          detail: { changed: ["challengers"], settings: { challengers: everything } },
        },
      },
    ]);
  });

  it.each([
    ["a version that is not there", [{ version: 9, share: 1 }], /no model version 9/],
    ["the champion", [{ version: 1, share: 1 }], /is the champion/],
    ["one twice", [...everything, ...everything], /stands here twice/],
  ])("refuses %s", async (_, challengers, sentence) => {
    const { useCaseId } = await scoredUseCase({ mode: "shadow" });
    await expect(changePolicy(system, { useCaseId, changes: { challengers }, reason: "test" })).rejects.toMatchObject({
      code: "invalid_input",
      problems: [
        { path: expect.stringMatching(/^challengers\.\d\.version$/), message: expect.stringMatching(sentence) },
      ],
    });
  });

  it("refuses one whose predictions callers send, for nobody could ask it", async () => {
    const { useCaseId } = await scoredUseCase();
    await createModel(system, { useCaseId, name: "Theirs", backend: "supplied" });
    const change = changePolicy(system, {
      useCaseId,
      changes: { challengers: [{ version: 3, share: 1 }] },
      reason: "x",
    });
    await expect(change).rejects.toMatchObject({ problems: [{ message: expect.stringContaining("Callers send") }] });
  });

  it("keeps a challenger in force usable: a definition that it does not fit is refused", async () => {
    const { useCaseId, slug } = await scoredUseCase({ mode: "shadow", challengers: everything });
    const definition = (await findUseCase(useCaseId))?.definition;
    if (definition === undefined) throw new Error("The use case is gone.");
    const other = definition.fields.map((field) => (field.key === "second" ? { ...field, key: "third" } : field));
    const refused = defineUseCase(system, { slug, definition: { ...definition, fields: other } });
    await expect(refused).rejects.toMatchObject({
      code: "definition_conflict",
      problems: expect.arrayContaining([
        { path: "", message: expect.stringMatching(/^The champion, model version 1, would no longer fit\./) },
        { path: "", message: expect.stringMatching(/^The challenger, model version 2, .* on the Automation page\.$/) },
      ]),
    });
  });

  it("lets a challenger that becomes champion challenge no more", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "shadow", challengers: everything });
    await changePolicy(system, { useCaseId, changes: { champion: 2 }, reason: "It won." });
    expect((await findUseCase(useCaseId))?.policy.settings).toMatchObject({ champion: 2, challengers: [] });
  });
});

async function askForSecondPerson(useCaseId: string): Promise<void> {
  await database.useCase.update({
    where: { id: useCaseId },
    data: { secondPersonToRaise: true, definitionVersion: { increment: 1 } },
  });
}

describe("challengers", () => {
  it.each(["shadow", "ai_assist", "full_automation"] as const)(
    "answer in %s, after the item and unseen",
    async (mode) => {
      const { useCaseId } = await scoredUseCase({ mode, challengers: everything, qcShare: 0 });
      const [item] = await submitAll(useCaseId, [scored("a", 0.9)]);
      const itemId = item?.id ?? "";
      expect((await predictionsOf(itemId)).filter(({ role }) => role === "challenger")).toEqual([]);
      expect(await challenge(useCaseId)).toBe(1);
      if (mode === "shadow") await recordBackgroundPredictions(worker, { useCaseId, itemIds: [itemId] });
      expect(await predictionsOf(itemId)).toMatchObject([
        { role: "champion", outcome: "yes", modelVersion: { version: 1 } },
        { role: "challenger", outcome: "no", confidence: 0.9, failure: null, modelVersion: { version: 2 } },
      ]);
      const [prediction] = await database.auditEvent.findMany({
        where: { subjectId: itemId, type: "prediction.recorded" },
        orderBy: { subjectSeq: "asc" },
      });
      expect(JSON.parse(Buffer.from(prediction?.envelope ?? []).toString())).toMatchObject({
        mode,
        model: { version: 2 },
        output: { outcome: "no", score: 0.9 },
        buckets: { challenger: expect.any(Number) },
        detail: { role: "challenger" },
      });
    },
  );

  it("are not asked where people decide everything", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "human_only", challengers: everything });
    await submitAll(useCaseId, [scored("a", 0.9)]);
    expect(await waitingJobs(useCaseId)).toEqual([]);
  });

  it("answer where the caller sent the champion's prediction, and never what the caller said", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "ai_assist", challengers: everything });
    const body = { ...scored("a", 0.9), prediction: { scores: { yes: 0.2, no: 0.8 } } };
    const [item] = await submitAll(useCaseId, [body]);
    await challenge(useCaseId);
    expect(await predictionsOf(item?.id ?? "")).toMatchObject([
      { role: "champion", outcome: "no", supplied: true },
      { role: "challenger", outcome: "no", supplied: false, confidence: 0.9 },
    ]);
    expect(await disagreementsOf(item?.id ?? "")).toEqual([]);
  });

  it("answer their share of the items, drawn by their own bucket", async () => {
    const challengers = [{ version: 2, share: 0.4 }];
    const { useCaseId } = await scoredUseCase({ mode: "ai_assist", challengers });
    const items = await submitAll(
      useCaseId,
      Array.from({ length: 60 }, (_, index) => scored(`item-${index}`, 0.9)),
    );
    const settings = policySettingsSchema.parse({ mode: "ai_assist", champion: 1, challengers });
    const expected = items.filter(({ externalId }) => drawChallengers(useCaseId, settings, externalId).length > 0);
    expect(expected.length).toBeGreaterThan(5);
    expect(expected.length).toBeLessThan(55);
    const [job, ...others] = await waitingJobs(useCaseId);
    expect(others).toEqual([]);
    expect(job?.itemIds.toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
  });

  it("are enqueued with the item or not at all: an item sent again enqueues nothing", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "ai_assist", challengers: everything });
    await submitAll(useCaseId, [scored("a", 0.9)]);
    await submitAll(useCaseId, [scored("a", 0.9)]);
    expect(await waitingJobs(useCaseId)).toHaveLength(1);
  });

  it("are recorded once, and the difference from the champion is opened once", async () => {
    const { useCaseId, slug } = await scoredUseCase({ mode: "full_automation", qcShare: 0, challengers: everything });
    const [item] = await submitAll(useCaseId, [scored("a", 0.9)]);
    const itemId = item?.id ?? "";
    const [first, second] = await Promise.all([challenge(useCaseId), challenge(useCaseId)]);
    expect([first, second].toSorted()).toEqual([0, 1]);
    expect(await challenge(useCaseId)).toBe(0);
    const [champion, challenger] = await predictionsOf(itemId);
    const [opened, ...others] = await disagreementsOf(itemId);
    expect(others).toEqual([]);
    expect(opened).toMatchObject({
      kind: "champion_challenger",
      status: "open",
      predictionId: champion?.id,
      challengerId: challenger?.id,
      reviewId: null,
    });
    const events = await database.auditEvent.findMany({ where: { subjectId: itemId, type: "disagreement.opened" } });
    expect(events.map(({ envelope }) => JSON.parse(Buffer.from(envelope).toString()))).toMatchObject([
      {
        use_case: { slug },
        detail: { disagreement: opened?.id, kind: "champion_challenger", challenger: challenger?.id },
      },
    ]);
  });

  it("differ from a shadowing champion, whichever of the two answers last or at the same time", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "shadow", challengers: everything });
    const items = await submitAll(
      useCaseId,
      Array.from({ length: 12 }, (_, index) => scored(`item-${index}`, 0.9)),
    );
    await callOffReviews(useCaseId);
    const challenger = await versionId(useCaseId, 2);
    await Promise.all(
      items.flatMap(({ id }) => [
        recordBackgroundPredictions(worker, { useCaseId, itemIds: [id] }),
        recordBackgroundPredictions(worker, { useCaseId, itemIds: [id], challenger }),
      ]),
    );
    expect(await database.disagreement.count({ where: { useCaseId, kind: "champion_challenger" } })).toBe(12);
  });

  it("differ in the open only when the item's own reviewers have answered it", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "ai_assist", challengers: everything });
    const [item] = await submitAll(useCaseId, [scored("a", 0.9)]);
    await challenge(useCaseId);
    expect(await disagreementsOf(item?.id ?? "")).toEqual([]);
    const reviewer = { actor: await makeReviewer(useCaseId) };
    const claimed = await claimNextReview(reviewer, { useCaseId, loaded: [] });
    const answer = { outcome: "yes" };
    await answerReview(reviewer, { useCaseId, reviewId: claimed?.reviewId ?? "", answer, note: "" });
    await database.review.updateMany({ where: { useCaseId }, data: { undoUntil: new Date(0) } });
    await settleReviews(worker, { limit: 10 });
    expect(await disagreementsOf(item?.id ?? "")).toMatchObject([{ kind: "champion_challenger", status: "open" }]);
  });

  it("that fail are failed predictions of a challenger, and no failure of the champion", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "full_automation", qcShare: 0 });
    // A model that takes 0 to 9 and fails on anything else.
    await storeModel(useCaseId, "Fails", {
      bytes: tableModel(),
      mapping: {
        inputs: [
          { tensor: "x", type: "float32", from: "column", column: { field: "first", encoding: { kind: "number" } } },
        ],
        output: { kind: "scores", tensor: "y", classes: ["yes", "no"], transform: "sigmoid" },
      },
    });
    await changePolicy(system, { useCaseId, changes: { challengers: [{ version: 3, share: 1 }] }, reason: "test" });
    const [item] = await submitAll(useCaseId, [{ externalId: "a", input: { first: 1e9, second: 0 } }]);
    await challenge(useCaseId);
    const predictions = await predictionsOf(item?.id ?? "");
    expect(predictions.filter(({ role }) => role === "challenger")).toMatchObject([
      { outcome: null, failure: { code: expect.any(String), message: expect.any(String) } },
    ]);
    expect((await findWaiting([useCaseId])).get(useCaseId)?.failures).toBe(
      predictions.filter(({ role, failure }) => role === "champion" && failure !== null).length,
    );
    expect(await disagreementsOf(item?.id ?? "")).toEqual([]);
  });

  it("reach no reviewer, and count in nothing that is said of the champion", async () => {
    const { useCaseId } = await scoredUseCase({ mode: "ai_assist", blindShare: 0, challengers: everything });
    const [item] = await submitAll(useCaseId, [scored("a", 0.875)]);
    const itemId = item?.id ?? "";
    await challenge(useCaseId);
    const reviewer = { actor: await makeReviewer(useCaseId) };
    const claimed = await claimNextReview(reviewer, { useCaseId, loaded: [] });
    expect(JSON.stringify(claimed)).toContain('"One"');
    expect(JSON.stringify(claimed)).not.toMatch(/Other|challenger/);
    const told = await findItemHistory(itemId, { withHidden: false });
    expect(told?.history.predictions).toMatchObject([{ role: "champion" }]);
    const all = await findItemHistory(itemId, { withHidden: true });
    expect(all?.history.predictions).toHaveLength(2);
    await settled(claimed?.reviewId ?? "", reviewer.actor.id, "no");
    const useCase = await findUseCase(useCaseId);
    if (useCase === null) throw new Error("The use case is gone.");
    // The person saw the champion's "yes" and said "no", as the challenger does.
    expect(await findAgreement(useCase)).toMatchObject({
      seen: { n: 1, agreed: 0 },
      blind: { n: 0 },
      checked: { n: 0 },
    });
  });

  it("of a regression differ beyond the tolerance only", async () => {
    const slug = `rings-${newId().slice(-12)}`;
    const definition = {
      name: "Rings",
      kind: "regression" as const,
      secondPersonToRaise: false,
      fields: [
        { key: "x", kind: "number" as const },
        { key: "z", kind: "number" as const },
      ],
      target: { unit: "rings", tolerance: 1 },
    };
    const { useCase } = await defineUseCase(system, { slug, definition });
    const mapping = valueMapping();
    const other = JSON.parse(JSON.stringify(mapping).replace('"field":"x"', '"field":"z"'));
    const bytes = tableModel();
    await storeModel(useCase.id, "One", { bytes, mapping });
    await storeModel(useCase.id, "Other", { bytes, mapping: other });
    const changes = { mode: "ai_assist" as const, champion: 1, challengers: everything };
    await changePolicy(system, { useCaseId: useCase.id, changes, reason: "test" });
    const [near, far] = await submitAll(useCase.id, [
      { externalId: "near", input: { x: 3, z: 4 } },
      { externalId: "far", input: { x: 3, z: 5 } },
    ]);
    await callOffReviews(useCase.id);
    await challenge(useCase.id);
    expect(await disagreementsOf(near?.id ?? "")).toEqual([]);
    expect(await disagreementsOf(far?.id ?? "")).toMatchObject([{ kind: "champion_challenger" }]);
  });

  it("are recorded by nobody but the system", async () => {
    const { useCaseId } = await suppliedUseCase();
    const actor = await makeReviewer(useCaseId, "manager");
    const challenger = await versionId(useCaseId, 1);
    await expect(recordBackgroundPredictions({ actor }, { useCaseId, itemIds: [], challenger })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

/** Makes the claimed review a final verdict. */
async function settled(reviewId: string, reviewerId: string, outcome: string): Promise<void> {
  const now = new Date();
  await database.review.update({
    where: { id: reviewId },
    data: { status: "settled", reviewerId, outcome, answeredAt: now, settledAt: now },
  });
}
