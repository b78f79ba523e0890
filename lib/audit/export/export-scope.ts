import "server-only";
import type { Actor } from "@/lib/access/actor";
import { may, useCasesWith } from "@/lib/access/authorize";
import { type AuditFilter, auditFilterSchema } from "@/lib/audit/audit-filter-schema";
import type { StoredExport } from "@/lib/audit/export/stored-export-schema";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/**
 * A filter as it was sent, every part of it understood: one that a page would leave out would make the export larger than
 * was asked for. Throws `invalid_input`.
 */
export function requireFilter(raw: unknown): AuditFilter {
  const parsed = auditFilterSchema.safeParse(raw);
  const given = Object.entries(typeof raw === "object" && raw !== null ? raw : {}).filter(([, value]) => value != null);
  const known: Record<string, unknown> = parsed.data ?? {};
  const problems = given
    .filter(([name]) => !Object.hasOwn(known, name) || known[name] === undefined)
    .map(([path]) => ({ path, message: "This is no filter of the audit log, or it has no such value." }));
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new AppError("invalid_input", "Some of this filter cannot be understood.", { problems });
}

/** The use cases whose events an export with this filter may hold. Empty for who may read none. */
export async function exportScope(actor: Actor, filter: AuditFilter): Promise<StoredExport["useCases"]> {
  const readable = useCasesWith(actor, "audit.read");
  if (filter.useCase === undefined) return readable;
  const useCase = await database.useCase.findUnique({ where: { slug: filter.useCase }, select: { id: true } });
  return useCase !== null && (readable === "all" || readable.includes(useCase.id)) ? [useCase.id] : [];
}

/** Whether all that an export was asked for is still theirs to read. */
export function mayReadAll(actor: Actor, useCases: StoredExport["useCases"]): boolean {
  if (useCases === "all") return may(actor, "audit.read", null);
  return useCases.length > 0 && useCases.every((id) => may(actor, "audit.read", id));
}

/** The use case that stands for the scope where a permission is asked for. */
export const firstUseCase = (useCases: StoredExport["useCases"]): string | null =>
  useCases === "all" ? null : (useCases[0] ?? null);
