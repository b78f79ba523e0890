import "server-only";
import { database, Prisma, type Transaction } from "@/lib/platform/database";
import { lockPolicyExclusive } from "@/lib/policies/policy-lock";

/** So long a halt waits for transactions that rely on the policy, in milliseconds. They take a fraction of it. */
export const haltPatienceMs = 5_000;

/** Postgres: a lock did not come within `lock_timeout`. */
const lockNotAvailable = "55P03";

/** As `lockPolicyExclusive`, but fails once `haltPatienceMs` have passed (`isLockTimeout`). */
export async function lockPolicyToHalt(tx: Transaction, useCaseId: string): Promise<void> {
  await tx.$executeRaw`SELECT set_config('lock_timeout', ${`${haltPatienceMs}ms`}, true)`;
  await lockPolicyExclusive(tx, useCaseId);
}

/** Whether a transaction failed because a lock did not come in time. */
export function isLockTimeout(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  const { cause } = (error.meta?.driverAdapterError ?? {}) as { cause?: { originalCode?: string } };
  return cause?.originalCode === lockNotAvailable;
}

/**
 * Ends the connections of our own processes whose transactions have held a use case's policy lock for longer than a halt
 * waits. What they had not committed is undone, and was acknowledged to nobody.
 */
export async function endHangingTransactions(useCaseId: string): Promise<void> {
  // A second less than the wait: they all began before it, and nobody joined them while the halt stood in the queue.
  const since = `${haltPatienceMs - 1_000} milliseconds`;
  await database.$queryRaw`
    SELECT pg_terminate_backend(a.pid)
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(${useCaseId}, 0)
      AND a.usename = current_user AND a.pid <> pg_backend_pid()
      AND a.xact_start < clock_timestamp() - ${since}::interval`;
}
