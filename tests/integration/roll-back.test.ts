import { describe, expect, it } from "vitest";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { createModel } from "@/lib/models/create-model";
import { database } from "@/lib/platform/database";
import { listLatestChampions } from "@/lib/policies/champion-query";
import { changePolicy } from "@/lib/policies/change-policy";
import { findPendingProposal, listPolicies } from "@/lib/policies/policy-query";
import { rollBack } from "@/lib/policies/roll-back";
import { settleProposal } from "@/lib/policies/settle-proposal";
import { findUseCase } from "@/lib/use-cases/use-case-query";
import { eventsAbout } from "@/tests/support/audit-events";
import { makeReviewer } from "@/tests/support/item-fixture";
import { valueMapping } from "@/tests/support/shared-models";
import { storeModel } from "@/tests/support/store-model";
import { suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const reason = "It answers differently.";

/** A use case with three models whose policy was changed as told, after which raising needs a second person. */
async function promoted(...steps: Partial<PolicySettings>[]) {
  const { useCaseId, slug } = await suppliedUseCase({ mode: "full_automation" });
  await createModel(system, { useCaseId, name: "Second", backend: "supplied" });
  await createModel(system, { useCaseId, name: "Third", backend: "supplied" });
  for (const changes of steps) await changePolicy(system, { useCaseId, changes, reason: "step" });
  await database.useCase.update({
    where: { id: useCaseId },
    data: { secondPersonToRaise: true, definitionVersion: { increment: 1 } },
  });
  return { useCaseId, slug, manager: { actor: await makeReviewer(useCaseId, "manager") } };
}

const settingsOf = async (useCaseId: string) => (await findUseCase(useCaseId))?.policy.settings;

describe("going back to an earlier champion", () => {
  it("is one change, in force at once without a second person, and on record", async () => {
    const { useCaseId, slug, manager } = await promoted({ champion: 2 });
    const before = await settingsOf(useCaseId);
    expect(await rollBack(manager, { useCaseId, reason })).toEqual({ policyVersion: 4, champion: 1 });
    expect(await settingsOf(useCaseId)).toEqual({ ...before, champion: 1 });
    const [now] = await listPolicies(useCaseId, { limit: 1 });
    expect(now).toMatchObject({ version: 4, reason, authorId: manager.actor.id, approvedBy: null });
    expect(await eventsAbout(now?.id ?? "")).toMatchObject([
      {
        type: "policy.put_in_force",
        envelope: {
          actor: { kind: "user", id: manager.actor.id },
          use_case: { slug },
          model: { version: 1 },
          detail: { changed: ["champion"], rolls_back_to: 1, replaces: 3 },
        },
      },
    ]);
  });

  it("goes to the champion before, or to any that was", async () => {
    const { useCaseId, manager } = await promoted({ champion: 2 }, { champion: 3 }, { qcShare: 0.5 });
    expect(await rollBack(manager, { useCaseId, reason })).toMatchObject({ champion: 2 });
    expect(await rollBack(manager, { useCaseId, version: 1, reason })).toMatchObject({ champion: 1 });
    expect(await rollBack(manager, { useCaseId, version: 3, reason })).toMatchObject({ champion: 3 });
  });

  it("makes a waiting proposal lapse", async () => {
    const { useCaseId, manager } = await promoted({ champion: 2 });
    const proposed = await changePolicy(manager, { useCaseId, changes: { champion: 3 }, reason: "Newer." });
    expect(proposed).toHaveProperty("proposal");
    await rollBack(manager, { useCaseId, reason });
    expect(await findPendingProposal(useCaseId)).toBeNull();
  });

  it.each([
    ["a version that was never champion", 3, /was never champion here/],
    ["the champion itself", 2, /is the champion already/],
    ["a version that is not there", 9, /was never champion here/],
  ])("is refused for %s", async (_, version, sentence) => {
    const { useCaseId, manager } = await promoted({ champion: 2 });
    await expect(rollBack(manager, { useCaseId, version, reason })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(sentence),
    });
  });

  it("is refused where there was no champion before", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "shadow" });
    await expect(rollBack(system, { useCaseId, reason })).rejects.toMatchObject({ code: "conflict" });
  });

  it("is no way around the second person: a version that only shadowed waits for one", async () => {
    const { useCaseId, manager } = await promoted(
      { champion: 2, mode: "shadow" },
      { champion: 1, mode: "full_automation" },
    );
    await expect(rollBack(manager, { useCaseId, version: 2, reason })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("never allowed to decide as much"),
    });
    // The way to safety stays open to one person: lower first.
    await changePolicy(manager, { useCaseId, changes: { mode: "ai_assist" }, reason: "Stop." });
    expect(await rollBack(manager, { useCaseId, version: 2, reason })).toMatchObject({ champion: 2 });
  });

  it("changes nothing else: other settings in the same call are refused", async () => {
    const { useCaseId, manager } = await promoted({ champion: 2 });
    const input = { useCaseId, reason, mode: "full_automation" };
    await expect(rollBack(manager, input)).rejects.toMatchObject({ code: "invalid_input" });
    await expect(rollBack(manager, { useCaseId, reason: " " })).rejects.toMatchObject({
      problems: [{ path: "reason" }],
    });
  });

  it("is for those who may change the policy", async () => {
    const { useCaseId } = await promoted({ champion: 2 });
    for (const role of ["reviewer", "adjudicator", "auditor"] as const) {
      const actor = await makeReviewer(useCaseId, role);
      await expect(rollBack({ actor }, { useCaseId, reason })).rejects.toMatchObject({ code: "forbidden" });
    }
    expect(await settingsOf(useCaseId)).toMatchObject({ champion: 2 });
  });

  it("leaves a promotion to the second person, as before", async () => {
    const { useCaseId, manager } = await promoted();
    const result = await changePolicy(manager, { useCaseId, changes: { champion: 2 }, reason: "Better." });
    if (!("proposal" in result)) throw new Error("This was put in force at once.");
    const second = { actor: await makeReviewer(useCaseId, "manager") };
    const { policyVersion } = await settleProposal(second, {
      proposalId: result.proposal.id,
      action: "approve",
      note: "",
    });
    expect(policyVersion).toBe(3);
    expect(await settingsOf(useCaseId)).toMatchObject({ champion: 2 });
  });
});

