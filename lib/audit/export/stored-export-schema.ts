import { z } from "zod";
import { auditFilterSchema } from "@/lib/audit/audit-filter-schema";

/** What an export's row says of what was asked for. */
export const storedExportSchema = z.object({
  search: auditFilterSchema,
  /** The use cases that whoever asked could read when they did; `all`: and events of none. */
  useCases: z.union([z.literal("all"), z.array(z.uuid())]),
  /** The key that asked; null: a person did. */
  key: z.object({ id: z.uuid(), name: z.string() }).nullable(),
});

export type StoredExport = z.infer<typeof storedExportSchema>;
