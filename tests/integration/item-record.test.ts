import { afterEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.AUDIT_SIGNING_KEY = Buffer.alloc(32, 11).toString("base64");
});

import { systemActor } from "@/lib/access/actor";
import { sequenceEvents } from "@/lib/audit/sequence-events";
import { signCheckpoint } from "@/lib/audit/tree/sign-checkpoint";
import { blobSource } from "@/lib/audit/verify/byte-source";
import { nodeDigests } from "@/lib/audit/verify/node-digests";
import { verifyFile } from "@/lib/audit/verify/verify";
import { overrideDecision } from "@/lib/items/override-decision";
import { findReceiptFor, type Receipt, waitForReceipt } from "@/lib/items/receipt-query";
import { settleReviews } from "@/lib/items/settle-reviews";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { findItemRecord } from "@/lib/reports/item-record-query";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { call, makeKey } from "@/tests/support/api-client";
import { makeReviewer } from "@/tests/support/item-fixture";
import { letter, submitAll, suppliedUseCase } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

const gone = new AbortController();
gone.abort();
const here = new AbortController().signal;

function later(seconds: number): Date {
  const at = new Date(clock.now().getTime() + seconds * 1000);
  clock.now = () => at;
  return at;
}

async function settle() {
  later(env.undoSeconds + 1);
  await settleReviews({ actor: systemActor("worker") }, { limit: 100 });
}

let seals = 0;

/** A checkpoint follows the last one by its time, whatever an earlier test took the clock to be. */
async function seal() {
  while ((await database.auditPending.count()) > 0) await sequenceEvents();
  later(3_600 * ++seals);
  await signCheckpoint();
}

/** An item that a reviewer decided after seeing the model's answer, and that a manager overrode a minute later. */
async function overriddenItem() {
  const { useCaseId, slug } = await suppliedUseCase({ mode: "ai_assist", blindShare: 0 });
  const [item] = await submitAll(useCaseId, [letter(`record-${newId()}`, 0.8)]);
  const itemId = item?.id ?? "";
  later(5);
  const reviewer = { actor: await makeReviewer(useCaseId) };
  const claimed = await claimNextReview(reviewer, { useCaseId, loaded: [] });
  later(5);
  await answerReview(reviewer, {
    ...{ useCaseId, reviewId: claimed?.reviewId ?? "" },
    answer: { outcome: "no" },
    note: "Looks like a no.",
  });
  await settle();
  const decidedAt = clock.now();
  later(60);
  const manager = { actor: await makeReviewer(useCaseId, "manager") };
  await overrideDecision(manager, {
    ...{ useCaseId, itemId },
    answer: { outcome: "yes" },
    reason: "It was a yes all along.",
    reasonCode: null,
  });
  await settle();
  return { useCaseId, slug, itemId, decidedAt };
}

