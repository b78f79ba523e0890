import { afterEach, describe, expect, it } from "vitest";
import { recordBackgroundPredictions } from "@/lib/items/record-background-predictions";
import { submitVerdicts } from "@/lib/items/submit-verdicts";
import { takeVerdictPart } from "@/lib/items/take-verdict-part";
import { previewVerdictPart, readVerdictHead } from "@/lib/items/verdict-file-query";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { findAgreement } from "@/lib/reports/agreement-query";
import { findUseCase } from "@/lib/use-cases/use-case-query";
import { call, makeKey } from "@/tests/support/api-client";
import { makeReviewer } from "@/tests/support/item-fixture";
import { eventsOf, makeOverlapWorld } from "@/tests/support/overlap-world";
import { scored, scoredUseCase } from "@/tests/support/scored-use-case";
import { letter, submitAll, system } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

const at = "2024-03-04T08:15:00.000Z";
const verdict = (externalId: string, outcome: string, reviewer = "a.meier", more: object = {}) => ({
  externalId,
  reviewer,
  outcome,
  at,
  ...more,
});

async function makeWorld(...args: Parameters<typeof makeOverlapWorld>) {
  const world = await makeOverlapWorld(...args);
  const take = (...verdicts: unknown[]) => submitVerdicts(system, { useCaseId: world.useCaseId, verdicts });
  return { ...world, take };
}

describe("a verdict from another system", () => {
  it("decides an item that waits for one person, in the place of the review that waited", async () => {
    const { send, take, item, claim, person, useCaseId } = await makeWorld({ mode: "human_only" });
    const [itemId = ""] = await send([letter("a")]);
    const [result] = await take(verdict("a", "no", "a.meier", { secondsSpent: 42 }));
    expect(result).toMatchObject({
      ok: true,
      created: true,
      verdict: { itemId, externalId: "a", reviewer: "a.meier", outcome: "no", at, secondsSpent: 42 },
    });
    expect(await item(itemId)).toMatchObject({
      status: "decided",
      outcome: "no",
      decidedBy: "human",
      reviews: [
        { purpose: "decide", status: "cancelled" },
        { purpose: "external", status: "settled", reviewerId: null, secondsSpent: 42 },
      ],
    });
    expect(await claim(await person())).toBeNull();
    const events = await eventsOf(itemId);
    expect(events.map(({ type }) => type)).toEqual(["item.submitted", "review.received", "decision.made"]);
    expect(events[1]).toMatchObject({
      suggestion: { shown: false },
      detail: { purpose: "external", at, stands_for: expect.any(String), external_reviewer: expect.any(String) },
    });
    expect(JSON.stringify(events)).not.toContain("meier");
    expect(await database.externalReviewer.findMany({ where: { useCaseId } })).toMatchObject([{ name: "a.meier" }]);
  });

  it("counts toward the consensus together with our own people", async () => {
    const { send, take, item, say, settle, person } = await makeWorld({
      mode: "human_only",
      reviewsPerItem: 3,
      consensus: "majority",
    });
    const [itemId = ""] = await send([letter("a")]);
    await say(await person(), "yes");
    await take(verdict("a", "no"), verdict("a", "no", "b.okafor"));
    expect(await item(itemId)).toMatchObject({ status: "in_review" });
    await settle();
    expect(await item(itemId)).toMatchObject({ status: "decided", outcome: "no" });
    expect((await item(itemId)).reviews.filter(({ status }) => status === "cancelled")).toHaveLength(2);
  });

  it("takes the place of a review that nobody holds before one that somebody does", async () => {
    const { send, take, claim, answer, person, item, settle } = await makeWorld({
      mode: "human_only",
      reviewsPerItem: 2,
    });
    const [itemId = ""] = await send([letter("a")]);
    const reviewer = await person();
    const held = await claim(reviewer);
    await take(verdict("a", "yes"));
    await answer(reviewer, held?.reviewId ?? "", { outcome: "yes" });
    await settle();
    expect(await item(itemId)).toMatchObject({ status: "decided", outcome: "yes" });
  });

  it("asks an adjudicator where people differ", async () => {
    const { send, take, item } = await makeWorld({ mode: "human_only", reviewsPerItem: 2, consensus: "unanimous" });
    const [itemId = ""] = await send([letter("a")]);
    await take(verdict("a", "no"), verdict("a", "yes", "b.okafor"));
    expect(await item(itemId)).toMatchObject({ status: "in_review", disagreements: [{ kind: "human_human" }] });
    expect((await item(itemId)).reviews).toContainEqual(
      expect.objectContaining({ purpose: "adjudicate", status: "open" }),
    );
  });

  it("is held against the model where the model decided, and against the decision where people did", async () => {
    const automated = await makeWorld({ mode: "full_automation", qcShare: 0 });
    const [one = ""] = await automated.send([letter("a", 0.9)]);
    await automated.take(verdict("a", "no"));
    expect(await automated.item(one)).toMatchObject({ outcome: "yes", disagreements: [{ kind: "model_human" }] });

    const human = await makeWorld({ mode: "human_only" });
    const [other = ""] = await human.send([letter("a")]);
    await human.take(verdict("a", "yes"));
    await human.take(verdict("a", "yes", "b.okafor"), verdict("a", "no", "c.lind"));
    expect(await human.item(other)).toMatchObject({ outcome: "yes", disagreements: [{ kind: "human_human" }] });
    expect((await human.item(other)).decisions).toHaveLength(1);
  });

  it.each(["the verdict", "the model"])("is compared with a shadow's answer when %s comes last", async (last) => {
    const { useCaseId } = await scoredUseCase({ mode: "shadow" });
    const [item] = await submitAll(useCaseId, [scored("a", 0.9)]);
    const itemIds = [item?.id ?? ""];
    const take = () => submitVerdicts(system, { useCaseId, verdicts: [verdict("a", "no")] });
    const shadow = () => recordBackgroundPredictions(system, { useCaseId, itemIds });
    for (const step of last === "the verdict" ? [shadow, take] : [take, shadow]) await step();
    expect(await database.disagreement.findMany({ where: { useCaseId } })).toMatchObject([{ kind: "model_human" }]);
    expect(await database.item.findUnique({ where: { id: itemIds[0] ?? "" } })).toMatchObject({ outcome: "no" });
  });

  it("is taken in once, however often and at once it is sent, and cannot be changed", async () => {
    const { send, take, useCaseId } = await makeWorld({ mode: "human_only" });
    await send([letter("a"), letter("b")]);
    const batch = [verdict("a", "no"), verdict("b", "yes")];
    const answers = await Promise.all(Array.from({ length: 5 }, () => take(...batch)));
    const ids = answers.map((results) => results.map((result) => (result.ok ? result.verdict.id : result.error)));
    expect(new Set(ids.map(String)).size).toBe(1);
    expect(answers.flat().filter((result) => result.ok && result.created)).toHaveLength(2);
    expect(await database.review.count({ where: { useCaseId, purpose: "external" } })).toBe(2);
    expect(await database.decision.count({ where: { item: { useCaseId } } })).toBe(2);
    const [changed, later] = await take(verdict("a", "yes"), verdict("a", "no", "a.meier", { secondsSpent: 3 }));
    for (const result of [changed, later])
      expect(result).toMatchObject({ ok: false, error: { code: "verdict_conflict" } });
  });

  it("is refused to reviewers and adjudicators", async () => {
    const { useCaseId } = await makeWorld({ mode: "human_only" });
    for (const role of ["reviewer", "adjudicator", "auditor"] as const) {
      const actor = await makeReviewer(useCaseId, role);
      await expect(submitVerdicts({ actor }, { useCaseId, verdicts: [] })).rejects.toMatchObject({ code: "forbidden" });
    }
  });
});

