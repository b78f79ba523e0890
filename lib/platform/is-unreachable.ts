import { Prisma } from "@/lib/platform/generated/prisma/client";

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
  if (!(error instanceof Prisma.PrismaClientKnownRequestError))
    return error instanceof Error && broken.test(error.message);
  if (prismaCodes.has(error.code)) return true;
  const { cause } = (error.meta?.driverAdapterError ?? {}) as { cause?: { kind?: string; originalCode?: string } };
  const state = cause?.originalCode ?? "";
  return adapterKinds.has(cause?.kind ?? "") || sqlStates.has(state) || state.startsWith("08");
}
