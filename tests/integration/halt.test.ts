import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.EGRESS_ALLOWED_HOSTS = "127.0.0.1";
});

import { policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { submitItems } from "@/lib/items/submit-items";
import { lockShared } from "@/lib/platform/advisory-lock";
import { announcementChannel } from "@/lib/platform/announce";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { changePolicy } from "@/lib/policies/change-policy";
import { halt } from "@/lib/policies/halt";
import { haltAll } from "@/lib/policies/halt-all";
import { listHalts } from "@/lib/policies/halt-query";
import { liftHalt } from "@/lib/policies/lift-halt";
import { settleProposal } from "@/lib/policies/settle-proposal";
import { findHaltOutlooks } from "@/lib/reports/halt-outlook-query";
import { call, makeKey } from "@/tests/support/api-client";
import { eventsAbout } from "@/tests/support/audit-events";
import { makeReviewer, makeUseCase } from "@/tests/support/item-fixture";
import { startMlserverLike } from "@/tests/support/model-servers/mlserver-like";
import { sorterMapping } from "@/tests/support/model-servers/remote-model";
import { actorOf, makePerson } from "@/tests/support/people";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const automated = { mode: "full_automation", qcShare: 0 } as const;
const reason = "Answers look wrong.";

async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

const haltOf = async (useCaseId: string) => (await listHalts([useCaseId]))[0] ?? null;

describe("a halt", () => {
  it("leaves everything to people from its return on, and says who, when and why", async () => {
    const { useCaseId, slug } = await suppliedUseCase(automated);
    const actor = await makeReviewer(useCaseId, "manager");
    expect(await submitAll(useCaseId, [letter("before", 0.99)])).toMatchObject([{ decision: { decidedBy: "model" } }]);
    expect(await halt({ actor }, { useCaseId, reason: ` ${reason} ` })).toEqual({ newly: true });
    expect(await submitAll(useCaseId, [letter("after", 0.99)])).toMatchObject([
      {
        status: "in_review",
        decision: null,
        route: { mode: "ai_assist", reasons: expect.arrayContaining(["halted"]) },
      },
    ]);
    expect(await haltOf(useCaseId)).toMatchObject({ by: "Test Reviewer", reason });
    expect((await eventsAbout(useCaseId)).at(-1)).toMatchObject({
      type: "halt.set",
      envelope: { actor: { id: actor.id }, use_case: { slug }, mode: "full_automation" },
    });
  });

  it("keeps who and when where it stands already", async () => {
    const { useCaseId } = await suppliedUseCase(automated);
    await halt({ actor: await makeReviewer(useCaseId, "manager") }, { useCaseId, reason });
    const first = await haltOf(useCaseId);
    const events = (await eventsAbout(useCaseId)).length;
    expect(await halt(system, { useCaseId, reason: "again" })).toEqual({ newly: false });
    expect(await haltOf(useCaseId)).toEqual(first);
    expect(await eventsAbout(useCaseId)).toHaveLength(events);
  });

  it("is for managers: a reviewer, an adjudicator and an auditor are refused", async () => {
    const { useCaseId } = await suppliedUseCase(automated);
    for (const role of ["reviewer", "adjudicator", "auditor"] as const) {
      const actor = await makeReviewer(useCaseId, role);
      for (const verb of [halt, liftHalt]) {
        expect((await refusal(verb({ actor }, { useCaseId, reason }))).code).toBe("forbidden");
      }
      expect((await refusal(haltAll({ actor }, { reason }))).code).toBe("forbidden");
    }
    expect(await haltOf(useCaseId)).toBeNull();
  });

  it("is acknowledged while a model hangs, and the item that waited for it goes to people", async () => {
    const { id: useCaseId, slug } = await makeUseCase({
      secondPersonToRaise: false,
      fields: ["a", "b"].map((key) => ({ key, kind: "number", required: true })),
      outcomes: [{ key: "no" }, { key: "yes" }],
    });
    const server = await startMlserverLike();
    const { key } = await makeKey();
    const endpoint = { url: server.url, model: "sorter", version: "v1.2.0", timeoutMs: 20_000 };
    const body = { name: "Slow", backend: "open_inference", endpoint, mapping: sorterMapping("predict_proba") };
    expect((await call(key, "POST", `/use-cases/${slug}/models`, { body })).status).toBe(201);
    await changePolicy(system, { useCaseId, changes: { ...automated, champion: 1 }, reason: "test" });
    const asked = server.received.length;
    server.fault = { kind: "slow", ms: 2_500 };
    const waiting = submitItems(system, { useCaseId, items: [{ externalId: "slow", input: { a: 1, b: 2 } }] });
    while (server.received.length === asked) await pause(5);
    const started = performance.now();
    await halt(system, { useCaseId, reason });
    expect(performance.now() - started).toBeLessThan(2_000);
    const [late] = await waiting;
    expect(late).toMatchObject({ ok: true, item: { status: "in_review", decision: null } });
    await server.close();
  });
});

describe("a transaction that hangs", () => {
  it("of one of our own processes is ended, and what it had not committed is undone", async () => {
    const { useCaseId } = await suppliedUseCase(automated);
    let held = () => {};
    const holding = new Promise<void>((resolve) => {
      held = resolve;
    });
    let release = () => {};
    const hanging = database
      .$transaction(async (tx) => {
        await lockShared(tx, useCaseId);
        await tx.useCase.update({ where: { id: useCaseId }, data: { guideline: "never seen" } });
        held();
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        await tx.$queryRaw`SELECT 1`;
      })
      .then(
        () => "committed",
        () => "undone",
      );
    await holding;
    const started = performance.now();
    await halt(system, { useCaseId, reason });
    expect(performance.now() - started).toBeLessThan(9_000);
    release();
    expect(await hanging).toBe("undone");
    expect(await haltOf(useCaseId)).not.toBeNull();
    expect((await database.useCase.findUniqueOrThrow({ where: { id: useCaseId } })).guideline).toBe("");
  });

  it("that we may not end leaves the use case not halted, says so, and does not hold up the others", async () => {
    const stuck = await suppliedUseCase(automated);
    const free = await suppliedUseCase(automated);
    const owner = new Client({ connectionString: process.env.DATABASE_URL });
    await owner.connect();
    await owner.query("BEGIN");
    await owner.query("SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))", [stuck.useCaseId]);
    const { key } = await makeKey();
    const answer = call(key, "POST", "/halt", { body: { reason } });
    const started = performance.now();
    while ((await haltOf(free.useCaseId)) === null) await pause(10);
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(await answer).toMatchObject({
      status: 503,
      body: {
        code: "unavailable",
        detail: expect.stringMatching(/^\d+ of \d+ use cases are halted\. NOT halted: Letters\. Try again\.$/),
        errors: [{ path: stuck.slug, message: expect.stringMatching(/^NOT halted: /) }],
        halted: expect.arrayContaining([free.slug]),
      },
    });
    expect(await haltOf(stuck.useCaseId)).toBeNull();
    await owner.query("ROLLBACK");
    await owner.end();
    const all = await call(key, "POST", "/halt", { body: {} });
    expect(all.status).toBe(200);
    expect(await haltOf(stuck.useCaseId)).not.toBeNull();
    expect(await database.useCase.count({ where: { haltedAt: null } })).toBe(0);
  });
});

describe("lifting a halt", () => {
  it("lets the policy in force count again, and keeps the halt on record", async () => {
    const { useCaseId } = await suppliedUseCase(automated);
    await halt(system, { useCaseId, reason });
    expect((await refusal(liftHalt(system, { useCaseId, reason: " " }))).problems[0]?.path).toBe("reason");
    expect(await liftHalt(system, { useCaseId, reason: "Fixed." })).toEqual({ lifted: true });
    expect(await submitAll(useCaseId, [letter("again", 0.99)])).toMatchObject([{ decision: { decidedBy: "model" } }]);
    expect((await eventsAbout(useCaseId)).at(-1)?.type).toBe("halt.lifted");
    expect(await database.policyProposal.findMany({ where: { useCaseId } })).toMatchObject([
      { status: "approved", reason: "Fixed.", evidence: { liftsHalt: { by: "test", reason } } },
    ]);
    expect(await liftHalt(system, { useCaseId, reason: "Once more." })).toEqual({ lifted: true });
  });

  it("needs a second person where raising does: proposed, not approved by its author, approved by another", async () => {
    const { useCaseId } = await suppliedUseCase({}, { secondPersonToRaise: false });
    await changePolicy(system, { useCaseId, changes: automated, reason: "test" });
    await database.useCase.update({
      where: { id: useCaseId },
      data: { secondPersonToRaise: true, definitionVersion: 2 },
    });
    const author = await makeReviewer(useCaseId, "manager");
    const second = await makeReviewer(useCaseId, "manager");
    await halt({ actor: author }, { useCaseId, reason });
    const result = await liftHalt({ actor: author }, { useCaseId, reason: "Fixed." });
    if (!("proposal" in result)) throw new Error("It was lifted at once.");
    expect(await haltOf(useCaseId)).not.toBeNull();
    expect((await refusal(liftHalt({ actor: second }, { useCaseId, reason: "Me too." }))).message).toMatch(
      /^A proposal to lift the halt, by Test Reviewer, waits already/,
    );
    const settle = { proposalId: result.proposal.id, action: "approve", note: "" } as const;
    expect((await refusal(settleProposal({ actor: author }, settle))).code).toBe("forbidden");
    expect(await settleProposal({ actor: second }, settle)).toEqual({ status: "approved", policyVersion: null });
    expect(await haltOf(useCaseId)).toBeNull();
    expect((await eventsAbout(result.proposal.id)).map(({ type }) => type)).toEqual([
      "halt.lift_proposed",
      "policy.approved",
    ]);
    expect((await eventsAbout(useCaseId)).at(-1)).toMatchObject({
      type: "halt.lifted",
      envelope: { actor: { id: second.id }, detail: { proposal: result.proposal.id } },
    });
  });

  it("is an admin's to approve where raising the mode is", async () => {
    const { useCaseId } = await suppliedUseCase(automated);
    const approvals = { ...policySettingsSchema.parse({}).approvals, mode: "admin" as const };
    await changePolicy(system, { useCaseId, changes: { approvals }, reason: "test" });
    await database.useCase.update({
      where: { id: useCaseId },
      data: { secondPersonToRaise: true, definitionVersion: 2 },
    });
    await halt(system, { useCaseId, reason });
    const result = await liftHalt(system, { useCaseId, reason: "Fixed." });
    if (!("proposal" in result)) throw new Error("It was lifted at once.");
    const settle = { proposalId: result.proposal.id, action: "approve", note: "" } as const;
    const manager = await makeReviewer(useCaseId, "manager");
    const refused = await refusal(settleProposal({ actor: manager }, settle));
    expect(refused).toMatchObject({ code: "forbidden", message: expect.stringContaining("only an admin") });
    expect(await haltOf(useCaseId)).not.toBeNull();
    const admin = await actorOf((await makePerson({ isAdmin: true })).id);
    await settleProposal({ actor: admin }, settle);
    expect(await haltOf(useCaseId)).toBeNull();
  });

  it("needs nobody else where the mode in force automates nothing", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "ai_assist" }, { secondPersonToRaise: true });
    await halt(system, { useCaseId, reason });
    expect(await liftHalt(system, { useCaseId, reason: "Fixed." })).toEqual({ lifted: true });
  });

  it("that was proposed lapses with the policy it was proposed on", async () => {
    const { useCaseId } = await suppliedUseCase(automated);
    await database.useCase.update({
      where: { id: useCaseId },
      data: { secondPersonToRaise: true, definitionVersion: 2 },
    });
    await halt(system, { useCaseId, reason });
    const result = await liftHalt(system, { useCaseId, reason: "Fixed." });
    if (!("proposal" in result)) throw new Error("It was lifted at once.");
    await changePolicy(system, { useCaseId, changes: { qcShare: 0.5 }, reason: "look closer" });
    const actor = await makeReviewer(useCaseId, "manager");
    const approval = settleProposal({ actor }, { proposalId: result.proposal.id, action: "approve", note: "" });
    expect((await refusal(approval)).code).toBe("conflict");
    expect(await haltOf(useCaseId)).not.toBeNull();
  });
});

