import "server-only";
import { z } from "zod";
import { exportEvent } from "@/lib/audit/export/export-event";
import { storedExportSchema } from "@/lib/audit/export/stored-export-schema";
import { command } from "@/lib/command";

const inputSchema = z.strictObject({
  exportId: z.uuid(),
  /** One of those that it is about; null: all of them. */
  useCaseId: z.uuid().nullable(),
});

/** The last byte of a bundle went to whoever asked for it: its link is used up. */
export const recordExportFetched = command({
  name: "record-export-fetched",
  permission: "audit.read",
  input: inputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { exportId }, now }) {
    const [job] = await tx.exportJob.updateManyAndReturn({
      where: { id: exportId, status: "ready" },
      data: { status: "gone", fetchedAt: now },
    });
    if (job === undefined) return { result: null, unchanged: true };
    const filter = storedExportSchema.parse(job.filter);
    const detail = {
      manifest_sha256: Buffer.from(job.sha256 ?? []).toString("hex"),
      bytes: Number(job.bytes),
      events: job.done,
    };
    return { result: null, events: [await exportEvent(tx, "export.fetched", { id: exportId, filter }, detail)] };
  },
});