describe("an item's record", () => {
  it("tells who decided, on what, under which model and policy, what they saw, and what was overridden and why", async () => {
    const { useCaseId, itemId } = await overriddenItem();
    const auditor = await makeReviewer(useCaseId, "auditor");
    const found = await findItemRecord(auditor, itemId, null);
    expect(found?.story.told?.decisions).toMatchObject([
      { seq: 1, answer: { outcome: "no" }, by: "human" },
      { seq: 2, answer: { outcome: "yes" }, by: "human" },
    ]);
    const record = found?.record;
    expect(record?.inputFits).toBe(true);
    expect(record?.definition).toMatchObject({ version: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(record?.models).toMatchObject([{ version: 1, name: "The caller's own", sha256: null }]);
    expect(record?.policies).toMatchObject([{ version: 2, intact: true, reason: "test", to: null }]);
    expect(record?.policies[0]?.rows).toContainEqual({ key: "mode", label: "Rung", text: "AI assist" });
    expect(record?.reviews).toMatchObject([
      {
        purpose: "decide",
        shownAt: expect.any(String),
        verdict: { answer: { outcome: "no" }, note: "Looks like a no." },
        replaces: null,
        state: "final",
      },
      {
        purpose: "override",
        verdict: { answer: { outcome: "yes" }, note: "It was a yes all along." },
        replaces: { outcome: "no" },
        state: "final",
      },
    ]);
    const types = record?.events.map(({ type }) => type);
    expect(types?.at(0)).toBe("item.submitted");
    expect(types?.at(-1)).toMatch(/decision\.superseded|disagreement/);
  });

  it("is told as it was at a moment", async () => {
    const { useCaseId, itemId, decidedAt } = await overriddenItem();
    const auditor = await makeReviewer(useCaseId, "auditor");
    const then = await findItemRecord(auditor, itemId, decidedAt);
    expect(then?.story.told?.decisions).toMatchObject([{ seq: 1, answer: { outcome: "no" } }]);
    expect(then?.record?.reviews).toMatchObject([{ purpose: "decide", state: "final" }]);
    expect(then?.record?.events.map(({ type }) => type)).not.toContain("decision.superseded");
    const arrival = new Date(then?.record?.events[0]?.at ?? "");
    const before = await findItemRecord(auditor, itemId, arrival);
    expect(before?.story.told?.decisions).toEqual([]);
    expect(before?.record).toMatchObject({ reviews: [], disagreements: [] });
    expect(before?.record?.moments.length).toBeGreaterThan(3);
  });

  it("names an input and settings that were changed from outside", async () => {
    const { useCaseId, itemId } = await overriddenItem();
    const auditor = await makeReviewer(useCaseId, "auditor");
    await database.item.update({ where: { id: itemId }, data: { input: { text: "something else" } } });
    expect((await findItemRecord(auditor, itemId, null))?.record?.inputFits).toBe(false);
  });

  it("is for those who may read the use case's audit, and not while they could be asked for a review", async () => {
    const { useCaseId, itemId } = await overriddenItem();
    const other = await suppliedUseCase();
    for (const role of ["manager", "adjudicator", "reviewer"] as const) {
      expect(await findItemRecord(await makeReviewer(useCaseId, role), itemId, null), role).toBeNull();
    }
    expect(await findItemRecord(await makeReviewer(other.useCaseId, "auditor"), itemId, null)).toBeNull();
    const [waiting] = await submitAll(useCaseId, [letter(`waits-${newId()}`, 0.8)]);
    const both = await makeReviewer(useCaseId, "auditor", "reviewer");
    expect(await findItemRecord(both, waiting?.id ?? "", null)).toMatchObject({ record: null, story: { told: null } });
    expect(await findReceiptFor(both, waiting?.id ?? "", gone.signal)).toBeNull();
  });
});

describe("an item's receipt", () => {
  const verify = (receipt: Receipt, keys: string[] = []) =>
    verifyFile(
      nodeDigests,
      blobSource(new Blob([JSON.stringify(receipt)])),
      { keys, origin: null, anchors: [] },
      () => undefined,
    );

  it("is there once all is sealed, verifies, and tells a changed byte", async () => {
    const { useCaseId, slug, itemId } = await overriddenItem();
    const manager = await makeReviewer(useCaseId, "manager");
    await expect(findReceiptFor(manager, itemId, gone.signal)).rejects.toMatchObject({ code: "unavailable" });
    await seal();
    const receipt = await findReceiptFor(manager, itemId, here);
    if (receipt === null) throw new Error("There is no receipt.");
    expect(receipt.item).toMatchObject({ id: itemId, useCase: slug });
    expect(receipt.events).toHaveLength(await database.auditEvent.count({ where: { subjectId: itemId } }));
    expect(receipt.disclosed.map(({ path, value }) => [path, value])).toEqual([
      ["input", { text: "hello" }],
      ["note", "Looks like a no."],
      ["note", "It was a yes all along."],
    ]);
    expect((await verify(receipt, receipt.keys)).problems).toEqual([]);
    expect((await verify(receipt, receipt.keys)).verdict).toBe("valid_unanchored");

    const [first, ...rest] = receipt.events;
    if (first === undefined) throw new Error("There is no event.");
    const changed = { ...first, envelope: first.envelope.replace('"v":1', '"v":2') };
    const forged = { ...receipt, events: [changed, ...rest] };
    const verdict = await verify(forged, receipt.keys);
    expect(verdict).toMatchObject({ verdict: "invalid", firstWrongIndex: first.index });
  });

  it("waits for the seal", async () => {
    const { useCaseId, itemId } = await overriddenItem();
    const manager = await makeReviewer(useCaseId, "manager");
    const waiting = findReceiptFor(manager, itemId, here);
    await seal();
    expect((await waiting)?.item.id).toBe(itemId);
  });

  it("is given by API to keys with audit:read, in the shape that the document says", async () => {
    const { itemId } = await overriddenItem();
    await seal();
    const { key } = await makeKey(["audit:read"]);
    const answer = await call(key, "GET", `/items/${itemId}/receipt`);
    expect(answer.status).toBe(200);
    expect(answer.body.format).toBe("countersign-receipt");
    expect((await call((await makeKey(["items:read"])).key, "GET", `/items/${itemId}/receipt`)).status).toBe(403);
    expect((await call(key, "GET", `/items/${newId()}/receipt`)).status).toBe(404);
    expect(await waitForReceipt(newId(), here)).toBeNull();
  });
});