describe("what it means for people", () => {
  it("is worked out from the items before it, what waits, and who is on duty", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "partial_automation", thresholds: { yes: 0.9 }, qcShare: 0 });
    await submitAll(useCaseId, [letter("sure", 0.99), letter("unsure", 0.6), letter("also unsure", 0.6)]);
    const [busy, gone] = [await makeReviewer(useCaseId), await makeReviewer(useCaseId)];
    const [first, second] = await database.review.findMany({ where: { useCaseId }, orderBy: { id: "asc" } });
    const answered = (reviewerId: string, minutesAgo: number, secondsSpent: number) => ({
      status: "settled" as const,
      reviewerId,
      secondsSpent,
      answeredAt: new Date(Date.now() - minutesAgo * 60_000),
      settledAt: new Date(Date.now() - minutesAgo * 60_000),
    });
    await database.review.update({ where: { id: first?.id ?? "" }, data: answered(busy.id, 5, 10) });
    await database.review.update({ where: { id: second?.id ?? "" }, data: answered(gone.id, 31, 30) });
    expect(await findHaltOutlooks([useCaseId])).toEqual(new Map());
    await halt(system, { useCaseId, reason });
    await submitAll(useCaseId, [letter("after", 0.99)]);
    expect((await findHaltOutlooks([useCaseId])).get(useCaseId)).toMatchObject({
      arrived: 3,
      automated: 1,
      spanSeconds: 900,
      automatedPerHour: 4,
      reviewsPerHour: 12,
      waiting: 1,
      reviewers: 1,
      medianSeconds: 20,
      verdicts: 2,
      verdictsPerHour: 180,
      hoursToClear: expect.closeTo(1 / 168),
    });
  });
});

