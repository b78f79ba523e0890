"use server";
import { revalidatePath } from "next/cache";
import { serverAction } from "@/lib/access/server-action";
import type { AuditFilter } from "@/lib/audit/audit-filter-schema";
import { askForExport } from "@/lib/audit/export/ask-for-export";

export const ask = serverAction(async (actor, filter: AuditFilter, requestId) => {
  const asked = await askForExport({ actor, requestId }, filter);
  revalidatePath("/audit/exports", "layout");
  return asked;
});
