import "server-only";
import { z } from "zod";
import { exportEvent } from "@/lib/audit/export/export-event";
import { hashSecret, linkMs, linkSecret } from "@/lib/audit/export/export-link";
import { storedExportSchema } from "@/lib/audit/export/stored-export-schema";
import { command } from "@/lib/command";

const inputSchema = z.strictObject({
  exportId: z.uuid(),
  /** Of the manifest, in hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().min(0),
  events: z.number().int().min(1),
});

/** A bundle is whole: from now on it can be fetched, for 24 hours. */
export const finishExport = command({
  name: "finish-export",
  permission: "export.make",
  input: inputSchema,
  useCaseId: () => null,
  prepare: async () => null,

  async commit({ tx, input: { exportId, sha256, bytes, events }, now }) {
    const [job] = await tx.exportJob.updateManyAndReturn({
      where: { id: exportId, status: "running" },
      data: {
        status: "ready",
        done: events,
        total: events,
        bytes,
        sha256: new Uint8Array(Buffer.from(sha256, "hex")),
        linkHash: hashSecret(linkSecret(exportId)),
        linkExpiresAt: new Date(now.getTime() + linkMs),
      },
    });
    if (job === undefined) return { result: null, unchanged: true };
    const filter = storedExportSchema.parse(job.filter);
    const detail = { manifest_sha256: sha256, bytes, events };
    return { result: null, events: [await exportEvent(tx, "export.finished", { id: exportId, filter }, detail)] };
  },
});
