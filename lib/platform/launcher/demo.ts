import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Client } from "pg";
import { Refusal } from "./refusal.mjs";
import { say, timed } from "./report";
import { onShutdown } from "./shutdown";

/** What the demo's set-up leaves in DATA_DIR/demo.json, for whoever tries it. */
interface DemoAccess {
  accounts: { email: string; password: string; role: string }[];
  apiKey: string;
}

/** Fills an empty database with the demo, unless COUNTERSIGN_DEMO=0. */
export async function setUpDemo(dataFolder: string, ownerUrl: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (process.env.COUNTERSIGN_DEMO === "0") return;
  const underWay = path.join(dataFolder, "demo-under-way");
  if (existsSync(underWay)) {
    throw new Refusal(
      `Setting up the demo was interrupted. Remove ${dataFolder} to start anew, or ${underWay} to go on with what there is.`,
    );
  }
  if (!(await isEmpty(ownerUrl))) return;
  await writeFile(underWay, "");
  say("Setting up the demo.");
  await timed("Set up the demo", () => seedInChild(env));
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

async function isEmpty(ownerUrl: string): Promise<boolean> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const found = await client.query(`SELECT FROM use_case UNION ALL SELECT FROM "user" LIMIT 1`);
  await client.end();
  return found.rowCount === 0;
}

async function seedInChild(env: NodeJS.ProcessEnv): Promise<void> {
  const seeding = spawn(process.execPath, [...process.execArgv, "lib/platform/launcher/seed.ts"], {
    env,
    detached: true,
    stdio: ["ignore", "inherit", "inherit"],
  });
  onShutdown(async () => void seeding.kill("SIGKILL"));
  const [code] = await once(seeding, "exit");
  if (code !== 0)
    throw new Refusal(
      "The demo could not be set up; what went wrong stands above. COUNTERSIGN_DEMO=0 npm start does without.",
    );
}
