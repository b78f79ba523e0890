import { createHash } from "node:crypto";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KeyActor, UserActor } from "@/lib/access/actor";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { canonicalJson } from "@/lib/platform/canonical-json";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { changePolicy } from "@/lib/policies/change-policy";
import {
  findPendingProposal,
  findProposal,
  listPolicies,
  listUnsuccessfulProposals,
} from "@/lib/policies/policy-query";
import { settleProposal } from "@/lib/policies/settle-proposal";
import { findUseCase } from "@/lib/use-cases/use-case-query";
import { eventsAbout } from "@/tests/support/audit-events";
import { makeReviewer } from "@/tests/support/item-fixture";
import { suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const partial = { mode: "partial_automation", thresholds: { yes: 0.9 } } as const;

async function guardedUseCase(settings: Partial<PolicySettings> = { mode: "ai_assist" }) {
  const { useCaseId, slug } = await suppliedUseCase(settings, { secondPersonToRaise: true });
  const [author, second] = await Promise.all([makeReviewer(useCaseId, "manager"), makeReviewer(useCaseId, "manager")]);
  return { useCaseId, slug, author, second };
}

async function propose(
  actor: UserActor,
  useCaseId: string,
  changes: Partial<PolicySettings> = partial,
): Promise<string> {
  const result = await changePolicy({ actor }, { useCaseId, changes, reason: "It did well." });
  if (!("proposal" in result)) throw new Error("This was put in force at once.");
  return result.proposal.id;
}

const inForce = async (useCaseId: string) => (await findUseCase(useCaseId))?.policy;

async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

describe("changing a policy", () => {
  it("makes the next version out of the one in force, and keeps that as it was", async () => {
    const { useCaseId, slug } = await suppliedUseCase({ mode: "shadow", qcShare: 0.2 });
    const actor = await makeReviewer(useCaseId, "manager");
    const result = await changePolicy({ actor }, { useCaseId, changes: { blindShare: 0.5 }, reason: " See more. " });
    expect(result).toEqual({ inForce: { policyVersion: 3 } });
    const [now, former, first] = await listPolicies(useCaseId);
    expect(now).toMatchObject({
      version: 3,
      settings: { mode: "shadow", qcShare: 0.2, blindShare: 0.5, champion: 1 },
      reason: "See more.",
      authorId: actor.id,
      authorName: actor.name,
      replacedAt: null,
    });
    expect(now?.sha256).toBe(createHash("sha256").update(canonicalJson(now?.settings)).digest("hex"));
    expect(former?.settings.blindShare).toBe(0.1);
    expect(former?.replacedAt).toEqual(now?.createdAt);
    expect(first?.replacedAt).toEqual(former?.createdAt);
    expect(await eventsAbout(now?.id ?? "")).toMatchObject([
      {
        type: "policy.put_in_force",
        envelope: {
          actor: { kind: "user", id: actor.id },
          use_case: { id: useCaseId, slug },
          policy: { version: 3, sha256: now?.sha256 },
          mode: "shadow",
          model: { version: 1 },
          detail: { changed: ["blindShare"], replaces: 2, settings: now?.settings },
        },
      },
    ]);
  });

  it("changes nothing and writes nothing where the settings are the same", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "shadow" });
    const before = await database.auditEvent.count({ where: { useCaseId } });
    const result = await changePolicy(system, { useCaseId, changes: { mode: "shadow", champion: 1 }, reason: "again" });
    expect(result).toEqual({ inForce: { policyVersion: 2 } });
    expect(await listPolicies(useCaseId)).toHaveLength(2);
    expect(await database.auditEvent.count({ where: { useCaseId } })).toBe(before);
  });

  it.each<[string, Record<string, unknown>, string, RegExp]>([
    ["an unknown setting", { speed: 3 }, "speed", /./],
    ["a mode that does not exist", { mode: "auto" }, "mode", /./],
    ["a share above 1", { rampShare: 1.1 }, "rampShare", /between 0 and 1/],
    ["a share that is NaN", { qcShare: Number.NaN }, "qcShare", /./],
    ["a threshold below 0", { thresholds: { yes: -0.1 } }, "thresholds.yes", /between 0 and 1/],
    ["a threshold for no outcome", { thresholds: { maybe: 0.5 } }, "thresholds.maybe", /no outcome of this use case/],
    ["a base mode above the mode", { baseMode: "full_automation" }, "baseMode", /higher rung/],
    ["no champion above human_only", { champion: null }, "champion", /champion is needed/],
    ["a champion that does not exist", { champion: 7 }, "champion", /no model version 7/],
    ["a largest spread for outcomes", { maxSpread: 1 }, "maxSpread", /ask for a number/],
  ])("is refused with %s", async (_, changes, path, sentence) => {
    const { useCaseId } = await suppliedUseCase({ mode: "shadow" });
    const error = await refusal(changePolicy(system, { useCaseId, changes: changes as never, reason: "try" }));
    expect(error.code).toBe("invalid_input");
    expect(error.problems.find((problem) => problem.path === path)?.message, JSON.stringify(error.problems)).toMatch(
      sentence,
    );
    expect((await inForce(useCaseId))?.version).toBe(2);
  });

  it("ignores a threshold for __proto__", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "shadow" });
    const thresholds = JSON.parse('{"__proto__": 0.5, "yes": 0.9}') as Record<string, number>;
    await changePolicy(system, { useCaseId, changes: { thresholds }, reason: "try" });
    expect((await inForce(useCaseId))?.settings.thresholds).toEqual({ yes: 0.9 });
  });

  it("takes a largest spread instead of thresholds for a regression", async () => {
    const regression = { kind: "regression", outcomes: undefined, target: { unit: "m" } } as const;
    const { useCaseId } = await suppliedUseCase({ mode: "shadow" }, regression);
    await changePolicy(system, { useCaseId, changes: { maxSpread: 2 }, reason: "narrow ones" });
    expect((await inForce(useCaseId))?.settings.maxSpread).toBe(2);
    const error = await refusal(
      changePolicy(system, { useCaseId, changes: { thresholds: { yes: 1 } }, reason: "try" }),
    );
    expect(error.problems[0]).toMatchObject({ path: "thresholds" });
  });

  it("needs a reason, and the version that its author saw", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "shadow" });
    const changes = { qcShare: 0.3 };
    expect((await refusal(changePolicy(system, { useCaseId, changes, reason: "  " }))).problems[0]?.path).toBe(
      "reason",
    );
    const stale = await refusal(changePolicy(system, { useCaseId, changes, reason: "x", basedOn: 1 }));
    expect(stale).toMatchObject({ code: "conflict", message: expect.stringContaining("version 2 is in force") });
    await changePolicy(system, { useCaseId, changes, reason: "x", basedOn: 2 });
  });

  it("is refused to reviewers, to auditors, to keys without the scope, and to managers of another use case", async () => {
    const { useCaseId } = await suppliedUseCase();
    const { useCaseId: other } = await suppliedUseCase();
    const key: KeyActor = {
      kind: "api_key",
      id: newId(),
      name: "k",
      scopes: new Set(["items:write"]),
      auth: "api_key",
    };
    const actors = [
      await makeReviewer(useCaseId, "reviewer"),
      await makeReviewer(useCaseId, "auditor"),
      await makeReviewer(other, "manager"),
      key,
    ];
    for (const actor of actors) {
      const error = await refusal(changePolicy({ actor }, { useCaseId, changes: { qcShare: 1 }, reason: "x" }));
      expect(error.status).toBe(403);
    }
    expect((await inForce(useCaseId))?.version).toBe(2);
  });

  it("comes one after the other where many change at once, and loses nothing", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "shadow" });
    const changes: Partial<PolicySettings>[] = [
      { qcShare: 0.5 },
      { blindShare: 0.5 },
      { reveal: "after" },
      { rampShare: 0.5 },
      { thresholds: { yes: 0.5 } },
    ];
    await Promise.all(changes.map((change) => changePolicy(system, { useCaseId, changes: change, reason: "race" })));
    const versions = await listPolicies(useCaseId);
    expect(versions.map((policy) => policy.version)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(versions[0]?.settings).toMatchObject(Object.assign({}, ...changes));
    expect(versions.filter((policy) => policy.replacedAt === null)).toHaveLength(1);
  });

  it("lets one of two win who both saw the same version", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "shadow" });
    const attempts = [0.3, 0.4].map((qcShare) =>
      changePolicy(system, { useCaseId, changes: { qcShare }, reason: "race", basedOn: 2 }),
    );
    const settled = await Promise.allSettled(attempts);
    expect(settled.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await inForce(useCaseId))?.version).toBe(3);
  });
});