describe("live", () => {
  it("a halt reaches whoever listens within a second of the acknowledgement, in another process", async () => {
    const { useCaseId } = await suppliedUseCase(automated);
    const listener = new Client({ connectionString: process.env.DATABASE_URL });
    await listener.connect();
    const heard = new Promise<number>((resolve) => {
      listener.on("notification", ({ payload }) => {
        const change = JSON.parse(payload ?? "null");
        if (change?.kind === "policy" && change.useCaseId === useCaseId) resolve(performance.now());
      });
    });
    await listener.query(`LISTEN ${announcementChannel}`);
    await halt(system, { useCaseId, reason });
    const acknowledged = performance.now();
    expect((await heard) - acknowledged).toBeLessThan(1_000);
    await listener.end();
  });
});

describe("the API", () => {
  it("halts and lifts with a key that may, and answers with what it means", async () => {
    const { useCaseId, slug } = await suppliedUseCase(automated);
    await submitAll(useCaseId, [letter("1", 0.99), letter("2", 0.99)]);
    const reader = await makeKey(["items:read"]);
    const { key } = await makeKey(["policies:write"]);
    const at = `/use-cases/${slug}/halt`;
    expect((await call(reader.key, "POST", at, { body: { reason } })).status).toBe(403);
    expect((await call(key, "POST", "/use-cases/no-such/halt", { body: {} })).status).toBe(404);
    expect(await call(key, "POST", at, { body: { reason: "x".repeat(2001) } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "reason" }] },
    });
    expect(await call(key, "POST", at, { body: { reason } })).toMatchObject({
      status: 200,
      body: {
        useCase: slug,
        halted: true,
        haltedBy: 'API key "Test"',
        reason,
        outlook: { arrived: 2, automated: 2, automatedPerHour: 8, waiting: 0, reviewers: 0, hoursToClear: null },
      },
    });
    expect((await call(key, "DELETE", at, { body: {} })).status).toBe(400);
    expect(await call(key, "DELETE", at, { body: { reason: "Fixed." } })).toMatchObject({
      status: 200,
      body: { useCase: slug, halted: false },
    });
    expect(await haltOf(useCaseId)).toBeNull();
  });

  it("answers a lifting that waits with its proposal", async () => {
    const { useCaseId, slug } = await suppliedUseCase(automated);
    await database.useCase.update({
      where: { id: useCaseId },
      data: { secondPersonToRaise: true, definitionVersion: 2 },
    });
    const { key } = await makeKey();
    await call(key, "POST", `/use-cases/${slug}/halt`, { body: {} });
    expect(await call(key, "DELETE", `/use-cases/${slug}/halt`, { body: { reason: "Fixed." } })).toMatchObject({
      status: 202,
      body: { proposal: { status: "pending", reason: "Fixed." } },
    });
  });
});
