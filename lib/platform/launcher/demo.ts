import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Client } from "pg";
import { migrate } from "@/lib/platform/migrate";
import { Refusal } from "./refusal.mjs";
import { say, timed } from "./report";
import { runChild } from "./run-child";

/** What the demo's set-up leaves in DATA_DIR/demo.json, for whoever tries it. */
interface DemoAccess {
  accounts: { email: string; password: string; role: string }[];
  apiKey: string;
}

/** Fills an empty database with the demo, unless COUNTERSIGN_DEMO=0. */
export async function setUpDemo(dataFolder: string, ownerUrl: string, env: NodeJS.ProcessEnv): Promise<void> {
  const underWay = path.join(dataFolder, "demo-under-way");
  if (existsSync(underWay)) await startOver(ownerUrl, underWay);
  if (process.env.COUNTERSIGN_DEMO === "0" || !(await isEmpty(ownerUrl))) return;
  await writeFile(underWay, "");
  say("Setting up the demo.");
  const seed = [...process.execArgv, "lib/platform/launcher/seed.ts"];
  const exitCode = await timed("Set up the demo", () => runChild(seed, env));
  if (exitCode !== 0) {
    throw new Refusal("The demo could not be set up; why stands above. COUNTERSIGN_DEMO=0 npm start does without.");
  }
  await rm(underWay);
}

/** The demo's accounts and key, as lines; none where there is no demo. */
export async function demoAccessLines(dataFolder: string): Promise<string[]> {
  const file = path.join(dataFolder, "demo.json");
  if (!existsSync(file)) return [];
  const { accounts, apiKey } = JSON.parse(await readFile(file, "utf8")) as DemoAccess;
  const people = accounts.map(({ email, password, role }) => `  ${role.padEnd(12)} ${email.padEnd(32)} ${password}`);
  return ["Demo accounts (role, e-mail, password):", ...people, `API key: ${apiKey}`];
}

/** Half a demo is of no use; the database was empty before it, and nothing else ran since. */
async function startOver(ownerUrl: string, underWay: string): Promise<void> {
  if (process.env.DATABASE_URL) {
    throw new Refusal(
      `Setting up the demo was interrupted. Empty the database of DATABASE_URL, and remove ${underWay}.`,
    );
  }
  say("Setting up the demo was interrupted; clearing what there is of it.");
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query("DROP SCHEMA public, pgboss CASCADE; CREATE SCHEMA public");
  await client.end();
  await migrate(ownerUrl);
  await rm(underWay);
}

async function isEmpty(ownerUrl: string): Promise<boolean> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const found = await client.query(`SELECT FROM use_case UNION ALL SELECT FROM "user" LIMIT 1`);
  await client.end();
  return found.rowCount === 0;
}
