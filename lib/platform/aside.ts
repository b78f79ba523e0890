import "server-only";
import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";

/*
 * Prisma writes a raw statement's parameters as JSON and reads them again, and bytes as base64 in that, before the driver
 * has them. For the bytes of a batch that takes as long as making them. So they can go beside: the statement has a token
 * that nobody can guess, and the connection puts in its place what it stands for (decision 0030).
 */
const shared = globalThis as typeof globalThis & { countersignAside?: Map<string, Buffer | string> };

shared.countersignAside ??= new Map();

/** What is under way, by its token. One of it, as there is one database, also across Next's separate server bundles. */
const waiting = shared.countersignAside;

/** Runs a statement of a transaction; what it wraps in `aside` reaches the driver as it is. */
export async function withAside<Result>(
  run: (aside: (value: Buffer | string) => string) => Promise<Result>,
): Promise<Result> {
  const tokens: string[] = [];
  const aside = (value: Buffer | string) => {
    const token = randomUUID();
    waiting.set(token, value);
    tokens.push(token);
    return token;
  };
  try {
    return await run(aside);
  } finally {
    for (const token of tokens) waiting.delete(token);
  }
}

const standsFor = (argument: unknown): unknown =>
  (typeof argument === "string" ? waiting.get(argument) : undefined) ?? argument;

/** Prisma's connection to Postgres, whose transactions know what went aside. */
export class PrismaPgWithAside extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const start = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (level) => {
      const transaction = await start(level);
      const execute = transaction.executeRaw.bind(transaction);
      transaction.executeRaw = (query) => execute({ ...query, args: query.args.map(standsFor) });
      return transaction;
    };
    return adapter;
  }
}
