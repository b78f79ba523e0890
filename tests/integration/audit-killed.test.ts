import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";

const anchorFile = vi.hoisted(() => {
  const file = `/tmp/countersign-anchor-${process.pid}-${Date.now()}`;
  Object.assign(process.env, {
    AUDIT_SIGNING_KEY: Buffer.alloc(32, 3).toString("base64"),
    AUDIT_CHECKPOINT_SECONDS: "0.001",
    AUDIT_ANCHOR_FILE: file,
  });
  return file;
});

import { sequenceEvents } from "@/lib/audit/sequence-events";
import { publishCheckpoint } from "@/lib/audit/tree/publish-checkpoint";
import { sealState } from "@/lib/audit/tree/seal-state-query";
import { signCheckpoint } from "@/lib/audit/tree/sign-checkpoint";
import { notesIn } from "@/lib/audit/tree/signed-note";
import { startCluster } from "@/lib/platform/launcher/cluster";
import { createDatabase } from "@/lib/platform/launcher/create-database";
import { migrate } from "@/lib/platform/migrate";
import { asOwner, ownerUrl, writeEvents } from "@/tests/support/audit-world";
import { checkLog } from "@/tests/support/check-log";
import { alive, openGate, removeGate, shutGate, waitingAtGate } from "@/tests/support/gate";

const children: ChildProcess[] = [];

function start(role: "seal" | "write", env: NodeJS.Dict<string> = {}): ChildProcess {
  const child = fork("tests/support/seal-loop.ts", [role], {
    execArgv: ["--import", "tsx", "--conditions=react-server"],
    env: { ...process.env, ...env, LOG_LEVEL: "silent" },
  });
  children.push(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

afterEach(() => Promise.all(children.splice(0).map(kill)));
afterAll(() => rm(anchorFile, { force: true }));

/** Whoever comes next goes on where the killed one left off, and the log is sound with nothing left over. */
async function expectSound(): Promise<void> {
  await checkLog(ownerUrl());
  // The killed one's connection may hold the lock for a moment yet; and the first checkpoint makes an event of its own.
  const goOn = async () => {
    await sequenceEvents();
    await signCheckpoint();
    const { unsealed, unsigned } = await sealState();
    return unsealed + unsigned;
  };
  await expect.poll(goOn, { timeout: 60_000 }).toBe(0);
  await publishCheckpoint();
  const { checkpoints, leaves, pending } = await checkLog(ownerUrl());
  expect(pending).toBe(0);
  expect(checkpoints.at(-1)?.size).toBe(leaves.length);
  const state = await sealState();
  expect(state).toMatchObject({ refusal: null, anchors: [{ anchor: "file", failing: false, agrees: true }] });
  // Every note that was published is a checkpoint of this one history.
  const known = new Set(checkpoints.map(({ note }) => note));
  const published = notesIn(await readFile(anchorFile, "utf8"));
  expect(published.filter((note) => !known.has(note))).toEqual([]);
  expect(published.at(-1)).toBe(checkpoints.at(-1)?.note);
}

/** What the sequencer, the checkpoint and its publication do, one after the other: after one is before the next. */
const steps = [
  "BEFORE INSERT ON audit_leaf",
  "BEFORE INSERT ON audit_tile",
  "BEFORE INSERT ON audit_term",
  "BEFORE DELETE ON audit_pending",
  "COMMIT audit_leaf",
  "BEFORE INSERT ON audit_checkpoint",
  "COMMIT audit_checkpoint",
  "BEFORE INSERT ON audit_anchoring",
  "COMMIT audit_anchoring",
];

describe("the worker, killed at once", () => {
  it.each(steps)("at: %s", async (step) => {
    await asOwner(async (client) => {
      await shutGate(client, step);
      await writeEvents(300);
      const child = start("seal");
      await expect.poll(() => waitingAtGate(client), { timeout: 60_000 }).not.toEqual([]);
      const backends = await waitingAtGate(client);
      await kill(child);
      await openGate(client);
      await expect.poll(() => alive(client, backends), { timeout: 60_000 }).toBe(0);
      await removeGate(client);
    });
    await expectSound();
  });

  it("at any moment, again and again, while others write", async () => {
    const writer = start("write");
    await once(writer, "message");
    for (let round = 0; round < 5; round++) {
      const pair = [start("seal"), start("seal")];
      await Promise.all(pair.map((child) => once(child, "message")));
      await sleep(Math.random() * 700);
      await Promise.all(pair.map(kill));
    }
    await kill(writer);
    await expectSound();
  });
});

describe("Postgres, killed under load", () => {
  it("comes back with a log that verifies and goes on", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "countersign-killed-"));
    await chmod(folder, 0o711);
    let cluster = await startCluster(folder, "p");
    try {
      await createDatabase(cluster.url("postgres"), "log");
      const url = cluster.url("log");
      await migrate(url);
      const env = { DATABASE_URL: url, DATABASE_APP_URL: url, DATA_DIR: folder, AUDIT_ANCHOR_FILE: `${folder}/anchor` };
      const seals = [start("seal", env), start("seal", env)];
      const writes = [start("write", env), start("write", env)];
      let acknowledged = 0;
      for (const child of writes) child.on("message", (message) => (acknowledged += message === "done" ? 1 : 0));
      for (let round = 0; round < 3; round++) {
        const before = acknowledged;
        await expect.poll(() => acknowledged, { timeout: 60_000 }).toBeGreaterThan(before + 20);
        await expect
          .poll(async () => (await checkLog(url)).checkpoints.length, { timeout: 60_000 })
          .toBeGreaterThan(round);
        const pid = Number.parseInt(await readFile(path.join(folder, "postgres/postmaster.pid"), "utf8"), 10);
        process.kill(pid, "SIGKILL");
        await cluster.ended;
        cluster = await startCluster(folder, "p", cluster.port);
        await checkLog(url);
      }
      await Promise.all(writes.map(kill));
      await expect.poll(async () => (await checkLog(url)).pending, { timeout: 60_000 }).toBe(0);
      const caughtUp = async () => {
        const { checkpoints, leaves } = await checkLog(url);
        return leaves.length - (checkpoints.at(-1)?.size ?? 0);
      };
      await expect.poll(caughtUp, { timeout: 60_000 }).toBe(0);
      await Promise.all(seals.map(kill));
      const { checkpoints, leaves } = await checkLog(url);
      expect(leaves.length).toBeGreaterThanOrEqual(acknowledged);
      const known = new Set(checkpoints.map(({ note }) => note));
      const published = notesIn(await readFile(`${folder}/anchor`, "utf8"));
      expect(published.length).toBeGreaterThan(0);
      expect(published.filter((note) => !known.has(note))).toEqual([]);
    } finally {
      await Promise.all(children.splice(0).map(kill));
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
