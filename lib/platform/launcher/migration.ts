import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { migrate } from "@/lib/platform/migrate";
import { diffMigrations } from "@/lib/platform/schema-engine";
import { createDatabase } from "./create-database";
import { Refusal } from "./refusal.mjs";
import { say } from "./report";
import { startThrowAwayCluster } from "./throw-away-cluster";

/** `npm run migration -- NAME`: writes the SQL that leads from the migrations so far to the prisma files. */
export async function makeMigration(name: string | undefined): Promise<number> {
  if (!name || !/^[a-z0-9_]+$/.test(name)) {
    throw new Refusal(
      "Give the migration a name of lower case letters, digits and underscores: npm run migration -- NAME",
    );
  }
  const sql = await diffInThrowAwayCluster();
  if (sql === "") {
    say("The migrations so far already lead to the prisma files.");
    return 0;
  }
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = path.join("prisma/migrations", `${stamp}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "migration.sql"), sql);
  say(`Wrote ${folder}/migration.sql. Read it, add what Prisma cannot say (rights, checks), and commit it.`);
  return 0;
}

async function diffInThrowAwayCluster(): Promise<string> {
  const cluster = await startThrowAwayCluster();
  try {
    await migrate(cluster.url("postgres"));
    await createDatabase(cluster.url("postgres"), "shadow");
    return await diffMigrations(cluster.url("shadow"));
  } finally {
    await cluster.stop();
  }
}
