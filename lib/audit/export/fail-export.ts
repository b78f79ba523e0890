import "server-only";
import { z } from "zod";
import { exportEvent } from "@/lib/audit/export/export-event";
import { storedExportSchema } from "@/lib/audit/export/stored-export-schema";
import { command } from "@/lib/command";

const inputSchema = z.strictObject({
  exportId: z.uuid(),
  /** For programs. */
  because: z.enum(["nothing_matches", "not_allowed", "not_sealed", "disk_full", "took_too_long", "internal"]),
  /** For whoever asked: what happened, and what to do. */
  message: z.string().min(1).max(500),
});

export type ExportFailure = Omit<z.infer<typeof inputSchema>, "exportId">;

/** An export cannot be made. */
export const failExport = command({
  name: "fail-export",
  permission: "export.make",
  input: inputSchema,
  useCaseId: () => null,
  prepare: async () => null,

  async commit({ tx, input: { exportId, because, message } }) {
    const [job] = await tx.exportJob.updateManyAndReturn({
      where: { id: exportId, status: { in: ["queued", "running"] } },
      data: { status: "failed", error: message },
    });
    if (job === undefined) return { result: null, unchanged: true };
    const filter = storedExportSchema.parse(job.filter);
    return { result: null, events: [await exportEvent(tx, "export.failed", { id: exportId, filter }, { because })] };
  },
});
