import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access, readdir } from "node:fs/promises";
import path from "node:path";
import { afterEach, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.AUDIT_SIGNING_KEY = Buffer.alloc(32, 3).toString("base64");
  process.env.AUDIT_CHECKPOINT_SECONDS = "0.2";
  process.env.LOG_LEVEL = "silent";
});

import { askForExport } from "@/lib/audit/export/ask-for-export";
import { exportFolder, exportsFolder, unfinishedFolder } from "@/lib/audit/export/export-folder";
import { eventsAbout } from "@/tests/support/audit-events";
import { download, requireExport, verify } from "@/tests/support/audit-exports";
import { sealAll } from "@/tests/support/audit-seal";
import { asOwner, writeEvents } from "@/tests/support/audit-world";
import { makeReviewer, makeUseCase } from "@/tests/support/item-fixture";

const workers: ChildProcess[] = [];

afterEach(() => {
  for (const worker of workers.splice(0)) worker.kill("SIGKILL");
});

/** A worker as the launcher starts one; resolves when it is ready. */
async function startWorker(): Promise<ChildProcess> {
  const worker = spawn(process.execPath, ["--import", "tsx", "--conditions=react-server", "lib/jobs/worker.ts"], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  workers.push(worker);
  await once(worker, "message");
  return worker;
}

it("an export whose worker is killed in the middle is begun anew by the next one", { timeout: 120_000 }, async () => {
  const { id: useCaseId } = await makeUseCase();
  const admin = { ...(await makeReviewer(useCaseId, "auditor")), isAdmin: true };
  await asOwner((owner) => owner.query(`UPDATE "user" SET is_admin = true WHERE id = $1`, [admin.id]));
  await writeEvents(3_000);
  const { id } = await askForExport({ actor: admin }, {});
  await sealAll();

  await asOwner(async (owner) => {
    // What a bundle needs once its events are written: whoever makes one comes to stand here.
    await owner.query("BEGIN");
    await owner.query("LOCK TABLE audit_anchoring IN ACCESS EXCLUSIVE MODE");
    const worker = await startWorker();
    const half = path.join(unfinishedFolder(id), "proof.json");
    await vi.waitFor(() => access(path.join(unfinishedFolder(id), "events.parquet")), { timeout: 60_000 });
    await vi.waitFor(async () => expect((await requireExport(admin, id)).done).toBeGreaterThan(3_000));
    worker.kill("SIGKILL");
    await once(worker, "exit");
    await expect(access(half)).rejects.toThrow("ENOENT");
    await owner.query("ROLLBACK");
  });
  expect(await requireExport(admin, id)).toMatchObject({ status: "running", link: null });
  await expect(access(exportFolder(id))).rejects.toThrow("ENOENT");

  await startWorker();
  await vi.waitFor(async () => expect((await requireExport(admin, id)).status).toBe("ready"), { timeout: 60_000 });
  expect(await readdir(exportsFolder())).toEqual([id]);
  expect((await eventsAbout(id)).map(({ type }) => type)).toEqual(["export.requested", "export.finished"]);
  const verdict = await verify(await download(admin, id));
  expect(verdict.problems).toEqual([]);
  expect(verdict.verdict).toBe("valid_unanchored");
});