describe("a model that does not run", () => {
  const broken = { bytes: Buffer.from("no model at all"), mapping: valueMapping() };

  it("is refused as champion, with the reason", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "shadow" });
    await storeModel(useCaseId, "Broken", broken);
    const change = changePolicy(system, { useCaseId, changes: { champion: 2 }, reason: "Try it." });
    await expect(change).rejects.toMatchObject({
      code: "invalid_model",
      message: expect.stringContaining("Model version 2 cannot be put in force"),
      problems: [{ path: "champion" }],
    });
    expect(await settingsOf(useCaseId)).toMatchObject({ champion: 1 });
  });

  it("cannot be proposed either", async () => {
    const { useCaseId, manager } = await promoted();
    const { version } = await storeModel(useCaseId, "Broken", broken);
    const proposal = changePolicy(manager, { useCaseId, changes: { champion: version }, reason: "Try it." });
    await expect(proposal).rejects.toMatchObject({ code: "invalid_model" });
    expect(await findPendingProposal(useCaseId)).toBeNull();
  });
});

describe("the models to keep warm", () => {
  it("are the champion and the one before it, of every use case or of one", async () => {
    const { useCaseId } = await promoted({ champion: 2 }, { champion: 3 }, { qcShare: 0.5 });
    const versionOf = new Map(
      (await database.modelVersion.findMany({ where: { useCaseId } })).map(({ id, version }) => [id, version]),
    );
    const [one, ...others] = await listLatestChampions(useCaseId);
    expect(others).toEqual([]);
    expect(one?.champions.map((id) => versionOf.get(id))).toEqual([3, 2]);
    expect(await listLatestChampions(null)).toContainEqual(one);
  });
});
