import "server-only";
import pg from "pg";
import { env } from "@/lib/platform/env";

/**
 * Does something with a connection of its own that takes and gives large values as they are. Prisma makes text of bytes,
 * several times over: storing 150 MB part by part took 430 MB of memory with it, and 60 MB without.
 */
export async function withByteConnection<T>(work: (connection: pg.Client) => Promise<T>): Promise<T> {
  const connection = new pg.Client({ connectionString: env.databaseUrl, application_name: "countersign" });
  // A connection that breaks is seen by the query that needs it.
  connection.on("error", () => {});
  await connection.connect();
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}

/** Whether a row could not be written because another one that it names is gone. */
export function isForeignKeyViolation(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "23503";
}
