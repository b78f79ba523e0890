import { access, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.AUDIT_SIGNING_KEY = Buffer.alloc(32, 3).toString("base64");
  process.env.AUDIT_CHECKPOINT_SECONDS = "0.2";
  process.env.LOG_LEVEL = "silent";
});

import { askForExport } from "@/lib/audit/export/ask-for-export";
import { clearExports } from "@/lib/audit/export/clear-exports";
import { exportFolder, exportsFolder, unfinishedFolder } from "@/lib/audit/export/export-folder";
import { database } from "@/lib/platform/database";
import { eventsAbout } from "@/tests/support/audit-events";
import { download, fileIn, requireExport, verify } from "@/tests/support/audit-exports";
import { sealAll } from "@/tests/support/audit-seal";
import { asOwner, bulkyEvent, writeEvents } from "@/tests/support/audit-world";
import { makeReviewer, makeUseCase } from "@/tests/support/item-fixture";
import { killWorker, startWorker } from "@/tests/support/worker-process";

it("an export whose worker is killed again and again goes on where it was", { timeout: 240_000 }, async () => {
  const { id: useCaseId } = await makeUseCase();
  const admin = { ...(await makeReviewer(useCaseId, "auditor")), isAdmin: true };
  await asOwner((owner) => owner.query(`UPDATE "user" SET is_admin = true WHERE id = $1`, [admin.id]));
  for (let round = 0; round < 6; round++) await writeEvents(500, bulkyEvent);
  const { id } = await askForExport({ actor: admin }, {});
  while ((await database.auditPending.count()) > 0) await sealAll();
  const unfinished = unfinishedFolder(id);
  const done = async () => (await requireExport(admin, id)).done;
  const stepsNoted = async () =>
    (await readFile(path.join(unfinished, "journal"), "utf8").catch(() => "")).split("\n").length;

  // In the middle of its events: each worker goes further than the one before.
  let steps = 0;
  for (let round = 0; round < 3; round++) {
    const worker = await startWorker();
    await vi.waitFor(async () => expect(await stepsNoted()).toBeGreaterThan(steps + 2), {
      timeout: 60_000,
      interval: 5,
    });
    await killWorker(worker);
    expect(await requireExport(admin, id)).toMatchObject({ status: "running", link: null });
    steps = await stepsNoted();
  }
  const before = await done();
  expect(before).toBeGreaterThan(0);

  await asOwner(async (owner) => {
    // What a bundle needs once its events are written: whoever makes one comes to stand here.
    await owner.query("BEGIN");
    await owner.query("LOCK TABLE audit_anchoring IN ACCESS EXCLUSIVE MODE");
    const worker = await startWorker();
    let least = Number.POSITIVE_INFINITY;
    await vi.waitFor(
      async () => {
        least = Math.min(least, await done());
        expect(await done()).toBeGreaterThan(3_000);
      },
      { timeout: 60_000 },
    );
    expect(least).toBeGreaterThan(before / 2);
    await killWorker(worker);
    await expect(access(path.join(unfinished, "proof.json"))).rejects.toThrow("ENOENT");
    await owner.query("ROLLBACK");
  });
  await expect(access(exportFolder(id))).rejects.toThrow("ENOENT");

  await asOwner(async (owner) => {
    // Whole, but not on record as such: whoever wants to write the event comes to stand here.
    await owner.query("BEGIN");
    await owner.query("LOCK TABLE audit_pending IN EXCLUSIVE MODE");
    const worker = await startWorker();
    await vi.waitFor(() => access(exportFolder(id)), { timeout: 60_000, interval: 5 });
    await killWorker(worker);
    await owner.query("ROLLBACK");
  });
  expect(await requireExport(admin, id)).toMatchObject({ status: "running", link: null });
  await clearExports();

  await startWorker();
  await vi.waitFor(async () => expect((await requireExport(admin, id)).status).toBe("ready"), { timeout: 60_000 });
  expect(await readdir(exportsFolder())).toEqual([id]);
  expect((await eventsAbout(id)).map(({ type }) => type)).toEqual(["export.requested", "export.finished"]);
  const tar = await download(admin, id);
  const verdict = await verify(tar);
  expect(verdict.problems).toEqual([]);
  expect(verdict.verdict).toBe("valid_unanchored");
  const log = await database.auditEvent.findMany({
    where: { leaf: { index: { lt: JSON.parse(fileIn(tar, "manifest.json").toString()).treeSize } } },
    orderBy: { leaf: { index: "asc" } },
    select: { envelope: true },
  });
  const lines = Buffer.concat(log.flatMap(({ envelope }) => [Buffer.from(envelope), Buffer.from("\n")]));
  expect(fileIn(tar, "events.jsonl").equals(lines)).toBe(true);
});
