import { PrismaClientKnownRequestError } from "@prisma/client/runtime/client";
import { sqlStateOf } from "@/lib/platform/sql-state";

/** Postgres: serialization failure, deadlock, unique violation. */
const sqlStates = new Set(["40001", "40P01", "23505"]);

/**
 * Whether a transaction failed only because another one was quicker, so that running it again makes sense. Verbs look
 * for duplicates themselves before they insert, so a unique violation is such a race too.
 */
export function isWriteConflict(error: unknown): boolean {
  if (!(error instanceof PrismaClientKnownRequestError)) return false;
  if (error.code === "P2034" || error.code === "P2002") return true;
  const state = sqlStateOf(error);
  return state !== undefined && sqlStates.has(state);
}

/** Whether a row could not be written because another one that it names is gone (foreign key violation). */
export function isMissingReference(error: unknown): boolean {
  return error instanceof PrismaClientKnownRequestError && error.code === "P2003";
}