describe("a batch of verdicts by API", () => {
  it.each(["JSON", "NDJSON"])("as %s answers each in its place, and a bad one fails alone", async (format) => {
    const { slug, send } = await makeWorld({ mode: "human_only" });
    await send([letter("a"), letter("b")]);
    const { key } = await makeKey(["verdicts:write"]);
    const verdicts = [
      verdict("a", "no"),
      verdict("nowhere", "no"),
      verdict("b", "maybe"),
      { externalId: "b", outcome: "no", at },
      verdict("b", "no", "a.meier", { value: 3 }),
      verdict("b", "no", "a.meier", { at: "2099-01-01T00:00:00Z" }),
      verdict("b", "no", "a.meier", { at: "yesterday" }),
      verdict("b", "no", "a.meier", { extra: 1 }),
      null,
      verdict("a", "no"),
      verdict("a", "yes"),
      verdict("b", "yes", "b\u0000", {}),
      verdict("b", "yes"),
    ];
    const path = `/use-cases/${slug}/verdicts/batch`;
    const { status, body } = await (format === "JSON"
      ? call(key, "POST", path, { body: { verdicts } })
      : call(key, "POST", path, {
          raw: verdicts.map((one) => JSON.stringify(one)).join("\n"),
          headers: { "content-type": "application/x-ndjson" },
        }));
    expect(status).toBe(200);
    const invalid = (path: string) => ({ status: 422, code: "invalid_verdict", errors: [{ path }] });
    expect(body.results).toMatchObject([
      { externalId: "a", outcome: "no", suggestionVisible: false, secondsSpent: null },
      { status: 404, code: "not_found" },
      invalid("outcome"),
      invalid("reviewer"),
      invalid("outcome"),
      invalid("at"),
      invalid("at"),
      invalid("extra"),
      { status: 422, code: "invalid_verdict" },
      { externalId: "a", outcome: "no" },
      { status: 422, code: "verdict_conflict" },
      { code: expect.stringMatching(/^invalid_/) },
      { externalId: "b", outcome: "yes" },
    ]);
    expect(body.results[9]?.id).toBe(body.results[0]?.id);
  });

  it("is refused without the scope, for an unknown use case, and where it is too large", async () => {
    const { slug } = await makeWorld({ mode: "human_only" });
    const { key } = await makeKey(["verdicts:write"]);
    const weak = await makeKey(["items:write"]);
    const path = `/use-cases/${slug}/verdicts/batch`;
    expect(await call(weak.key, "POST", path, { body: { verdicts: [] } })).toMatchObject({ status: 403 });
    expect(await call(key, "POST", "/use-cases/none/verdicts/batch", { body: { verdicts: [] } })).toMatchObject({
      status: 404,
    });
    expect(await call(key, "POST", path, { body: { items: [] } })).toMatchObject({ status: 400 });
    const verdicts = Array.from({ length: 10_001 }, () => null);
    expect(await call(key, "POST", path, { body: { verdicts } })).toMatchObject({ status: 413 });
  });
});

