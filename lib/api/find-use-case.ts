import type { Actor } from "@/lib/access/actor";
import type { PermissionName } from "@/lib/access/permissions";
import { AppError } from "@/lib/platform/errors";
import { slugSchema } from "@/lib/use-cases/definition-schema";
import { findVisibleUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** The use case of a path; `not_found` where there is none that the actor may use so. */
export async function requireUseCase(actor: Actor, slug: string, permission: PermissionName): Promise<UseCaseRecord> {
  const useCase = slugSchema.safeParse(slug).success ? await findVisibleUseCase(actor, slug, permission) : null;
  if (useCase !== null) return useCase;
  throw new AppError("not_found", `There is no use case "${slug.slice(0, 64)}". GET /api/v1/use-cases lists them.`);
}