describe("raising automation where a second person is asked for", () => {
  it("becomes a proposal that is not in force", async () => {
    const { useCaseId, author } = await guardedUseCase();
    const id = await propose(author, useCaseId);
    expect(await inForce(useCaseId)).toMatchObject({ version: 2, settings: { mode: "ai_assist" } });
    expect(await findPendingProposal(useCaseId)).toMatchObject({
      id,
      status: "pending",
      authorId: author.id,
      baseVersion: 2,
    });
    expect(await eventsAbout(id)).toMatchObject([
      {
        type: "policy.proposed",
        envelope: {
          policy: { version: 2 },
          mode: "partial_automation",
          detail: { changed: ["mode", "thresholds.yes"] },
        },
      },
    ]);
  });

  it("takes force when another manager approves it", async () => {
    const { useCaseId, author, second } = await guardedUseCase();
    const proposalId = await propose(author, useCaseId);
    const result = await settleProposal({ actor: second }, { proposalId, action: "approve", note: "" });
    expect(result).toEqual({ status: "approved", policyVersion: 3 });
    const policy = await inForce(useCaseId);
    expect(policy).toMatchObject({ version: 3, settings: partial });
    const [latest] = await listPolicies(useCaseId);
    expect(latest).toMatchObject({ authorId: author.id, reason: "It did well.", approvedBy: second.name });
    expect((await eventsAbout(proposalId)).map((event) => event.type)).toEqual(["policy.proposed", "policy.approved"]);
    expect(await eventsAbout(policy?.id ?? "")).toMatchObject([
      { type: "policy.put_in_force", envelope: { actor: { id: second.id }, detail: { proposal: proposalId } } },
    ]);
  });

  it("cannot be approved or declined by its author, nor withdrawn by another", async () => {
    const { useCaseId, author, second } = await guardedUseCase();
    const proposalId = await propose(author, useCaseId);
    const attempts = [
      [author, "approve"],
      [author, "decline"],
      [second, "withdraw"],
    ] as const;
    for (const [actor, action] of attempts) {
      const error = await refusal(settleProposal({ actor }, { proposalId, action, note: "mine" }));
      expect(error.code).toBe("forbidden");
    }
    expect((await inForce(useCaseId))?.version).toBe(2);
    expect((await findPendingProposal(useCaseId))?.id).toBe(proposalId);
  });

  it("cannot be approved by whoever created the key that proposed it", async () => {
    const { useCaseId, author, second } = await guardedUseCase();
    const keyId = newId();
    const key: KeyActor = {
      kind: "api_key",
      id: keyId,
      name: "pipeline",
      scopes: new Set(["policies:write"]),
      auth: "api_key",
    };
    await database.apiKey.create({
      data: {
        id: keyId,
        name: "pipeline",
        prefix: "cs_x",
        keySha256: createHash("sha256").update(keyId).digest(),
        scopes: ["policies:write"],
        createdById: author.id,
        createdAt: new Date(),
      },
    });
    const result = await changePolicy({ actor: key }, { useCaseId, changes: partial, reason: "automatic" });
    const proposalId = "proposal" in result ? result.proposal.id : "";
    expect((await findProposal(proposalId))?.authorName).toBe('API key "pipeline"');
    const own = await refusal(settleProposal({ actor: author }, { proposalId, action: "approve", note: "" }));
    expect(own.code).toBe("forbidden");
    await settleProposal({ actor: second }, { proposalId, action: "approve", note: "" });
  });

  it("cannot be settled by a reviewer or by a key", async () => {
    const { useCaseId, author } = await guardedUseCase();
    const proposalId = await propose(author, useCaseId);
    const reviewer = await makeReviewer(useCaseId, "reviewer");
    const key: KeyActor = {
      kind: "api_key",
      id: newId(),
      name: "k",
      scopes: new Set(["policies:write"]),
      auth: "api_key",
    };
    for (const actor of [reviewer, key]) {
      const error = await refusal(settleProposal({ actor }, { proposalId, action: "approve", note: "" }));
      expect(error.status).toBe(403);
    }
  });

  it("can be declined with a note, and withdrawn by its author; then another can be proposed", async () => {
    const { useCaseId, author, second } = await guardedUseCase();
    const first = await propose(author, useCaseId);
    const silent = await refusal(
      settleProposal({ actor: second }, { proposalId: first, action: "decline", note: " " }),
    );
    expect(silent.problems[0]?.path).toBe("note");
    await settleProposal({ actor: second }, { proposalId: first, action: "decline", note: "Too early." });
    const other = await propose(author, useCaseId);
    await settleProposal({ actor: author }, { proposalId: other, action: "withdraw", note: "" });
    expect(await listUnsuccessfulProposals(useCaseId)).toMatchObject([
      { id: other, status: "withdrawn" },
      { id: first, status: "declined", settledBy: second.name, settledNote: "Too early." },
    ]);
    expect((await eventsAbout(first)).map((event) => event.type)).toEqual(["policy.proposed", "policy.declined"]);
    expect((await eventsAbout(other)).map((event) => event.type)).toEqual(["policy.proposed", "policy.withdrawn"]);
    expect((await inForce(useCaseId))?.version).toBe(2);
    const again = await refusal(settleProposal({ actor: second }, { proposalId: first, action: "approve", note: "" }));
    expect(again).toMatchObject({ code: "conflict", message: expect.stringContaining("declined") });
  });

  it("waits alone: a second raise is refused while one waits", async () => {
    const { useCaseId, author, second } = await guardedUseCase();
    const attempts = [author, second, author].map((actor) => propose(actor, useCaseId));
    const settled = await Promise.allSettled(attempts);
    expect(settled.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    const error = await refusal(propose(second, useCaseId));
    expect(error).toMatchObject({ code: "conflict", message: expect.stringContaining("waits already") });
    expect(await database.policyProposal.count({ where: { useCaseId, status: "pending" } })).toBe(1);
  });

  it("lapses when something else takes force, and then cannot be approved", async () => {
    const { useCaseId, author, second } = await guardedUseCase();
    const proposalId = await propose(author, useCaseId);
    expect(
      await changePolicy({ actor: second }, { useCaseId, changes: { mode: "shadow" }, reason: "Careful." }),
    ).toEqual({
      inForce: { policyVersion: 3 },
    });
    expect(await findProposal(proposalId)).toMatchObject({ status: "outdated" });
    const error = await refusal(settleProposal({ actor: second }, { proposalId, action: "approve", note: "" }));
    expect(error).toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/made on policy 2.*policy 3 is in force/),
    });
    expect((await eventsAbout(proposalId)).map((event) => event.type)).toEqual(["policy.proposed", "policy.outdated"]);
    expect(await inForce(useCaseId)).toMatchObject({ version: 3, settings: { mode: "shadow" } });
  });

  it("is approved or overtaken, never both, when approval and lowering race", async () => {
    for (let turn = 0; turn < 5; turn++) {
      const { useCaseId, author, second } = await guardedUseCase();
      const proposalId = await propose(author, useCaseId);
      const [approval, lowering] = await Promise.allSettled([
        settleProposal({ actor: second }, { proposalId, action: "approve", note: "" }),
        changePolicy(system, { useCaseId, changes: { mode: "shadow" }, reason: "stop" }),
      ]);
      expect(lowering.status).toBe("fulfilled");
      const proposal = await findProposal(proposalId);
      expect(proposal?.status).toBe(approval.status === "fulfilled" ? "approved" : "outdated");
      // The lowering was acknowledged; where it came last, it is what counts.
      const policy = await inForce(useCaseId);
      expect(policy?.version).toBe(approval.status === "fulfilled" ? 4 : 3);
      if (approval.status === "rejected") expect(policy?.settings.mode).toBe("shadow");
    }
  });

  it("is approved once where two approve at the same time", async () => {
    const { useCaseId, author, second } = await guardedUseCase();
    const third = await makeReviewer(useCaseId, "manager");
    const proposalId = await propose(author, useCaseId);
    const settled = await Promise.allSettled(
      [second, third].map((actor) => settleProposal({ actor }, { proposalId, action: "approve", note: "" })),
    );
    expect(settled.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await inForce(useCaseId))?.version).toBe(3);
  });
});

describe("open pages", () => {
  const client = new Client({ connectionString: env.databaseUrl });
  const heard: unknown[] = [];

  beforeAll(async () => {
    await client.connect();
    client.on("notification", (notification) => heard.push(JSON.parse(notification.payload ?? "null")));
    await client.query("LISTEN countersign_live");
  });
  afterAll(() => client.end());

  it("hear of every change, and of nothing that was refused", async () => {
    const { useCaseId, author, second } = await guardedUseCase();
    await client.query("SELECT 1");
    heard.length = 0;
    const proposalId = await propose(author, useCaseId);
    await settleProposal({ actor: second }, { proposalId, action: "approve", note: "" });
    await refusal(changePolicy(system, { useCaseId, changes: { champion: 99 }, reason: "try" }));
    await client.query("SELECT 1");
    const mine = heard.filter((one) => (one as { useCaseId: string }).useCaseId === useCaseId);
    expect(mine).toEqual([
      { kind: "policy", useCaseId, inForce: { mode: "ai_assist", halted: false } },
      { kind: "policy", useCaseId, inForce: { mode: "partial_automation", halted: false } },
    ]);
  });
});