describe("a file of verdicts", () => {
  const header = "question;worker;answer;seconds\n";
  const columns = {
    ...{ externalId: "question", reviewer: "worker", answer: "answer", secondsSpent: "seconds" },
    ...{ at: null, suggestionVisible: null, day: "2024-03-04" },
  };

  it("says what it would do by line, and does just that", async () => {
    const { useCaseId, send, take, item } = await makeWorld({ mode: "human_only" });
    const [itemId = ""] = await send([letter("a"), letter("b"), letter("c")]);
    await take(verdict("c", "no", "ann", { at: "2024-03-04T00:00:00Z" }));
    const actor = await makeReviewer(useCaseId, "manager");
    const text = `a;ann;Yes;12\n\nb;"b;en";no;\nnowhere;ann;no;\nc;ann;no;\nc;ann;yes;\nb;ann;perhaps;\nb;ann\n`;
    const part = { useCaseId, header, text, firstLine: 2 };
    expect(await readVerdictHead(actor, part)).toMatchObject({
      names: ["question", "worker", "answer", "seconds"],
      proposed: { externalId: "question", reviewer: "worker", answer: "answer", at: null, secondsSpent: "seconds" },
      rows: [["a", "ann", "Yes", "12"], expect.anything(), expect.anything(), expect.anything(), expect.anything()],
    });
    const preview = await previewVerdictPart(actor, { ...part, columns });
    expect(preview).toMatchObject({ rows: 7, repeated: 1 });
    expect(preview.fresh.map(({ line, externalId }) => [line, externalId])).toEqual([
      [2, "a"],
      [4, "b"],
    ]);
    expect(preview.problems.map(({ line }) => line)).toEqual([5, 7, 8, 9]);
    expect(await database.review.count({ where: { useCaseId, purpose: "external" } })).toBe(1);

    const done = await takeVerdictPart({ actor, requestId: newId() }, { ...part, columns });
    expect(done).toMatchObject({ taken: 2, repeated: 1 });
    expect(done.problems.map(({ line }) => line)).toEqual([5, 7, 8, 9]);
    expect(await item(itemId)).toMatchObject({ outcome: "yes", reviews: [{}, { secondsSpent: 12 }] });
    expect(await database.externalReviewer.count({ where: { useCaseId, name: "b;en" } })).toBe(1);
    expect((await eventsOf(itemId)).map(({ type }) => type)).toContain("review.received");
    expect(await takeVerdictPart({ actor, requestId: newId() }, { ...part, columns })).toMatchObject({
      taken: 0,
      repeated: 3,
    });
  });

  it("is refused to those who may not take verdicts in, and where it cannot be read", async () => {
    const { useCaseId } = await makeWorld({ mode: "human_only" });
    const part = { useCaseId, header, text: "a;ann;no;\n", firstLine: 2, columns };
    const actor = await makeReviewer(useCaseId, "adjudicator");
    await expect(previewVerdictPart(actor, part)).rejects.toMatchObject({ code: "forbidden" });
    await expect(takeVerdictPart({ actor, requestId: newId() }, part)).rejects.toMatchObject({ code: "forbidden" });
    const manager = await makeReviewer(useCaseId, "manager");
    await expect(previewVerdictPart(manager, { ...part, text: 'a;"ann;no;\n' })).rejects.toMatchObject({
      code: "invalid_input",
      message: /not valid CSV/,
    });
  });
});

describe("verdicts from elsewhere as evidence", () => {
  it("count for the model's agreement where the item was left to people, and not where the model decided it", async () => {
    const { useCaseId } = await scoredUseCase({
      mode: "partial_automation",
      thresholds: { yes: 0.8, no: 0.8 },
      qcShare: 0,
    });
    await submitAll(useCaseId, [scored("left", 0.6), scored("automated", 0.9)]);
    await submitVerdicts(system, { useCaseId, verdicts: [verdict("left", "yes"), verdict("automated", "no")] });
    const useCase = await findUseCase(useCaseId);
    if (useCase === null) throw new Error("The use case is gone.");
    expect(await findAgreement(useCase)).toMatchObject({
      blind: { n: 1, agreed: 1 },
      checked: { n: 0 },
      seen: { n: 0 },
    });
  });
});
