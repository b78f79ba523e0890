import "server-only";
import type { Transaction } from "@/lib/platform/database";
import { isCurrent, type UseCaseRecord } from "@/lib/use-cases/use-case-query";

/**
 * Whether the record's policy, definition and halt still are what it says. Ask after `lockPolicyShared`, in the same
 * transaction: from then on the answer holds until it ends.
 */
export async function isStillInForce(tx: Transaction, useCase: UseCaseRecord): Promise<boolean> {
  return (await isCurrent(useCase.id, useCase, tx)) === true;
}
