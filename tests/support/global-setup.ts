import type { TestProject } from "vitest/node";
import { startTestPostgres } from "@/tests/support/postgres";

declare module "vitest" {
  export interface ProvidedContext {
    /** The owner's address of the test cluster. */
    testPostgresUrl: string;
  }
}

/** One Postgres for all integration tests; each test file has a database of its own in it (use-test-database.ts). */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startTestPostgres();
  project.provide("testPostgresUrl", cluster.url("postgres"));
  return cluster.stop;
}
