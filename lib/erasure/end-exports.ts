import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { exportEvent } from "@/lib/audit/export/export-event";
import { storedExportSchema } from "@/lib/audit/export/stored-export-schema";
import type { Transaction } from "@/lib/platform/database";
import { idRangeOfDays } from "@/lib/platform/id-range";

const whileReady = "Some of what was in this bundle was erased, so the bundle was removed. Ask for the export again.";
const whileMade = "Some of what was to be in this bundle was erased while it was made. Ask for the export again.";

/**
 * Ends the bundles that may disclose values of these items: one that lies ready can no longer be fetched, and one that is
 * being made fails. Their files go with `clear-exports.ts`. Answers with the events.
 */
export async function endExports(
  tx: Transaction,
  useCase: { id: string; slug: string },
  itemIds: readonly string[],
): Promise<AuditEvent[]> {
  const jobs = await tx.exportJob.findMany({
    where: { status: { in: ["running", "ready"] } },
    select: { id: true, filter: true },
  });
  const events: AuditEvent[] = [];
  for (const { id, ...job } of jobs) {
    const filter = storedExportSchema.parse(job.filter);
    const { search, useCases } = filter;
    const elsewhere = useCases !== "all" && !useCases.includes(useCase.id);
    if (elsewhere || (search.useCase !== undefined && search.useCase !== useCase.slug)) continue;
    const { least, below } = idRangeOfDays(search);
    const [told] = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM audit_event
      WHERE subject_type = 'item' AND subject_id = ANY(${[...itemIds]}::text[])
        AND (${least}::uuid IS NULL OR id >= ${least}::uuid) AND (${below}::uuid IS NULL OR id < ${below}::uuid) LIMIT 1`;
    if (told === undefined) continue;
    const ready = {
      where: { id, status: "ready" as const },
      data: { status: "gone" as const, linkExpiresAt: null, error: whileReady },
    };
    const making = { where: { id, status: "running" as const }, data: { status: "failed" as const, error: whileMade } };
    if ((await tx.exportJob.updateMany(ready)).count > 0) continue;
    const { count } = await tx.exportJob.updateMany(making);
    if (count > 0) events.push(await exportEvent(tx, "export.failed", { id, filter }, { because: "erased" }));
  }
  return events;
}

/** Ends the bundles that lie ready for somebody who is being erased: their name stands in them. */
export async function endExportsOf(tx: Transaction, userId: string): Promise<void> {
  await tx.exportJob.updateMany({
    where: { requestedById: userId, status: "ready" },
    data: { status: "gone", linkExpiresAt: null },
  });
}
