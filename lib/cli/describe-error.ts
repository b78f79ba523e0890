import { databaseTrouble } from "@/lib/platform/database-trouble";
import { AppError } from "@/lib/platform/errors";

/** An error as lines for a terminal: what happened, then what is wrong where. */
export function describeError(error: unknown): string {
  const known = error instanceof AppError ? error : databaseTrouble(error);
  if (known !== null) {
    const places = known.problems
      .filter(({ message }) => message !== known.message)
      .map(({ path, message }) => `\n  ${path === "" ? "" : `${path}: `}${message}`);
    return `${known.message}${places.join("")}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
