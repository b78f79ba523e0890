import { setTimeout as sleep } from "node:timers/promises";
import { Client, escapeLiteral } from "pg";
import { applicationRole, migrate } from "@/lib/platform/migrate";
import { clusterOwner, startCluster } from "./cluster";
import { createDatabase } from "./create-database";
import { asApplication, requireUsableDatabase } from "./external-database";
import { Refusal } from "./refusal.mjs";
import { say } from "./report";
import type { Secrets } from "./secrets";
import { isShuttingDown, onShutdown } from "./shutdown";

/** The two ways into the database: its owner's, for migrations, and the application's. */
export interface DatabaseAddresses {
  ownerUrl: string;
  appUrl: string;
}

const databaseName = "countersign";

/** Opens the database at the present schema: that of DATABASE_URL, or the embedded one of the data folder. */
export async function openDatabase(dataFolder: string, secrets: Secrets): Promise<DatabaseAddresses> {
  const external = process.env.DATABASE_URL;
  if (external) {
    await requireUsableDatabase(external);
    await bringUpToDate(external);
    return { ownerUrl: external, appUrl: asApplication(external) };
  }
  const port = await keepPostgresRunning(dataFolder, secrets.DATABASE_OWNER_PASSWORD);
  return openEmbeddedDatabase(port, secrets);
}

/** The same, in a Postgres of ours that listens already. */
export async function openEmbeddedDatabase(port: number, secrets: Secrets): Promise<DatabaseAddresses> {
  const address = (role: string, password: string, database: string) =>
    `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`;
  await createDatabase(address(clusterOwner, secrets.DATABASE_OWNER_PASSWORD, "postgres"), databaseName);
  const ownerUrl = address(clusterOwner, secrets.DATABASE_OWNER_PASSWORD, databaseName);
  await bringUpToDate(ownerUrl);
  await letApplicationIn(ownerUrl, secrets.DATABASE_APP_PASSWORD);
  return { ownerUrl, appUrl: address(applicationRole, secrets.DATABASE_APP_PASSWORD, databaseName) };
}

async function bringUpToDate(ownerUrl: string): Promise<void> {
  const applied = await migrate(ownerUrl).catch((cause: Error) => {
    throw new Refusal(`The database could not be brought to this version's schema: ${cause.message}`, { cause });
  });
  if (applied.length > 0) say(`Brought the database to this version's schema (${applied.join(", ")}).`);
}

async function letApplicationIn(ownerUrl: string, password: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(`ALTER ROLE ${applicationRole} LOGIN PASSWORD ${escapeLiteral(password)}`);
  await client.end();
}

/** Starts the cluster, and starts it again on the same port whenever it ends by itself. */
async function keepPostgresRunning(dataFolder: string, password: string): Promise<number> {
  let cluster = await startCluster(dataFolder, password);
  const { port } = cluster;
  onShutdown(() => cluster.stop());
  const watch = async (): Promise<void> => {
    await cluster.ended;
    for (let pauseMs = 1000; !isShuttingDown(); pauseMs = Math.min(pauseMs * 2, 30_000)) {
      say(`Postgres ended unexpectedly; starting it again in ${pauseMs / 1000} s.`);
      await sleep(pauseMs);
      const again = await startCluster(dataFolder, password, port).catch((error: Error) => say(error.message));
      if (!again) continue;
      cluster = again;
      return watch();
    }
  };
  void watch();
  return port;
}
