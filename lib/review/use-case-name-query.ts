import "server-only";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/** A use case as audit events name it. Throws `not_found`. */
export async function findUseCaseName(useCaseId: string): Promise<{ id: string; slug: string }> {
  const useCase = await database.useCase.findUnique({ where: { id: useCaseId }, select: { id: true, slug: true } });
  if (useCase === null) throw new AppError("not_found", "There is no such use case.");
  return useCase;
}
