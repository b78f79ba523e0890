import { AppError } from "@/lib/platform/errors";
import { isUnreachable } from "@/lib/platform/is-unreachable";
import { sqlStateOf } from "@/lib/platform/sql-state";

/** Postgres: no room to write what was asked for. */
const diskFull = "53100";

/** An error that says that the database is away, or cannot write for now, as one of ours; null: it says something else. */
export function databaseTrouble(error: unknown): AppError | null {
  if (sqlStateOf(error) === diskFull) {
    const message =
      "The database's disk is full, so nothing new can be stored, and this was not. Tell an admin, and try again once there is room.";
    return new AppError("unavailable", message, { retryAfter: 30, cause: error });
  }
  if (!isUnreachable(error)) return null;
  const message = "The database cannot be reached at the moment. Try again.";
  return new AppError("unavailable", message, { retryAfter: 2, cause: error });
}
