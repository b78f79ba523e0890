import "server-only";
import type { Transaction } from "@/lib/platform/database";

/**
 * Locks named by a row's id, held until the transaction ends. Advisory, because the lock manager's queue is fair: under
 * a steady stream of shared holders, an exclusive one still gets its turn (row locks would let it starve). Two ids may
 * share a lock by chance; they then wait for each other and nothing else.
 */
export async function lockShared(tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw`/* prepared */ SELECT pg_advisory_xact_lock_shared(hashtextextended(${id}, 0))`;
}

/** As `lockShared`; waits until no other transaction holds the lock in either way. */
export async function lockExclusive(tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${id}, 0))`;
}

/** As `lockExclusive`, but answers false at once where another transaction holds the lock. */
export async function tryLockExclusive(tx: Transaction, id: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ held: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${id}, 0)) AS held`;
  return row?.held === true;
}
