import "server-only";
import { useCasesWith } from "@/lib/access/authorize";
import type { CommandContext } from "@/lib/command";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { logger } from "@/lib/platform/logger";
import { halt } from "@/lib/policies/halt";

/** So many halts are under way at once: one that has to wait does not hold up the others. Fewer than connections. */
const mostAtOnce = 8;

interface HaltedUseCase {
  id: string;
  slug: string;
  name: string;
}

/**
 * Halts every use case in which the actor may, each in a transaction of its own and as soon as its own lock is had. When
 * this returns, all of them are halted. Throws `unavailable` where some are not; it names them, and the others are halted.
 */
export async function haltAll(context: CommandContext, { reason }: { reason: string }): Promise<HaltedUseCase[]> {
  const allowed = useCasesWith(context.actor, "halt.set");
  const useCases = await database.useCase.findMany({
    where: allowed === "all" ? {} : { id: { in: allowed } },
    select: { id: true, slug: true, name: true },
    orderBy: { id: "asc" },
  });
  if (allowed !== "all" && useCases.length === 0) {
    throw new AppError("forbidden", "You may not halt any use case. Ask a manager of one, or an admin.");
  }
  const failures = new Map<string, string>();
  const next = useCases.values();
  const work = async () => {
    for (const { id, slug } of next) {
      try {
        await halt(context, { useCaseId: id, reason });
      } catch (error) {
        // What is wrong with the reason is wrong for all of them.
        if (error instanceof AppError && error.code === "invalid_input") throw error;
        logger.error({ err: error, useCase: slug }, "A use case could not be halted.");
        failures.set(id, error instanceof AppError ? error.message : "NOT halted: the database did not answer.");
      }
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  if (failures.size > 0) throw notAll(useCases, failures);
  return useCases;
}

function notAll(useCases: readonly HaltedUseCase[], failures: ReadonlyMap<string, string>): AppError {
  const failed = useCases.filter(({ id }) => failures.has(id));
  const names = failed.map(({ name }) => name).join(", ");
  const message = `${useCases.length - failed.length} of ${useCases.length} use cases are halted. NOT halted: ${names}. Try again.`;
  return new AppError("unavailable", message, {
    retryAfter: 1,
    problems: failed.map(({ id, slug }) => ({ path: slug, message: failures.get(id) ?? "" })),
    members: { halted: useCases.filter(({ id }) => !failures.has(id)).map(({ slug }) => slug) },
  });
}
