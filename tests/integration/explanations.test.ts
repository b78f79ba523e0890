import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { explainPrediction } from "@/lib/explanations/explain-prediction";
import type { WhyPlace } from "@/lib/explanations/explanation-schema";
import { findWhy } from "@/lib/explanations/why-query";
import type { ExplanationView } from "@/lib/explanations/why-view";
import { workExplanations } from "@/lib/explanations/work-explanations";
import { stopInference } from "@/lib/inference/predict";
import { settleReviews } from "@/lib/items/settle-reviews";
import { jobQueue } from "@/lib/jobs/job-queue";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { releaseClaims } from "@/lib/review/release-claims";
import { showSuggestion } from "@/lib/review/show-suggestion";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";
import { adultDefinition, adultItems, adultMapping, adultModel } from "@/tests/support/adult";
import { echoModel } from "@/tests/support/built-models";
import { makeReviewer } from "@/tests/support/item-fixture";
import { hasSharedData, readShared, readSharedCsv } from "@/tests/support/shared-data";
import { digits } from "@/tests/support/shared-models";
import { storeModel } from "@/tests/support/store-model";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

afterAll(async () => {
  await (await jobQueue()).stop({ graceful: false });
  await stopInference();
});

interface World {
  useCaseId: string;
  itemIds: string[];
}

/** Items of a use case with a model of its own, sent under a policy with these settings. */
async function explainedUseCase(
  definition: DefinitionInput,
  model: { bytes: Uint8Array; mapping: unknown },
  settings: Partial<PolicySettings>,
  items: readonly { externalId: string; input: Record<string, unknown> }[],
): Promise<World> {
  const slug = `why-${newId().slice(-12)}`;
  const { useCase } = await defineUseCase(system, { slug, definition });
  await storeModel(useCase.id, "The model", model);
  await changePolicy(system, { useCaseId: useCase.id, changes: { champion: 1, ...settings }, reason: "test" });
  const sent = await submitAll(useCase.id, [...items]);
  return { useCaseId: useCase.id, itemIds: sent.map(({ id }) => id) };
}

const number = (key: string) => ({ key, kind: "number" as const, required: true });
const column = (field: string) => ({ field, encoding: { kind: "number" }, missing: "refuse" });

/** The score of yes grows with the first number and falls with the second; the third is not read. */
const pulled = {
  bytes: echoModel(["rows", 2]),
  mapping: {
    inputs: [{ tensor: "x", type: "float32", from: "vector", columns: [column("first"), column("second")] }],
    output: { kind: "scores", tensor: "p", classes: ["yes", "no"], transform: "softmax" },
  },
};

const pullDefinition: DefinitionInput = {
  name: "Pulls",
  secondPersonToRaise: false,
  fields: [number("first"), number("second"), number("third")],
  outcomes: [{ key: "yes", label: "Yes, it is" }, { key: "no" }],
};

function pulledUseCase(settings: Partial<PolicySettings>, count = 14): Promise<World> {
  const items = Array.from({ length: count }, (_, index) => ({
    externalId: `item-${index}`,
    input: { first: (index % 5) / 2, second: (index % 3) / 2, third: index },
  }));
  return explainedUseCase(pullDefinition, pulled, settings, items);
}

/** Does what a worker does with everything that was asked for. */
async function explainAll(useCaseId: string): Promise<void> {
  const asked = await database.explanation.findMany({
    where: { prediction: { item: { useCaseId } } },
    select: { predictionId: true },
  });
  for (const { predictionId } of asked) await explainPrediction(predictionId);
}

async function explained(actor: UserActor, useCaseId: string, place: WhyPlace): Promise<ExplanationView> {
  await findWhy(actor, place);
  await explainAll(useCaseId);
  const { explanation } = await findWhy(actor, place);
  if (explanation === null) throw new Error("No model answered.");
  return explanation;
}

async function claim(actor: UserActor, useCaseId: string): Promise<{ useCaseId: string; reviewId: string }> {
  const item = await claimNextReview({ actor }, { useCaseId, loaded: [] });
  if (item === null) throw new Error("Nothing waits.");
  return { useCaseId, reviewId: item.reviewId };
}

const refused = { code: "forbidden", message: "There is nothing here that could be explained to you." };

