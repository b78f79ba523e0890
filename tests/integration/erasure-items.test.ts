import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.AUDIT_SIGNING_KEY = Buffer.alloc(32, 21).toString("base64");
  process.env.AUDIT_CHECKPOINT_SECONDS = "0.001";
});

import { exportsFolder } from "@/lib/audit/export/export-folder";
import { openExport } from "@/lib/audit/export/open-export";
import { browserDigests } from "@/lib/audit/verify/browser-digests";
import { blobSource } from "@/lib/audit/verify/byte-source";
import type { Digests } from "@/lib/audit/verify/digests";
import { nodeDigests } from "@/lib/audit/verify/node-digests";
import { reportText } from "@/lib/audit/verify/report-text";
import { verifyFile } from "@/lib/audit/verify/verify";
import { findDisagreement } from "@/lib/disagreements/disagreement-query";
import { settleDisagreement } from "@/lib/disagreements/settle-disagreement";
import { carryOutErasure } from "@/lib/erasure/carry-out-erasure";
import { requestErasure } from "@/lib/erasure/request-erasure";
import { settleErasure } from "@/lib/erasure/settle-erasure";
import { workErasures } from "@/lib/erasure/work-erasures";
import { explainPrediction } from "@/lib/explanations/explain-prediction";
import { findWhy } from "@/lib/explanations/why-query";
import { decideMany } from "@/lib/items/decide-many";
import { findItemStory } from "@/lib/items/item-story-query";
import { overrideDecision } from "@/lib/items/override-decision";
import { waitForReceipt } from "@/lib/items/receipt-query";
import { recordBackgroundPredictions } from "@/lib/items/record-background-predictions";
import { reopenItem } from "@/lib/items/reopen-item";
import { replayItem } from "@/lib/items/replay-item";
import { submitItems } from "@/lib/items/submit-items";
import { createModel } from "@/lib/models/create-model";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { findItemRecord } from "@/lib/reports/item-record-query";
import { exportTrainingSet } from "@/lib/reports/training-set/export-training-set";
import { provenances } from "@/lib/reports/training-set/training-set-schema";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { findLostClaims } from "@/lib/review/lost-claims-query";
import { saveDraft } from "@/lib/review/save-draft";
import { skipReview } from "@/lib/review/skip-review";
import { undoVerdict } from "@/lib/review/undo-verdict";
import { findUseCase } from "@/lib/use-cases/use-case-query";
import { call, makeKey } from "@/tests/support/api-client";
import { download, exportFor, fileIn, filesIn, requireExport, secretOf, verify } from "@/tests/support/audit-exports";
import { sealAll } from "@/tests/support/audit-seal";
import { asOwner } from "@/tests/support/audit-world";
import { columnsWith } from "@/tests/support/columns-with";
import { documentedEvents, undocumented } from "@/tests/support/documented-events";
import { atOnce, erase, makeErasureWorld, statusOf } from "@/tests/support/erasure-world";
import { eventTypesOf, makeReviewer } from "@/tests/support/item-fixture";
import { eventsOf, makeOverlapWorld } from "@/tests/support/overlap-world";
import { actorOf, makePerson } from "@/tests/support/people";
import { secondVerdict } from "@/tests/support/second-verifier";
import { letter, system } from "@/tests/support/supplied-use-case";

const realNow = clock.now;
const here = new AbortController().signal;

/** From now on it is later, and time goes on: the log refuses to be signed by a clock that goes back. */
function later(hours: number): void {
  clock.now = () => new Date(realNow().getTime() + hours * 3_600_000);
}

afterEach(() => {
  clock.now = realNow;
});

async function filesWith(text: string): Promise<string[]> {
  const names = await readdir(exportsFolder(), { recursive: true }).catch(() => []);
  const found: string[] = [];
  for (const name of names) {
    const bytes = await readFile(path.join(exportsFolder(), name)).catch(() => Buffer.alloc(0));
    if (bytes.includes(text)) found.push(name);
  }
  return found;
}

