import type { Client } from "pg";

/** A place in somebody's transaction where it can be made to wait, in the database, so that it can be killed right there. */
const gate = 20_260_101;

/**
 * Makes whoever comes to this step wait there until the gate is opened: `BEFORE INSERT ON some_table`, for each statement,
 * or `COMMIT some_table`, once all is done, for a transaction that has put or changed a row there.
 */
export async function shutGate(client: Client, step: string): Promise<void> {
  await client.query(`CREATE OR REPLACE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${gate}); RETURN NULL; END $$`);
  await client.query(`SELECT pg_advisory_lock(${gate})`);
  await client.query(
    step.startsWith("COMMIT ")
      ? `CREATE CONSTRAINT TRIGGER gate AFTER INSERT OR UPDATE ON ${step.slice(7)} DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION wait_at_gate()`
      : `CREATE TRIGGER gate ${step} FOR EACH STATEMENT EXECUTE FUNCTION wait_at_gate()`,
  );
}

/** The processes of Postgres that wait there, or wait to shut it again. */
export async function waitingAtGate(client: Client): Promise<number[]> {
  const { rows } = await client.query<{ pid: number }>(
    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted",
    [gate],
  );
  return rows.map(({ pid }) => pid);
}

/** Shuts it again on another connection: resolves when those who wait now are through, and nobody after them. */
export async function shutBehind(other: Client): Promise<void> {
  await other.query(`SELECT pg_advisory_lock(${gate})`);
}

export async function openGate(client: Client): Promise<void> {
  await client.query("SELECT pg_advisory_unlock_all()");
}

/** How many of these processes of Postgres are still there. */
export async function alive(client: Client, pids: readonly number[]): Promise<number> {
  return (await client.query("SELECT FROM pg_stat_activity WHERE pid = ANY($1)", [pids])).rowCount ?? 0;
}

export async function removeGate(client: Client): Promise<void> {
  await client.query("DROP FUNCTION wait_at_gate CASCADE");
}
