import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { applicationEnvironment } from "./application-environment";
import { findCluster } from "./cluster-place";
import { prepareDataFolder } from "./data-folder.mjs";
import { holdFolder } from "./folder-lock.mjs";
import { type DatabaseAddresses, openDatabase, openEmbeddedDatabase } from "./open-database";
import { runChild } from "./run-child";
import { loadSecrets, type Secrets } from "./secrets";

/** `npm run cli -- ...`: the command line on this data folder's database, whether an instance runs on it or not. */
export async function cli(args: string[]): Promise<number> {
  const program = [...process.execArgv, "lib/cli/main.ts", ...args];
  if (asksForHelp(args)) return runChild(program, process.env);
  const dataFolder = prepareDataFolder();
  const secrets = await loadSecrets(dataFolder);
  const { appUrl } = await reachDatabase(dataFolder, secrets);
  return runChild(program, applicationEnvironment(dataFolder, appUrl, secrets));
}

function asksForHelp(args: string[]): boolean {
  return args.length === 0 || ["help", "--help", "-h"].some((word) => args.includes(word));
}

/** A running instance's Postgres is used as it is; otherwise ours runs for as long as the command does. */
async function reachDatabase(dataFolder: string, secrets: Secrets): Promise<DatabaseAddresses> {
  for (;;) {
    const { holder } = await holdFolder(dataFolder, "cli");
    if (!holder || process.env.DATABASE_URL) return openDatabase(dataFolder, secrets);
    const port = holder.verb === "cli" ? undefined : await portOfRunning(dataFolder);
    if (port !== undefined) return openEmbeddedDatabase(port, secrets);
    await sleep(200);
  }
}

/** What Postgres notes about itself: its port on the fourth line, and on the eighth whether it takes connections. */
async function portOfRunning(dataFolder: string): Promise<number | undefined> {
  const file = path.join(await findCluster(dataFolder), "postmaster.pid");
  const lines = (await readFile(file, "utf8").catch(() => "")).split("\n");
  return lines[7]?.trim() === "ready" ? Number(lines[3]) : undefined;
}
