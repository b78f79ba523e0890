import "server-only";
import { exportScope, firstUseCase, requireFilter } from "@/lib/audit/export/export-scope";
import { requestExport } from "@/lib/audit/export/request-export";
import type { CommandContext } from "@/lib/command";

/** Asks for an export of what a filter lets through, as a page or a caller sent it. Throws as `requestExport`. */
export async function askForExport(context: CommandContext, rawFilter: unknown): Promise<{ id: string }> {
  const filter = requireFilter(rawFilter);
  const useCases = await exportScope(context.actor, filter);
  return requestExport(context, { filter, useCaseId: firstUseCase(useCases) });
}
