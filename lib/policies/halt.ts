import "server-only";
import type { CommandContext } from "@/lib/command";
import { AppError } from "@/lib/platform/errors";
import { endHangingTransactions, haltPatienceMs, isLockTimeout } from "@/lib/policies/halt-lock";
import { type Halted, type HaltInput, setHalt } from "@/lib/policies/set-halt";

/**
 * Halts a use case: when this returns, no process automates an item of it any more. It asks no model and needs no worker.
 * Transactions that are under way are waited for; those that hang are ended (docs/decisions/0019). Throws `unavailable`
 * where even that did not help: then it is not halted, and says so.
 */
export async function halt(context: CommandContext, input: HaltInput): Promise<Halted> {
  try {
    return await setHalt(context, input);
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
  }
  await endHangingTransactions(input.useCaseId);
  try {
    return await setHalt(context, input);
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    const seconds = Math.round((2 * haltPatienceMs) / 1000);
    const message = `NOT halted: something in the database has held the policy for more than ${seconds} seconds and could not be ended. Items may still be automated. Try again, and tell whoever runs the database.`;
    throw new AppError("unavailable", message, { retryAfter: 1, cause: error });
  }
}
