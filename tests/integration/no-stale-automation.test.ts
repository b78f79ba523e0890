import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const switches = 25;

function startSubmitter(useCaseId: string, name: string): ChildProcess {
  return fork("tests/support/submit-loop.ts", [useCaseId, name], {
    execArgv: ["--import", "tsx", "--conditions=react-server"],
    env: { ...process.env, LOG_LEVEL: "silent" },
  });
}

/** Items that a model decided under each policy, as committed now. */
async function automatedByPolicy(useCaseId: string): Promise<Map<string, number>> {
  const rows = await database.item.groupBy({
    by: ["policyId"],
    where: { useCaseId, decidedBy: "model" },
    _count: true,
  });
  return new Map(rows.map((row) => [row.policyId, row._count]));
}

it("promise 3: once lowering is acknowledged, no process automates an item under the earlier policy", {
  timeout: 120_000,
}, async () => {
  const { useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
  const submitters = [startSubmitter(useCaseId, "one"), startSubmitter(useCaseId, "two")];
  await Promise.all(submitters.map((submitter) => once(submitter, "message")));
  const atAcknowledgement = new Map<string, number>();
  for (let turn = 0; turn < switches; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    const before = await database.useCase.findUniqueOrThrow({ where: { id: useCaseId } });
    await changePolicy(system, { useCaseId, changes: { mode: "ai_assist" }, reason: "lower" });
    // The lowering is acknowledged: from here on this number must stand still.
    const counts = await automatedByPolicy(useCaseId);
    atAcknowledgement.set(before.policyId ?? "", counts.get(before.policyId ?? "") ?? 0);
    await new Promise((resolve) => setTimeout(resolve, 40));
    await changePolicy(system, { useCaseId, changes: { mode: "full_automation" }, reason: "raise" });
  }
  for (const submitter of submitters) submitter.send("stop");
  const sent = (await Promise.all(submitters.map((submitter) => once(submitter, "message")))).map(([count]) =>
    Number(count),
  );

  const final = await automatedByPolicy(useCaseId);
  for (const [policyId, count] of atAcknowledgement) expect(final.get(policyId) ?? 0).toBe(count);
  const modes = await database.item.findMany({
    where: { useCaseId },
    select: { mode: true, decidedBy: true, policy: { select: { settings: true } } },
  });
  expect(modes.every((item) => (item.policy.settings as { mode: string }).mode === item.mode)).toBe(true);
  expect(modes.every((item) => (item.mode === "full_automation") === (item.decidedBy === "model"))).toBe(true);
  // The race was one: both processes got items in, under policies of both kinds.
  expect(modes).toHaveLength(sent.reduce((sum, count) => sum + count, 0));
  expect(Math.min(...sent)).toBeGreaterThan(20);
  expect([...atAcknowledgement.values()].filter((count) => count > 0).length).toBeGreaterThan(switches / 2);
});
