import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Cluster, startCluster } from "@/lib/platform/launcher/cluster";

let folder: string;
let running: Cluster | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "countersign-cluster-"));
  await chmod(folder, 0o711);
});

afterEach(async () => {
  await running?.stop();
  await rm(folder, { recursive: true, force: true });
});

const start = async () => {
  running = await startCluster(folder, "p");
  return running;
};

async function query(cluster: Cluster, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: cluster.url("postgres") });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const pidFile = () => path.join(folder, "postgres/postmaster.pid");
const serverPid = async () => Number.parseInt(await readFile(pidFile(), "utf8"), 10);

it("listens on the loopback interface only, with a password, and keeps commits through a crash", async () => {
  const cluster = await start();
  const rows = await query(
    cluster,
    "SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'unix_socket_directories', 'fsync', 'synchronous_commit', 'full_page_writes', 'password_encryption')",
  );
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
    password_encryption: "scram-sha-256",
  });
  const stranger = new Client({ connectionString: cluster.url("postgres").replace(":p@", ":guess@") });
  await expect(stranger.connect()).rejects.toMatchObject({ code: "28P01" });
  expect((await stat(path.join(folder, "postgres"))).mode & 0o077).toBe(0);
});

it("has everything after its server is killed, and takes a pid file for what it is", async () => {
  const first = await start();
  await query(first, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n");
  process.kill(await serverPid(), "SIGKILL");
  await first.ended;
  // What a restart of the machine can bring: the number belongs to a living process that is no Postgres.
  await writeFile(pidFile(), (await readFile(pidFile(), "utf8")).replace(/^\d+/, String(process.pid)));
  const second = await start();
  expect(await query(second, "SELECT count(*)::int AS n FROM kept")).toEqual([{ n: 1000 }]);
});

it("shuts down a server that an earlier launcher left behind, and takes over", async () => {
  const forgotten = await start();
  await query(forgotten, "CREATE TABLE kept AS SELECT 1 AS n");
  const second = await start();
  await forgotten.ended;
  expect(await query(second, "SELECT n FROM kept")).toEqual([{ n: 1 }]);
});

it("makes the cluster anew if making it was interrupted", async () => {
  const program = `import { startCluster } from "@/lib/platform/launcher/cluster"; void startCluster(${JSON.stringify(folder)}, "p");`;
  const launcher = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    stdio: "ignore",
  });
  while (!(await readdir(folder)).some((name) => name.startsWith("draft-"))) await sleep(5);
  await sleep(200);
  launcher.kill("SIGKILL");
  await once(launcher, "exit");
  const cluster = await start();
  expect(await query(cluster, "SELECT 1 AS n")).toEqual([{ n: 1 }]);
  expect((await readdir(folder)).toSorted()).toEqual(["postgres", "postgres.log"]);
});
