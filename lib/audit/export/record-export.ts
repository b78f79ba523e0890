import "server-only";
import { z } from "zod";
import { auditFilterSchema } from "@/lib/audit/audit-filter-schema";
import { exportEvent } from "@/lib/audit/export/export-event";
import { command } from "@/lib/command";
import { newId } from "@/lib/platform/clock";

const inputSchema = z.strictObject({
  filter: auditFilterSchema,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().min(0),
  events: z.number().int().min(1),
});

/** Records an export that was made and taken away in one go, on the command line. */
export const recordExport = command({
  name: "record-export",
  permission: "export.make",
  input: inputSchema,
  useCaseId: () => null,
  prepare: async () => null,

  async commit({ tx, input: { filter: search, sha256, bytes, events } }) {
    const job = { id: newId(), filter: { search, useCases: "all", key: null } } as const;
    const requested = await exportEvent(tx, "export.requested", job, {});
    const fetched = await exportEvent(tx, "export.fetched", job, { manifest_sha256: sha256, bytes, events });
    return { result: null, events: [{ ...requested, newSubject: true }, fetched] };
  },
});
