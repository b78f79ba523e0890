import type { AuditEvent } from "@/lib/audit/audit-event";
import type { StoredExport } from "@/lib/audit/export/stored-export-schema";
import type { Transaction } from "@/lib/platform/database";

/** An event about an export. Of the filter, whatever a person typed as text stays out. */
export async function exportEvent(
  tx: Transaction,
  type: "export.requested" | "export.finished" | "export.fetched" | "export.failed",
  job: { id: string; filter: StoredExport },
  detail: Record<string, unknown>,
): Promise<AuditEvent> {
  const { code, ...filter } = job.filter.search;
  const useCase =
    filter.useCase === undefined
      ? null
      : await tx.useCase.findUnique({ where: { slug: filter.useCase }, select: { id: true, slug: true } });
  return {
    type,
    ...(useCase !== null && { useCase }),
    subject: { type: "export", id: job.id },
    detail: { filter: { ...filter, ...(code !== undefined && { by_code: true }) }, ...detail },
  };
}
