import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { stopInference } from "@/lib/inference/predict";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { rollBack } from "@/lib/policies/roll-back";
import { scoredUseCase } from "@/tests/support/scored-use-case";
import { system } from "@/tests/support/supplied-use-case";

afterAll(stopInference);

const turns = 12;

function startSubmitter(useCaseId: string, name: string): ChildProcess {
  return fork("tests/support/scored-submit-loop.ts", [useCaseId, name], {
    execArgv: ["--import", "tsx", "--conditions=react-server"],
    env: { ...process.env, LOG_LEVEL: "silent" },
  });
}

/** Items under each policy, as committed now. */
async function itemsByPolicy(useCaseId: string): Promise<Map<string, number>> {
  const rows = await database.item.groupBy({ by: ["policyId"], where: { useCaseId }, _count: true });
  return new Map(rows.map((row) => [row.policyId, row._count]));
}

const policyInForce = async (useCaseId: string) =>
  (await database.useCase.findUniqueOrThrow({ where: { id: useCaseId }, select: { policyId: true } })).policyId ?? "";

/** Milliseconds until the first item stands there that was answered under the policy in force. */
async function untilFirstItem(useCaseId: string, started: number): Promise<number> {
  const policyId = await policyInForce(useCaseId);
  while ((await database.item.count({ where: { useCaseId, policyId } })) === 0) await sleep(5);
  return performance.now() - started;
}

it("a rollback under load: no item lost, none answered by a version that was not in force at its commit", async () => {
  const { useCaseId } = await scoredUseCase({ mode: "full_automation", qcShare: 0 });
  const submitters = [startSubmitter(useCaseId, "one"), startSubmitter(useCaseId, "two")];
  await Promise.all(submitters.map((submitter) => once(submitter, "message")));
  while ((await database.item.count({ where: { useCaseId } })) === 0) await sleep(20);
  const atAcknowledgement = new Map<string, number>();
  const waits: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    await sleep(80);
    const promoted = await policyInForce(useCaseId);
    await changePolicy(system, { useCaseId, changes: { champion: 2 }, reason: "promote" });
    // From here on no item may come under the policy before.
    atAcknowledgement.set(promoted, (await itemsByPolicy(useCaseId)).get(promoted) ?? 0);
    await sleep(80);
    const rolledBack = await policyInForce(useCaseId);
    const started = performance.now();
    await rollBack(system, { useCaseId, reason: "roll back" });
    atAcknowledgement.set(rolledBack, (await itemsByPolicy(useCaseId)).get(rolledBack) ?? 0);
    waits.push(await untilFirstItem(useCaseId, started));
  }
  for (const submitter of submitters) submitter.send("stop");
  const reports = (await Promise.all(submitters.map((submitter) => once(submitter, "message")))) as [
    { sent: number; failed: string[] },
  ][];

  const sorted = waits.toSorted((one, other) => one - other);
  console.log(
    `from click to the first item answered by it: median ${sorted[turns / 2]?.toFixed()} ms, worst ${sorted.at(-1)?.toFixed()} ms`,
  );
  // Generous, because other tests run beside it; what it prints on a quiet machine is far below.
  expect(sorted.at(-1)).toBeLessThan(15_000);
  expect(sorted[turns / 2]).toBeLessThan(3_000);

  const final = await itemsByPolicy(useCaseId);
  for (const [policyId, count] of atAcknowledgement) expect(final.get(policyId) ?? 0).toBe(count);
  const items = await database.item.findMany({
    where: { useCaseId },
    select: {
      status: true,
      outcome: true,
      decidedBy: true,
      modelVersion: { select: { version: true } },
      policy: { select: { settings: true } },
      predictions: { select: { failure: true, outcome: true, modelVersion: { select: { version: true } } } },
    },
  });
  expect(items).toHaveLength(reports.reduce((sum, [{ sent }]) => sum + sent, 0));
  expect(reports.flatMap(([{ failed }]) => failed)).toEqual([]);
  for (const item of items) {
    const { champion } = item.policy.settings as PolicySettings;
    const outcome = champion === 1 ? "yes" : "no";
    expect(item).toMatchObject({
      status: "decided",
      decidedBy: "model",
      outcome,
      modelVersion: { version: champion },
      predictions: [{ failure: null, outcome, modelVersion: { version: champion } }],
    });
    expect(item.predictions).toHaveLength(1);
  }
  // The race was one: both processes got items in, under champions of both kinds.
  expect(Math.min(...reports.map(([{ sent }]) => sent))).toBeGreaterThan(20);
  expect([...atAcknowledgement.values()].filter((count) => count > 0).length).toBeGreaterThan(turns);
});
