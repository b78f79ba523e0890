import { AppError } from "@/lib/platform/errors";
import { isUnreachable } from "@/lib/platform/is-unreachable";

/** An error as lines for a terminal: what happened, then what is wrong where. */
export function describeError(error: unknown): string {
  if (error instanceof AppError) {
    const places = error.problems
      .filter(({ message }) => message !== error.message)
      .map(({ path, message }) => `\n  ${path === "" ? "" : `${path}: `}${message}`);
    return `${error.message}${places.join("")}`;
  }
  if (isUnreachable(error)) return "The database cannot be reached.";
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
