import type { ChildProcess } from "node:child_process";
import type { Client } from "pg";
import { expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.AUDIT_SIGNING_KEY = Buffer.alloc(32, 23).toString("base64");
  process.env.AUDIT_CHECKPOINT_SECONDS = "0.2";
});

import { requestErasure } from "@/lib/erasure/request-erasure";
import { settleErasure } from "@/lib/erasure/settle-erasure";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { asOwner, ownerUrl } from "@/tests/support/audit-world";
import { checkLog } from "@/tests/support/check-log";
import { columnsWith } from "@/tests/support/columns-with";
import { atOnce, makeErasureWorld, statusOf } from "@/tests/support/erasure-world";
import { alive, openGate, removeGate, shutBehind, shutGate, waitingAtGate } from "@/tests/support/gate";
import { letter } from "@/tests/support/supplied-use-case";
import { killWorker, startWorker } from "@/tests/support/worker-process";

/** Kills a worker that stands at a gate, and opens the gate for whatever is left of it. */
async function killAtGate(client: Client, worker: ChildProcess): Promise<void> {
  await expect.poll(() => waitingAtGate(client), { timeout: 60_000 }).toHaveLength(1);
  const backends = await waitingAtGate(client);
  await killWorker(worker);
  await openGate(client);
  await expect.poll(() => alive(client, backends), { timeout: 60_000 }).toBe(0);
  await removeGate(client);
}

it("an erasure whose worker is killed again and again erases each item once, and leaves nothing", async () => {
  const marker = `mark${newId().slice(-12)}`;
  const { useCaseId, asker, second, send } = await makeErasureWorld();
  for (let part = 0; part < 4; part++) {
    const those = Array.from({ length: 250 }, (_, at) => letter(`${part}-${at}`, undefined, { text: marker }));
    await send(...those.map((body) => ({ ...body, entityKey: marker, tags: [marker] })));
  }
  const [other = ""] = await send({ ...letter("other"), entityKey: "another" });
  const { id } = await requestErasure({ actor: asker }, { kind: "entity", useCaseId, entityKey: marker, ...atOnce });
  await settleErasure({ actor: second }, { erasureId: id, approve: true, note: "" });
  const erased = () => database.item.count({ where: { useCaseId, erasedAt: { not: null } } });
  expect(await columnsWith(marker)).toContain("item.input");

  // Between two batches: the first is let through, and the second has erased nothing yet.
  await asOwner((first) =>
    asOwner(async (next) => {
      await shutGate(first, "BEFORE UPDATE ON item");
      const worker = await startWorker();
      await expect.poll(() => waitingAtGate(first), { timeout: 60_000 }).toHaveLength(1);
      const shut = shutBehind(next);
      await expect.poll(() => waitingAtGate(first), { timeout: 60_000 }).toHaveLength(2);
      await openGate(first);
      await shut;
      await killAtGate(next, worker);
    }),
  );
  expect(await erased()).toBe(200);

  // In the middle of one: the values are gone, its events are not written yet.
  await asOwner(async (client) => {
    await shutGate(client, "AFTER UPDATE ON erasure");
    await killAtGate(client, await startWorker());
  });
  expect(await erased()).toBe(200);
  expect(await statusOf(id)).toBe("approved");

  // As its transaction ends, which Postgres does without whoever asked for it.
  await asOwner(async (client) => {
    await shutGate(client, "COMMIT item");
    await killAtGate(client, await startWorker());
  });
  expect(await erased()).toBe(400);

  await startWorker();
  await expect.poll(() => statusOf(id), { timeout: 60_000 }).toBe("done");
  expect(await database.erasure.findUniqueOrThrow({ where: { id } })).toMatchObject({ items: 1000, entityKey: null });
  const told = await database.$queryRaw<{ type: string; events: number; items: number }[]>`
    SELECT type, count(*)::int AS events, count(DISTINCT subject_id)::int AS items FROM audit_event
    WHERE use_case_id = ${useCaseId}::uuid AND type IN ('item.erased', 'item.unusable', 'erasure.done')
    GROUP BY type ORDER BY type`;
  expect(told).toEqual([
    { type: "erasure.done", events: 1, items: 1 },
    { type: "item.erased", events: 1000, items: 1000 },
    { type: "item.unusable", events: 1000, items: 1000 },
  ]);
  expect(await columnsWith(marker)).toEqual([]);
  expect(await database.item.findMany({ where: { useCaseId, erasedAt: null } })).toMatchObject([
    { id: other, entityKey: "another" },
  ]);
  const unsealed = async () => {
    const { checkpoints, leaves, pending } = await checkLog(ownerUrl());
    return pending + leaves.length - (checkpoints.at(-1)?.size ?? 0);
  };
  await expect.poll(unsealed, { timeout: 60_000 }).toBe(0);
});
