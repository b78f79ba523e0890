import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "@/lib/platform/env";
import { Prisma, PrismaClient } from "@/lib/platform/generated/prisma/client";

/** What `command.ts` hands to a verb's `commit`: the open transaction. */
export type Transaction = Prisma.TransactionClient;

/** What a query needs: the database, or an open transaction. */
export type Database = PrismaClient | Transaction;

function connect(): PrismaClient {
  const adapter = new PrismaPg({
    connectionString: env.databaseUrl,
    max: env.databasePool,
    application_name: "countersign",
  });
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 10_000, timeout: 30_000 } });
}

const shared = globalThis as typeof globalThis & { countersignDatabase?: PrismaClient };

shared.countersignDatabase ??= connect();

/** This process's connections. One instance, also across Next's separate server bundles. */
export const database: PrismaClient = shared.countersignDatabase;

export { Prisma };
