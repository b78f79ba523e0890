import { PrismaClientKnownRequestError } from "@prisma/client/runtime/client";

/** The five characters by which Postgres names what failed (its documentation, appendix A), where an error of Prisma's holds them. */
export function sqlStateOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if (error instanceof PrismaClientKnownRequestError) {
    const state = sqlStateOf(error.meta?.driverAdapterError);
    if (state !== undefined) return state;
  }
  if ("originalCode" in error && typeof error.originalCode === "string") return error.originalCode;
  return "cause" in error ? sqlStateOf(error.cause) : undefined;
}
