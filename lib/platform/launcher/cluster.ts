import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { type ClusterPlace, placeCluster } from "./cluster-place";
import { endForgottenServer } from "./forgotten-server";
import { freePort } from "./free-port";
import { Refusal } from "./refusal.mjs";
import { runQuietly } from "./run-quietly";
import { spawnTied } from "./tied-child";

/** A running Postgres of our own, on the loopback interface, with a password. */
export interface Cluster {
  /** The address of one of its databases, as the owner. */
  url(database: string): string;
  port: number;
  /** Resolves when the server has ended, whoever ended it. */
  ended: Promise<void>;
  /** Ends every connection and shuts down with all data on disk. */
  stop(): Promise<void>;
}

/** The role that owns the cluster and every database in it. */
export const clusterOwner = "countersign";

/** Durable: a commit is on disk before it is acknowledged. Memory: modest, for a machine that does other work too. */
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  max_connections: "200",
  shared_buffers: "256MB",
  effective_cache_size: "1GB",
  work_mem: "8MB",
  maintenance_work_mem: "128MB",
  max_wal_size: "2GB",
  random_page_cost: "1.1",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  // What people sent must not end up in the log with an error about it.
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
};

/** Starts the cluster of a data folder, and makes it first if there is none. */
export async function startCluster(dataFolder: string, password: string, wantedPort?: number): Promise<Cluster> {
  const place = await placeCluster(dataFolder);
  await initialise(place, password);
  await endForgottenServer(place.data);
  const port = wantedPort ?? (await freePort());
  const url = (database: string) => `postgresql://${clusterOwner}:${password}@127.0.0.1:${port}/${database}`;
  const log = path.join(dataFolder, "postgres.log");
  const server = run(place, port, log);
  const ended = once(server, "exit").then(() => undefined);
  const stop = async () => {
    server.kill("SIGINT");
    const insist = setTimeout(() => server.kill("SIGQUIT"), 20_000);
    await ended;
    clearTimeout(insist);
  };
  await untilReady(url("postgres"), server, log);
  return { url, port, ended, stop };
}

/**
 * Makes the cluster beside its final place and moves it there, so that a half-made one is never taken for a whole one.
 * Each attempt has a place of its own: what an interrupted one started may still be at work for a moment.
 */
async function initialise({ binaries, data, account, note }: ClusterPlace, password: string): Promise<void> {
  if (existsSync(data)) return;
  const parent = path.dirname(data);
  await mkdir(parent, { recursive: true });
  const interrupted = (await readdir(parent)).filter((name) => name.startsWith("draft-"));
  for (const name of interrupted) await rm(path.join(parent, name), { recursive: true, force: true, maxRetries: 5 });
  const draft = await mkdtemp(path.join(parent, "draft-"));
  try {
    const cluster = path.join(draft, "postgres");
    const passwordFile = path.join(draft, "password");
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account) for (const file of [draft, passwordFile]) await chown(file, account.uid, account.gid);
    const encoding = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
    const access = [`--username=${clusterOwner}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
    const args = [`--pgdata=${cluster}`, ...encoding, ...access];
    const { exitCode, output } = await runQuietly(path.join(binaries, "bin/initdb"), args, { ...account, cwd: "/" });
    if (exitCode !== 0) throw new Refusal(`The database could not be made: ${lastLine(output)}`);
    await rename(cluster, data);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  if (note !== undefined) await writeFile(note, `${data}\n`);
}

function run({ binaries, data, account }: ClusterPlace, port: number, log: string): ChildProcess {
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const output = openSync(log, "a", 0o600);
  // A session of its own: Ctrl+C must reach the launcher only, which stops Postgres last.
  const server = spawnTied("INT", path.join(binaries, "bin/postgres"), ["-D", data, "-p", String(port), ...options], {
    ...account,
    cwd: "/",
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  return server;
}

async function untilReady(url: string, server: ChildProcess, log: string): Promise<void> {
  for (;;) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (cause) {
      if (server.exitCode !== null || server.signalCode !== null) {
        throw new Refusal(`Postgres did not start: ${lastLine(await readFile(log, "utf8"))} (all of it in ${log})`, {
          cause,
        });
      }
      if ((cause as { code?: string }).code === "28P01") {
        server.kill("SIGINT");
        throw new Refusal(
          "The database does not know the password in secrets.json; put back the secrets.json that was made with it.",
          { cause },
        );
      }
    }
    await sleep(50);
  }
}

function lastLine(text: string): string {
  const lines = text.trim().split("\n");
  const problem = lines.findLast((line) => /FATAL|PANIC|error/i.test(line)) ?? lines.at(-1) ?? "";
  return problem.replace(/^.*(FATAL|PANIC|ERROR): +/, "");
}
