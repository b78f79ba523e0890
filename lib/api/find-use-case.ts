import type { Actor } from "@/lib/access/actor";
import type { PermissionName } from "@/lib/access/permissions";
import { AppError } from "@/lib/platform/errors";
import { slugSchema } from "@/lib/use-cases/definition-schema";
import { findUseCaseId, findVisibleUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";

function noSuchUseCase(slug: string): AppError {
  return new AppError("not_found", `There is no use case "${slug.slice(0, 64)}". GET /api/v1/use-cases lists them.`);
}

/** The use case of a path; `not_found` where there is none that the actor may use so. */
export async function requireUseCase(actor: Actor, slug: string, permission: PermissionName): Promise<UseCaseRecord> {
  const useCase = slugSchema.safeParse(slug).success ? await findVisibleUseCase(actor, slug, permission) : null;
  if (useCase === null) throw noSuchUseCase(slug);
  return useCase;
}

/** The id of a path's use case, for commands, which authorise and read the rest themselves. */
export async function requireUseCaseId(slug: string): Promise<string> {
  const id = slugSchema.safeParse(slug).success ? await findUseCaseId(slug) : null;
  if (id === null) throw noSuchUseCase(slug);
  return id;
}
