import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, inject } from "vitest";
import { createTestDatabase } from "@/tests/support/postgres";

// Runs before each integration test file is loaded, so that the modules it imports see these settings.
const testDatabase = await createTestDatabase(inject("testPostgresUrl"));
const dataFolder = await mkdtemp(path.join(os.tmpdir(), "countersign-data-"));
Object.assign(process.env, {
  DATA_DIR: dataFolder,
  DATABASE_URL: testDatabase.ownerUrl,
  DATABASE_APP_URL: testDatabase.appUrl,
  AUTH_SECRET: "of these tests only",
});

afterAll(async () => {
  const { database } = await import("@/lib/platform/database");
  await database.$disconnect();
  await testDatabase.drop();
  await rm(dataFolder, { recursive: true, force: true });
});
