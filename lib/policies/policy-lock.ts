import "server-only";
import { lockExclusive, lockShared } from "@/lib/platform/advisory-lock";
import type { Transaction } from "@/lib/platform/database";

/**
 * Taken first by every transaction that relies on the policy in force; it then reads the policy in a LATER statement.
 * A change that was acknowledged before is so always seen, and one under way waits until the transaction has ended.
 */
export async function lockPolicyShared(tx: Transaction, useCaseId: string): Promise<void> {
  await lockShared(tx, useCaseId);
}

/** Taken first by every transaction that changes policy, champion, definition or halt. */
export async function lockPolicyExclusive(tx: Transaction, useCaseId: string): Promise<void> {
  await lockExclusive(tx, useCaseId);
}
