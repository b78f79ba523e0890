import "server-only";
import { PrismaPgWithAside } from "@/lib/platform/aside";
import { env } from "@/lib/platform/env";
import { Prisma, PrismaClient } from "@/lib/platform/generated/prisma/client";

/** What `command.ts` hands to a verb's `commit`: the open transaction. */
export type Transaction = Prisma.TransactionClient;

/** What a query needs: the database, or an open transaction. */
export type Database = PrismaClient | Transaction;

/**
 * Raw statements that begin with this are planned once per connection rather than at each call: the few that every item
 * on its way in comes by. Not for those whose best plan depends on their parameters.
 */
const prepared = "/* prepared */";

const names = new Map<string, string>();

/** One name per text, as Postgres wants it; none for what is not to be kept. */
function statementName(text: string): string {
  if (!text.startsWith(prepared)) return "";
  const name = names.get(text) ?? `prepared_${names.size + 1}`;
  names.set(text, name);
  return name;
}

function connect(): PrismaClient {
  const adapter = new PrismaPgWithAside(
    {
      connectionString: env.databaseUrl,
      max: env.databasePool,
      application_name: "countersign",
    },
    { statementNameGenerator: ({ sql }) => statementName(sql) },
  );
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 10_000, timeout: 30_000 } });
}

const shared = globalThis as typeof globalThis & { countersignDatabase?: PrismaClient };

shared.countersignDatabase ??= connect();

/** This process's connections. One instance, also across Next's separate server bundles. */
export const database: PrismaClient = shared.countersignDatabase;

export { Prisma };
