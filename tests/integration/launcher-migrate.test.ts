import { Client } from "pg";
import { expect, inject, it } from "vitest";
import { createDatabase } from "@/lib/platform/launcher/create-database";
import { asApplication } from "@/lib/platform/launcher/external-database";
import { migrate } from "@/lib/platform/migrate";
import { diffMigrations } from "@/lib/platform/schema-engine";

async function emptyDatabase(name: string): Promise<string> {
  await createDatabase(inject("testPostgresUrl"), name);
  const url = new URL(inject("testPostgresUrl"));
  url.pathname = `/${name}`;
  return url.href;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

it("leads to the prisma files", async () => {
  expect(await diffMigrations(await emptyDatabase("diff"))).toBe("");
});

it("applies each migration once, however many replicas start together, and keeps Prisma's own record", async () => {
  const url = await emptyDatabase("race");
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  const names = applied.flat();
  expect(names.length).toBeGreaterThan(0);
  expect(new Set(names).size).toBe(names.length);
  const record = await query(
    url,
    "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1",
  );
  expect(record.map((row) => row.migration_name)).toEqual(names.toSorted());
  expect(await migrate(url)).toEqual([]);
});

it("leaves the application no way to alter tables or to change what is on record", async () => {
  const owner = await emptyDatabase("rights");
  await migrate(owner);
  const application = asApplication(owner);
  expect(await query(application, "SELECT current_user")).toEqual([{ current_user: "countersign_app" }]);
  await query(application, "SELECT * FROM audit_event, item, pgboss.job");
  const forbidden = [
    "UPDATE audit_event SET type = 'x'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "UPDATE audit_pending SET event_id = event_id",
    "ALTER TABLE item ADD extra int",
    "DROP TABLE item",
    "CREATE TABLE extra (id int)",
    "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', '1', '1')",
  ];
  for (const sql of forbidden) {
    await expect(query(application, sql), sql).rejects.toMatchObject({ code: "42501" });
  }
});

it("keeps the application's times, whatever zone the database is set to", async () => {
  const owner = await emptyDatabase("zone");
  await query(owner, "ALTER DATABASE zone SET timezone = 'America/New_York'");
  await migrate(owner);
  // As the driver writes a Date: in UTC, without saying so.
  const sql = "SELECT timestamptz '2026-03-01 12:00:00' = timestamptz '2026-03-01 12:00:00Z' AS kept";
  expect(await query(owner, sql)).toEqual([{ kept: false }]);
  expect(await query(asApplication(owner), sql)).toEqual([{ kept: true }]);
});
