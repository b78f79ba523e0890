import { Prisma } from "@/lib/platform/generated/prisma/client";
import { sqlStateOf } from "@/lib/platform/sql-state";

/** Prisma: cannot connect, no connection free in time, transaction not begun or lost in time. */
const prismaCodes = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"]);
const adapterKinds = new Set(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"]);
/** Postgres: shut down, crashed, starting, read-only after a fail-over, or full of connections. */
const sqlStates = new Set(["57P01", "57P02", "57P03", "25006", "53300"]);
/** What the driver says, in plain errors, of connections that broke before or under a statement. */
const broken = /^Connection terminated|^Client has encountered a connection error/;

/** Whether an error only says that the database is away for the moment, so that trying again makes sense. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientInitializationError) return true;
  if (error instanceof Prisma.PrismaClientKnownRequestError && prismaCodes.has(error.code)) return true;
  if (error instanceof Error && broken.test(error.message)) return true;
  const state = sqlStateOf(error) ?? "";
  return adapterKinds.has(kindOf(error) ?? "") || sqlStates.has(state) || state.startsWith("08");
}

/** What the adapter calls an error. One of a statement is wrapped, one of a transaction's end comes as it is. */
function kindOf(error: unknown): string | undefined {
  const own = error instanceof Prisma.PrismaClientKnownRequestError ? error.meta?.driverAdapterError : error;
  return (own as { cause?: { kind?: string } } | null | undefined)?.cause?.kind;
}
