import { type ChildProcess, execFile } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";
import { type ClusterPlace, placeCluster } from "./cluster-place";
import { endForgottenServer } from "./forgotten-server";
import { freePort } from "./free-port";
import { Refusal } from "./refusal.mjs";
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

/** Makes the cluster beside its final place and moves it there, so that a half-made one is never taken for a whole one. */
async function initialise({ binaries, data, account, note }: ClusterPlace, password: string): Promise<void> {
  if (existsSync(data)) return;
  const draft = `${data}.draft`;
  const passwordFile = `${data}.password`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account) {
    await chown(draft, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  const encoding = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  const access = [`--username=${clusterOwner}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  await promisify(execFile)(path.join(binaries, "bin/initdb"), [`--pgdata=${draft}`, ...encoding, ...access], {
    ...account,
    cwd: "/",
  })
    .catch((cause) => {
      throw new Refusal(`The database could not be made: ${lastLine(cause.stderr || cause.message)}`, { cause });
    })
    .finally(() => rm(passwordFile));
  await rename(draft, data);
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
      if (server.exitCode !== null) {
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
