import { randomUUID } from "node:crypto";
import { Client, escapeIdentifier } from "pg";
import type { Cluster } from "@/lib/platform/launcher/cluster";
import { createDatabase } from "@/lib/platform/launcher/create-database";
import { startThrowAwayCluster } from "@/lib/platform/launcher/throw-away-cluster";
import { applicationRole, migrate } from "@/lib/platform/migrate";

const template = "template_countersign";
const applicationPassword = "throw-away";

/** A database of its own at the present schema, with nothing in it. */
export interface TestDatabase {
  /** As the application's role: what the code under test uses. */
  appUrl: string;
  /** As the owner: for what the application may not do. */
  ownerUrl: string;
  /** Drops it; whatever is still connected is cut off. */
  drop(): Promise<void>;
}

/** Starts a throw-away cluster with a migrated database to copy. */
export async function startTestPostgres(): Promise<Cluster> {
  const cluster = await startThrowAwayCluster();
  await createDatabase(cluster.url("postgres"), template);
  await migrate(cluster.url(template));
  await execute(cluster.url("postgres"), `ALTER ROLE ${applicationRole} LOGIN PASSWORD '${applicationPassword}'`);
  return cluster;
}

/** Copies the migrated database; takes some hundredths of a second. `adminUrl`: any database of the test cluster, as its owner. */
export async function createTestDatabase(adminUrl: string): Promise<TestDatabase> {
  const name = `test_${randomUUID()}`;
  await createDatabase(adminUrl, name, template);
  const owner = new URL(adminUrl);
  owner.pathname = `/${name}`;
  const application = new URL(owner);
  application.username = applicationRole;
  application.password = applicationPassword;
  return {
    ownerUrl: owner.href,
    appUrl: application.href,
    drop: () => execute(adminUrl, `DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`),
  };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
