import "server-only";
import type { LogConnection } from "@/lib/audit/export/log-query";

/** Takes a lock that ends with the connection, and so with its process; false at once where somebody else holds it. */
export async function tryExportLock(connection: LogConnection, name: string): Promise<boolean> {
  const { rows } = await connection.query<{ held: boolean }>(
    "SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held",
    [`audit-export ${name}`],
  );
  return rows[0]?.held === true;
}
