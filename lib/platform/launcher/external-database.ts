import { Client } from "pg";
import { applicationRole } from "@/lib/platform/migrate";
import { Refusal } from "./refusal.mjs";

/** Makes sure that DATABASE_URL leads to a Postgres that will do, or says in a sentence why it does not. */
export async function requireUsableDatabase(url: string): Promise<void> {
  const { host, database, user } = partsOf(url);
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string; number: number }>(
      "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number",
    );
    const server = rows[0];
    if (server && server.number < 150_000) {
      throw new Refusal(`Countersign needs Postgres 15 or later; the one at ${host} is ${server.version}.`);
    }
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    const code = (cause as { code?: string }).code;
    if (code === "28P01" || code === "28000") {
      throw new Refusal(
        `The database at ${host} does not let the user ${user} in; check user and password in DATABASE_URL.`,
        { cause },
      );
    }
    if (code === "3D000")
      throw new Refusal(`There is no database "${database}" at ${host}; make it, or correct DATABASE_URL.`, { cause });
    const detail = code ?? (cause as Error).message;
    throw new Refusal(
      `The database at ${host} cannot be reached (${detail}); check DATABASE_URL and whether it is running.`,
      { cause },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * The same address, working as the application's role from its first statement on, and in UTC: the driver sends times
 * without their zone.
 */
export function asApplication(url: string): string {
  const parsed = new URL(url);
  const options = [parsed.searchParams.get("options"), `-c role=${applicationRole}`, "-c timezone=UTC"];
  parsed.searchParams.set("options", options.filter(Boolean).join(" "));
  return parsed.href;
}

function partsOf(url: string): { host: string; database: string; user: string } {
  try {
    const parsed = new URL(url);
    if (!/^postgres(ql)?:$/.test(parsed.protocol)) throw new TypeError("Not an address of Postgres.");
    return { host: parsed.host, database: parsed.pathname.slice(1), user: decodeURIComponent(parsed.username) };
  } catch {
    throw new Refusal(
      "DATABASE_URL is no address of a Postgres; it looks like postgresql://user:password@host:5432/database",
    );
  }
}