describe("why a model answered as it did", () => {
  it("is worked out by the worker, once, for whoever looks at a suggestion that they may see", async () => {
    const { useCaseId } = await pulledUseCase({ mode: "ai_assist", blindShare: 0 });
    const actor = await makeReviewer(useCaseId);
    const place = await claim(actor, useCaseId);
    const looks = await Promise.all([1, 2, 3].map(() => findWhy(actor, place)));
    expect(looks.map(({ explanation }) => explanation)).toEqual(Array(3).fill({ state: "pending" }));
    expect(looks[0]).toMatchObject({ answer: "Yes, it is", unit: null, similar: [] });
    const jobs = await database.$queryRaw<object[]>`
      SELECT FROM pgboss.job j JOIN explanation e ON e.prediction_id = (j.data ->> 'predictionId')::uuid
      JOIN prediction p ON p.id = e.prediction_id JOIN item i ON i.id = p.item_id
      WHERE j.name = 'explain-prediction' AND i.use_case_id = ${useCaseId}::uuid`;
    expect(jobs).toHaveLength(1);

    await workExplanations();
    let view = looks[0]?.explanation ?? null;
    for (const until = Date.now() + 60_000; view?.state === "pending" && Date.now() < until; await sleep(100)) {
      view = (await findWhy(actor, place)).explanation;
    }
    if (view?.state !== "shares") throw new Error(JSON.stringify(view));
    expect(view.background).toBe("recent");
    expect(new Set(view.fields.map(({ key }) => key))).toEqual(new Set(["first", "second"]));
    const sum = view.fields.reduce((total, { share }) => total + share, view.base);
    expect(sum).toBeCloseTo(view.score, 6);
    expect(view.fields.every(({ error }) => error >= 0 && error < 0.1)).toBe(true);
    expect(view.rows).toBeLessThanOrEqual(1_024);
  });

  it("is told to nobody who must answer without the model, and is not even worked out for them", async () => {
    const blind = await pulledUseCase({ mode: "ai_assist", blindShare: 1 });
    const checked = await pulledUseCase({
      mode: "partial_automation",
      thresholds: { yes: 0.5, no: 0.5 },
      qcShare: 1,
      rampShare: 1,
    });
    for (const { useCaseId, itemIds } of [blind, checked]) {
      const actor = await makeReviewer(useCaseId, "reviewer", "adjudicator");
      const place = await claim(actor, useCaseId);
      await expect(findWhy(actor, place)).rejects.toMatchObject(refused);
      for (const itemId of itemIds) await expect(findWhy(actor, { itemId })).rejects.toMatchObject(refused);
      await answerReview({ actor }, { ...place, answer: { outcome: "no" }, note: "" });
      await expect(findWhy(actor, place)).rejects.toMatchObject(refused);
      expect(await database.explanation.count({ where: { prediction: { item: { useCaseId } } } })).toBe(0);
    }
  });

  it("comes after the first answer where the suggestion does, and for its holder only", async () => {
    const { useCaseId, itemIds } = await pulledUseCase({ mode: "ai_assist", reveal: "after", blindShare: 0 });
    const [actor, other] = [await makeReviewer(useCaseId), await makeReviewer(useCaseId)];
    const place = await claim(actor, useCaseId);
    await expect(findWhy(actor, place)).rejects.toMatchObject(refused);
    await showSuggestion({ actor }, { ...place, answer: { outcome: "no" } });
    await expect(findWhy(other, place)).rejects.toMatchObject(refused);
    await expect(findWhy(actor, { itemId: itemIds[0] ?? "" })).rejects.toMatchObject(refused);
    expect((await explained(actor, useCaseId, place)).state).toBe("shares");
    await releaseClaims({ actor }, { useCaseId, reviewIds: [place.reviewId] });
    await expect(findWhy(actor, place)).rejects.toMatchObject(refused);
  });

  it("is on the item's page for those to whom it is told", async () => {
    const { useCaseId, itemIds } = await pulledUseCase({ mode: "full_automation", thresholds: { yes: 0, no: 0 } });
    const [manager, reviewer] = [await makeReviewer(useCaseId, "manager"), await makeReviewer(useCaseId)];
    const place = { itemId: itemIds[3] ?? "" };
    await expect(findWhy(reviewer, place)).rejects.toMatchObject(refused);
    const first = await explained(manager, useCaseId, place);
    expect(first.state).toBe("shares");
    await database.explanation.deleteMany({ where: { prediction: { itemId: place.itemId } } });
    const again = await explained(manager, useCaseId, place);
    expect({ ...again, ms: 0 }).toEqual({ ...first, ms: 0 });
  });

  it("keeps why there is none, tells it, and tries again after a while", async () => {
    const { useCaseId, itemIds } = await pulledUseCase({ mode: "full_automation", thresholds: { yes: 0, no: 0 } }, 3);
    const manager = await makeReviewer(useCaseId, "manager");
    const place = { itemId: itemIds[0] ?? "" };
    const none = { state: "none", message: expect.stringContaining("too few other items") };
    expect(await explained(manager, useCaseId, place)).toEqual(none);
    const more = Array.from({ length: 12 }, (_, n) => ({
      externalId: `more-${n}`,
      input: { first: n / 9, second: 1, third: 0 },
    }));
    await submitAll(useCaseId, more);
    expect(await explained(manager, useCaseId, place)).toEqual(none);
    const later = new Date(realNow().getTime() + 601_000);
    clock.now = () => later;
    expect((await findWhy(manager, place)).explanation).toEqual({ state: "pending" });
    expect((await explained(manager, useCaseId, place)).state).toBe("shares");
  });

  it("says where there is no model to ask", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation", thresholds: { yes: 0.5 } });
    const [item] = await submitAll(useCaseId, [letter("a", 0.9)]);
    const manager = await makeReviewer(useCaseId, "manager");
    const why = await findWhy(manager, { itemId: item?.id ?? "" });
    expect(why.explanation).toMatchObject({ state: "none", message: expect.stringContaining("came with the item") });
    expect(await database.explanation.count({ where: { prediction: { item: { useCaseId } } } })).toBe(0);
  });
});

