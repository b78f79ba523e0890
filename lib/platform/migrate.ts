import { Client } from "pg";
import { PgBoss } from "pg-boss";
import { applyMigrations } from "@/lib/platform/schema-engine";

/** The role that the application works as: it may read and write rows, but not alter tables. */
export const applicationRole = "countersign_app";

/** Any number that nothing else in the database locks. */
const migrationLock = 5_703_126_119;

/**
 * Brings a database to the present schema: Prisma's migrations, the job queue's tables, and the application role's
 * rights. Replicas that start together take turns. Answers with the names of the migrations that it applied.
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [migrationLock]);
    await prepareApplicationRole(client);
    const applied = await applyMigrations(ownerUrl);
    await client.query(`REVOKE INSERT, UPDATE, DELETE ON _prisma_migrations FROM ${applicationRole}`);
    await installJobQueue(ownerUrl);
    return applied;
  } finally {
    await client.end();
  }
}

/** What the owner makes from now on, the application may use; migrations take back what it must not have. */
async function prepareApplicationRole(client: Client): Promise<void> {
  await makeApplicationRole(client).catch((cause: Error) => {
    const byHand = `CREATE ROLE ${applicationRole} NOLOGIN; GRANT ${applicationRole} TO "${client.user}";`;
    throw new Error(`${cause.message}. Have an administrator of the database run: ${byHand}`, { cause });
  });
  await client.query("CREATE SCHEMA IF NOT EXISTS pgboss");
  for (const schema of ["public", "pgboss"]) {
    await client.query(`GRANT USAGE ON SCHEMA ${schema} TO ${applicationRole}`);
    const defaults = `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT`;
    await client.query(`${defaults} SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${applicationRole}`);
    await client.query(`${defaults} USAGE, SELECT ON SEQUENCES TO ${applicationRole}`);
  }
}

/** Makes the role if it is missing, and makes sure that the owner's address can work as it. */
async function makeApplicationRole(client: Client): Promise<void> {
  await client.query(`DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${applicationRole}') THEN
      CREATE ROLE ${applicationRole} NOLOGIN;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- Made for another database at this moment.
  END $$`);
  const become = () => client.query(`SET ROLE ${applicationRole}`);
  await become().catch(() => client.query(`GRANT ${applicationRole} TO CURRENT_USER`).then(become));
  await client.query("RESET ROLE");
}

async function installJobQueue(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, supervise: false, schedule: false });
  await boss.start();
  await boss.stop({ graceful: false });
}
