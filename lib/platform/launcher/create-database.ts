import { Client, escapeIdentifier } from "pg";

/** Makes a database if it is missing, a copy of `template` if one is given. */
export async function createDatabase(adminUrl: string, name: string, template = "template1"): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount === 0) {
      await client.query(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(template)}`);
    }
  } finally {
    await client.end();
  }
}