describe("similar items", () => {
  it("are the nearest that people settled, without those that somebody still has to answer", async () => {
    const { useCaseId, itemIds } = await pulledUseCase({ mode: "ai_assist", blindShare: 0 }, 9);
    const actor = await makeReviewer(useCaseId);
    const manager = await makeReviewer(useCaseId, "manager");
    for (let count = 0; count < 8; count++) {
      const item = await claimNextReview({ actor }, { useCaseId, loaded: [] });
      // Who says something else than the model opens a disagreement.
      const answer = item?.suggestion?.answer ?? { outcome: "" };
      await answerReview({ actor }, { useCaseId, reviewId: item?.reviewId ?? "", answer, note: "" });
    }
    const later = new Date(realNow().getTime() + 3_600_000);
    clock.now = () => later;
    await settleReviews(system, { limit: 100 });
    await database.review.updateMany({ where: { itemId: itemIds[7] ?? "" }, data: { status: "open" } });

    const { similar } = await findWhy(manager, { itemId: itemIds[0] ?? "" });
    expect(similar).toHaveLength(5);
    const found = similar.map(({ externalId }) => externalId);
    expect(found).not.toContain("item-0");
    expect(found).not.toContain("item-7");
    expect(found).not.toContain("item-8");
    expect(similar.map(({ distance }) => distance)).toEqual(
      similar.map(({ distance }) => distance).toSorted((one, other) => one - other),
    );
    expect(similar.find(({ externalId }) => externalId === "item-3")).toMatchObject({
      answer: "Yes, it is",
      href: `/items/${itemIds[3]}`,
      apart: expect.arrayContaining(["first"]),
    });

    const place = await claim(actor, useCaseId);
    const atDesk = (await findWhy(actor, place)).similar;
    expect(atDesk.length).toBe(5);
    expect(atDesk.every(({ href }) => href === null)).toBe(true);
  });
});

const where = hasSharedData ? "" : " (left out: ../shared/data is not on this machine)";

describe.runIf(hasSharedData)(`explanations of real models${where}`, () => {
  it("share out a census income's score among its fields", async () => {
    const { useCaseId, itemIds } = await explainedUseCase(
      adultDefinition,
      { bytes: adultModel(), mapping: adultMapping },
      { mode: "full_automation", thresholds: { "<=50K": 0, ">50K": 0 } },
      adultItems().slice(0, 250),
    );
    const manager = await makeReviewer(useCaseId, "manager");
    for (const itemId of [itemIds[0] ?? "", itemIds[1] ?? "", itemIds[17] ?? ""]) {
      const view = await explained(manager, useCaseId, { itemId });
      if (view.state !== "shares") throw new Error(JSON.stringify(view));
      expect(view.fields).toHaveLength(13);
      const sum = view.fields.reduce((total, { share }) => total + share, view.base);
      expect(sum).toBeCloseTo(view.score, 5);
      // The mean score of the background is that of its rows, whatever was drawn of them.
      expect(view.base).toBeGreaterThan(0);
      expect(view.base).toBeLessThan(1);
      expect(view.fields.every(({ error }) => error < 0.1)).toBe(true);
      expect(Math.abs(view.fields[0]?.share ?? 0)).toBeGreaterThan(0.02);
    }
  });

  it("map what a digit is read by", async () => {
    const items = readSharedCsv("digits/stream.csv")
      .slice(0, 5)
      .map((row) => ({ externalId: row.id ?? "", input: { image: row.image } }));
    const { useCaseId, itemIds } = await explainedUseCase(
      {
        name: "Digits",
        secondPersonToRaise: false,
        fields: [{ key: "image", kind: "image", required: true }],
        outcomes: [..."0123456789"].map((key) => ({ key })),
      },
      { bytes: readShared("digits/digits-cnn-logits.onnx"), mapping: digits().mapping },
      { mode: "full_automation", thresholds: Object.fromEntries([..."0123456789"].map((key) => [key, 0])) },
      items,
    );
    const manager = await makeReviewer(useCaseId, "manager");
    const view = await explained(manager, useCaseId, { itemId: itemIds[0] ?? "" });
    if (view.state !== "map") throw new Error(JSON.stringify(view));
    const { rows, columns, drops } = view.map;
    expect([16, 64]).toContain(drops.length);
    expect(rows * columns).toBe(drops.length);
    expect(Math.max(...drops)).toBeGreaterThan(0);
    expect(Math.max(...drops)).toBeLessThanOrEqual(view.score);
  });
});