/** What a verifier says about a receipt or a bundle. */
function verifyBlob(digests: Digests, blob: Blob) {
  return verifyFile(digests, blobSource(blob), { keys: [], origin: null, anchors: [] }, () => undefined);
}

const verifyReceipt = (receipt: object) => verifyBlob(nodeDigests, new Blob([JSON.stringify(receipt)]));

/** What the program that lies in a bundle says about it. */
async function runVerifier(tar: Buffer): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "countersign-verify-"));
  const [program, bundle] = [path.join(folder, "verify.mjs"), path.join(folder, "bundle.tar")];
  try {
    await writeFile(program, fileIn(tar, "verify.mjs"));
    await writeFile(bundle, tar);
    return (await promisify(execFile)(process.execPath, [program, bundle])).stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const receiptOf = async (itemId: string) => {
  await sealAll();
  const receipt = await waitForReceipt(itemId, here);
  if (receipt === null) throw new Error("There is no such item.");
  const verified = await verifyReceipt(receipt);
  return { receipt, verified };
};

describe("what an erasure leaves", () => {
  it("is nothing that anybody sent or wrote about the item, anywhere", async () => {
    const marker = `mark${newId().replaceAll("-", "").slice(-16)}`;
    const world = await makeOverlapWorld(
      { mode: "ai_assist", blindShare: 1 },
      {
        fields: [
          { key: "text", kind: "text", required: true },
          { key: "kind", kind: "category", categories: ["a"], open: true, slice: true },
        ],
      },
    );
    const { useCaseId, slug } = world;
    const [asker, second] = [await makeReviewer(useCaseId, "manager"), await makeReviewer(useCaseId, "manager")];
    const admin = await actorOf((await makePerson({ isAdmin: true })).id);
    const entityKey = `${marker}-key`;
    const body = { ...letter("marked", 0.9, { text: `About ${marker}.`, kind: marker }), entityKey, tags: [marker] };
    const [itemId = ""] = await world.send([body]);

    const skipper = await world.person();
    const skipped = await world.claim(skipper);
    const skip = { useCaseId, reviewId: skipped?.reviewId ?? "", reason: "other" as const, note: `Knows ${marker}` };
    await skipReview({ actor: skipper }, skip);
    const reviewer = await world.person();
    const claimed = await world.claim(reviewer);
    const reviewId = claimed?.reviewId ?? "";
    await saveDraft({ actor: reviewer }, { useCaseId, reviewId, draft: { answer: null, note: `Draft ${marker}` } });
    await answerReview(
      { actor: reviewer },
      { useCaseId, reviewId, answer: { outcome: "no" }, note: `Looks like ${marker}` },
    );
    await world.settle();
    const disagreementId = (await world.item(itemId)).disagreements[0]?.id ?? "";
    const adjudicator = { actor: await world.adjudicator() };
    await settleDisagreement(adjudicator, {
      disagreementId,
      answer: { outcome: "yes" },
      rootCause: "human_error",
      note: `It is ${marker}`,
      proposal: `Say what ${marker} is`,
    });
    await world.settle();
    const { decisions } = await world.item(itemId);
    await decideMany(
      { actor: asker },
      {
        useCaseId,
        ids: [itemId],
        seqs: [decisions.at(-1)?.seq ?? 0],
        filter: null,
        answer: { outcome: "no" },
        reason: `All ${marker}`,
        reasonCode: null,
      },
    );
    later(1);
    await world.settle();
    later(2);
    const challenger = await createModel(system, { useCaseId, name: "Another", backend: "supplied" });
    const at = { createdAt: new Date() };
    const failure = { code: "bad_input", message: `Cannot read ${marker}` };
    await database.prediction.create({
      data: {
        id: newId(),
        itemId,
        modelVersionId: challenger.id,
        role: "challenger",
        failure,
        latencyMs: 1,
        runtime: "x",
        ...at,
      },
    });
    const prediction = await database.prediction.findFirstOrThrow({ where: { itemId, role: "champion" } });
    await database.explanation.create({ data: { predictionId: prediction.id, result: { read: marker }, ...at } });
    const minute = new Date("2020-01-01T00:00:00Z");
    await database.automationMinute.create({ data: { useCaseId, entityKey, minute, automated: 1 } });
    const before = await receiptOf(itemId);
    const exportId = await exportFor(admin, { useCase: slug });
    const secret = await secretOf(admin, exportId);
    const what = { kind: "entity" as const, useCaseId, entityKey, ...atOnce };
    const refused = await requestErasure({ actor: asker }, what);
    await settleErasure({ actor: second }, { erasureId: refused.id, approve: false, note: "Another one follows." });

    expect(await columnsWith(marker)).toEqual([
      "automation_minute.entity_key",
      "bulk_decision.reason",
      "disagreement.slices",
      "erasure.entity_key",
      "explanation.result",
      "guideline_proposal.text",
      "item.entity_key",
      "item.input",
      "item.tags",
      "prediction.failure",
      "review.draft",
      "review.note",
      "review_skip.reason",
    ]);
    expect(await filesWith(marker)).not.toEqual([]);
    await erase(asker, second, what);
    expect(await columnsWith(marker)).toEqual([]);
    expect(await filesWith(marker)).toEqual([]);
    const item = await database.item.findUniqueOrThrow({ where: { id: itemId } });
    expect(item).toMatchObject({ input: {}, externalId: "marked", status: "decided", outcome: "no" });
    expect(item.inputSalt).toHaveLength(0);

    // A bundle that was not fetched is gone, and says why.
    await expect(openExport({ actor: admin }, exportId, secret)).rejects.toMatchObject({
      code: "gone",
      message: expect.stringContaining("erased"),
    });
    expect(await requireExport(admin, exportId)).toMatchObject({ status: "gone", error: expect.any(String) });

    const after = await receiptOf(itemId);
    expect(before.verified).toMatchObject({ verdict: expect.stringMatching(/^valid/) });
    expect(after.verified).toMatchObject({ verdict: before.verified.verdict });
    expect(before.receipt.erased).toBeUndefined();
    expect(before.receipt.disclosed.map(({ path: of }) => of)).toContain("input");
    expect(after.receipt).toMatchObject({ erased: { basis: "legal_obligation" }, disclosed: [] });
    const day = after.receipt.erased?.at.slice(0, 10);
    expect(after.verified.notShown).toContain(
      `The input and notes were erased on ${day} (legal obligation); the log proves that they were committed to, not what they were.`,
    );
    // What was in the log stays there, to the byte.
    expect(
      after.receipt.events
        .slice(0, before.receipt.events.length)
        .map(({ index, leafHash, envelope }) => ({ index, leafHash, envelope })),
    ).toEqual(before.receipt.events.map(({ index, leafHash, envelope }) => ({ index, leafHash, envelope })));
    expect((await verifyReceipt(before.receipt)).verdict).toBe(before.verified.verdict);
    const lie = { ...after.receipt, erased: { at: before.receipt.issuedAt, basis: "child" } };
    expect((await verifyReceipt(lie)).verdict).toBe("invalid");

    const story = await findItemStory(asker, itemId);
    expect(story).toMatchObject({ erasedAt: expect.any(String), entityKey: null, tags: [] });
    expect(JSON.stringify(story)).not.toContain(marker);
    const auditor = await makeReviewer(useCaseId, "auditor");
    const record = await findItemRecord(auditor, itemId, null);
    expect(record?.record?.inputFits).toBeNull();
    expect(await findDisagreement(adjudicator.actor, disagreementId)).toMatchObject({
      status: "settled",
      slices: [],
      item: { erasedAt: expect.any(String) },
    });
    const documented = documentedEvents();
    expect((await eventsOf(itemId)).flatMap((envelope) => undocumented(documented, envelope))).toEqual([]);
  });

  it("leaves bundles of before and after valid, for both verifiers", async () => {
    later(3);
    const { asker, second, send, slug, useCaseId } = await makeErasureWorld();
    const admin = await actorOf((await makePerson({ isAdmin: true })).id);
    const [itemId = ""] = await send(letter("kept"), letter("gone", undefined, { text: "Of somebody" }));
    const [, gone = ""] = (await database.item.findMany({ where: { useCaseId }, orderBy: { id: "asc" } })).map(
      ({ id }) => id,
    );
    expect(itemId).not.toBe(gone);
    const earlier = await download(admin, await exportFor(admin, { useCase: slug }));
    await erase(asker, second, { kind: "item", itemId: gone, ...atOnce });
    const bundle = await download(admin, await exportFor(admin, { useCase: slug }));
    await exportFor(admin, { type: "item.erased" });
    const everything = await download(admin, await exportFor(admin, {}));
    const inAll = await database.auditEvent.count({ where: { type: "item.erased" } });
    expect(inAll).toBeGreaterThan(1);
    const bundles: [Buffer, number, RegExp][] = [
      [earlier, 0, /^((?!erased).)*$/s],
      [bundle, 1, /What 1 item held: it was erased, by request or by age\. Its events still verify\./],
      [everything, inAll, new RegExp(`What ${inAll} items held: they were erased, by request or by age\\.`)],
    ];
    for (const [tar, erased, words] of bundles) {
      const verification = await verify(tar);
      expect(verification).toMatchObject({ verdict: expect.stringMatching(/^valid/), erased });
      expect(await secondVerdict(filesIn(tar))).toMatchObject({ valid: true, erased });
      const inBrowser = await verifyBlob(browserDigests, new Blob([new Uint8Array(tar)]));
      expect(inBrowser).toEqual(verification);
      expect(reportText(verification)).toMatch(words);
      expect(await runVerifier(tar)).toBe(`${reportText(verification)}\n`);
    }
    const disclosed = (tar: Buffer) => filesIn(tar).get("disclosed.jsonl")?.toString() ?? "";
    expect(disclosed(earlier)).toContain("Of somebody");
    expect(disclosed(bundle)).not.toContain("Of somebody");
    expect(disclosed(bundle)).toContain("hello");
  });
});

describe("erasing a thousand items", () => {
  it("erases each of them once, whoever is killed and however many work at it", async () => {
    const { useCaseId, asker, second, send } = await makeErasureWorld();
    for (let part = 0; part < 4; part++) {
      await send(...Array.from({ length: 250 }, (_, at) => ({ ...letter(`${part}-${at}`), entityKey: "many" })));
    }
    const [other = ""] = await send({ ...letter("other"), entityKey: "another" });
    const { id } = await requestErasure({ actor: asker }, { kind: "entity", useCaseId, entityKey: "many", ...atOnce });
    await settleErasure({ actor: second }, { erasureId: id, approve: true, note: "" });
    // One batch, then nobody for a while: what a killed worker has begun is rolled back, what it has ended stays.
    expect(await carryOutErasure(system, { erasureId: id })).toBe("went_on");
    const begun = await database.item.count({ where: { useCaseId, erasedAt: { not: null } } });
    expect(begun).toBeGreaterThan(0);
    expect(begun).toBeLessThan(1000);
    const worker = async () => {
      while (await workErasures(system));
    };
    await Promise.all([worker(), worker(), worker()]);
    expect(await statusOf(id)).toBe("done");
    const [told] = await database.$queryRaw<{ events: number; items: number; most: number }[]>`
      SELECT sum(n)::int AS events, count(*)::int AS items, max(n)::int AS most FROM (
        SELECT subject_id, count(*) AS n FROM audit_event WHERE use_case_id = ${useCaseId}::uuid AND type = 'item.erased'
        GROUP BY subject_id) each`;
    expect(told).toEqual({ events: 1000, items: 1000, most: 1 });
    expect(await database.erasure.findUniqueOrThrow({ where: { id } })).toMatchObject({ items: 1000, entityKey: null });
    expect(await database.item.count({ where: { useCaseId, erasedAt: null } })).toBe(1);
    expect((await database.item.findUniqueOrThrow({ where: { id: other } })).entityKey).toBe("another");
  }, 120_000);
});

it("an erasure that fails keeps no other waiting, and is tried again", async () => {
  const { asker, second, send } = await makeErasureWorld();
  const [stuck = "", free = ""] = await send(letter("stuck"), letter("free"));
  const ids: string[] = [];
  for (const itemId of [stuck, free]) {
    const { id } = await requestErasure({ actor: asker }, { kind: "item", itemId, ...atOnce });
    await settleErasure({ actor: second }, { erasureId: id, approve: true, note: "" });
    ids.push(id);
  }
  await asOwner((owner) =>
    owner.query(`
      CREATE FUNCTION refuse_item() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'something is wrong'; END $$;
      CREATE TRIGGER refuse_item BEFORE UPDATE ON item FOR EACH ROW WHEN (NEW.id = '${stuck}')
      EXECUTE FUNCTION refuse_item()`),
  );
  try {
    await expect(workErasures(system)).rejects.toThrow("something is wrong");
  } finally {
    await asOwner((owner) => owner.query("DROP FUNCTION refuse_item CASCADE"));
  }
  expect(await Promise.all(ids.map(statusOf))).toEqual(["approved", "done"]);
  while (await workErasures(system));
  expect(await Promise.all(ids.map(statusOf))).toEqual(["done", "done"]);
});

describe("an item that waits for people", () => {
  it("ends as unusable; whoever has it on the desk is told, and can do nothing more with it", async () => {
    const { asker, second, send, useCaseId } = await makeErasureWorld();
    const [itemId = ""] = await send(letter("a"));
    const reviewer = await makeReviewer(useCaseId);
    const world = { useCaseId };
    const claimed = await claimNextReview({ actor: reviewer }, { ...world, loaded: [] });
    const reviewId = claimed?.reviewId ?? "";
    await erase(asker, second, { kind: "item", itemId, ...atOnce });
    expect(await findLostClaims(reviewer, [reviewId])).toEqual({ decided: [], erased: [reviewId], answered: [] });
    const given = { ...world, reviewId, answer: { outcome: "no" }, note: "" };
    await expect(answerReview({ actor: reviewer }, given)).rejects.toMatchObject({ code: "gone" });
    expect(await saveDraft({ actor: reviewer }, { ...world, reviewId, draft: { answer: null, note: "x" } })).toEqual(
      [],
    );
    expect(await eventTypesOf(itemId)).toEqual([
      "item.submitted",
      "review.claimed",
      "item.erased",
      "review.cancelled",
      "item.unusable",
    ]);
    expect(await database.item.findUniqueOrThrow({ where: { id: itemId } })).toMatchObject({ status: "unusable" });
    expect(await claimNextReview({ actor: await makeReviewer(useCaseId) }, { ...world, loaded: [] })).toBeNull();
    await overrideDecision(
      { actor: asker },
      { ...world, itemId, answer: { outcome: "yes" }, reason: "Known from elsewhere.", reasonCode: null },
    );
  });

  it("keeps a verdict that can still be undone until it is final", async () => {
    const { asker, second, send, useCaseId } = await makeErasureWorld();
    const [itemId = ""] = await send(letter("a"));
    const reviewer = await makeReviewer(useCaseId);
    const claimed = await claimNextReview({ actor: reviewer }, { useCaseId, loaded: [] });
    const reviewId = claimed?.reviewId ?? "";
    await answerReview({ actor: reviewer }, { useCaseId, reviewId, answer: { outcome: "no" }, note: "Mine" });
    const id = await erase(asker, second, { kind: "item", itemId, ...atOnce });
    expect(await statusOf(id)).toBe("approved");
    await undoVerdict({ actor: reviewer }, { useCaseId, reviewId });
    while (await workErasures(system));
    expect(await statusOf(id)).toBe("done");
  });

  it("leaves the queue of disagreements", async () => {
    const world = await makeOverlapWorld({ mode: "ai_assist", blindShare: 1 });
    const { useCaseId } = world;
    const [itemId = ""] = await world.send([letter("a", 0.9)]);
    await world.say(await world.person(), "no");
    await world.settle();
    const [asker, second] = [await makeReviewer(useCaseId, "manager"), await makeReviewer(useCaseId, "manager")];
    await erase(asker, second, { kind: "item", itemId, ...atOnce });
    expect((await world.item(itemId)).disagreements).toMatchObject([{ status: "settled", adjudicationId: null }]);
    expect((await eventsOf(itemId)).at(-1)).toMatchObject({
      type: "disagreement.settled",
      detail: { because: "erased" },
    });
    await overrideDecision(
      { actor: asker },
      { useCaseId, itemId, answer: { outcome: "yes" }, reason: "Known from elsewhere.", reasonCode: null },
    );
    await world.settle();
    expect(await world.item(itemId)).toMatchObject({ outcome: "yes", disagreements: [{ status: "settled" }] });
  });
});

describe("an erased item", () => {
  it("is not taken in again, alone or among others, and tells callers since when", async () => {
    const { asker, second, send, useCaseId, slug } = await makeErasureWorld();
    const [itemId = ""] = await send(letter("a"));
    await erase(asker, second, { kind: "item", itemId, ...atOnce });
    const { key } = await makeKey(["items:write", "items:read"]);
    const alone = await call(key, "POST", `/use-cases/${slug}/items`, { body: letter("a") });
    expect(alone.status).toBe(409);
    expect(alone.body).toMatchObject({ code: "item_erased", detail: expect.stringContaining("erased on") });
    const results = await submitItems(system, { useCaseId, items: [letter("b"), letter("a", 0.5, { text: "x" })] });
    expect(results).toMatchObject([{ ok: true }, { ok: false, error: { code: "item_erased" } }]);
    expect(await database.item.findUniqueOrThrow({ where: { id: itemId } })).toMatchObject({ input: {} });
    const read = await call(key, "GET", `/items/${itemId}`);
    expect(read.body).toMatchObject({ erasedAt: expect.any(String) });
    const history = await call(key, "GET", `/items/${itemId}/history`);
    expect(history.body).toMatchObject({ erasedAt: expect.any(String), input: {}, tags: [], entityKey: null });
  });

  it("is stepped over by whatever reads inputs", async () => {
    const { asker, second, send, useCaseId } = await makeErasureWorld({ mode: "full_automation", qcShare: 0 });
    const [itemId = ""] = await send(letter("a", 0.9), letter("b", 0.9));
    const challenger = await createModel(system, { useCaseId, name: "Another", backend: "supplied" });
    await erase(asker, second, { kind: "item", itemId, ...atOnce });
    await expect(reopenItem({ actor: asker }, { useCaseId, itemId, reason: "Look" })).rejects.toMatchObject({
      code: "conflict",
    });
    const replayed = replayItem(asker, { itemId, policyVersion: 1, modelVersion: null });
    await expect(replayed).rejects.toMatchObject({ code: "gone" });
    await recordBackgroundPredictions(system, { useCaseId, itemIds: [itemId], challenger: challenger.id });
    expect(await database.prediction.count({ where: { itemId, role: "challenger" } })).toBe(0);
    await expect(findWhy(asker, { itemId })).rejects.toMatchObject({ code: "gone" });
    const prediction = await database.prediction.findFirstOrThrow({ where: { itemId } });
    await database.explanation.create({ data: { predictionId: prediction.id, createdAt: new Date() } });
    await explainPrediction(prediction.id);
    expect(await database.explanation.findMany({ where: { predictionId: prediction.id } })).toMatchObject([
      { result: null, failure: null },
    ]);
    const useCase = await findUseCase(useCaseId);
    if (useCase === null) throw new Error("The use case is gone.");
    const filter = { format: "jsonl" as const, provenances: [...provenances] };
    const file = exportTrainingSet({ actor: asker }, useCase, filter);
    let text = "";
    for await (const piece of file.bytes) text += Buffer.from(piece).toString();
    expect(text.trim().split("\n")).toHaveLength(1);
    const [told] = await database.auditEvent.findMany({ where: { useCaseId, type: "training_set.exported" } });
    expect(JSON.parse(Buffer.from(told?.envelope ?? "").toString())).toMatchObject({ detail: { erased: 1 } });
  });
});
