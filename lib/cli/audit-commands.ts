import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import { exportByHand } from "@/lib/audit/export/export-by-hand";
import { addAuditKeyCommands } from "@/lib/cli/audit-key-commands";
import { addAuditVerifyCommand } from "@/lib/cli/audit-verify-command";
import { context, requireSlug, say } from "@/lib/cli/command-line";

interface ExportOptions {
  out: string;
  useCase?: string;
  type?: string;
  item?: string;
  from?: string;
  to?: string;
}

async function exportBundle({ out, useCase, ...filter }: ExportOptions): Promise<void> {
  if (useCase !== undefined) await requireSlug(useCase);
  const { events, bytes, sha256 } = await exportByHand(context, { useCase, ...filter }, out, (pieces) =>
    pipeline(pieces, createWriteStream(out, { mode: 0o600 })),
  );
  say(`Wrote ${out}: ${events} events, ${bytes} bytes. SHA-256 of its manifest: ${sha256}`);
}

export function addAuditCommands(program: Command): void {
  const audit = program.command("audit").description("What is on record");
  audit
    .command("export")
    .description("Export sealed events as a bundle that can be verified without this installation")
    .requiredOption("--out <file>", "a tar file")
    .option("--use-case <slug>", "only of this use case")
    .option("--type <type>", "only this type of event, such as decision.made")
    .option("--item <id>", "only of this item, by its external id or its own")
    .option("--from <day>", "first day, YYYY-MM-DD, UTC")
    .option("--to <day>", "last day, included")
    .action(exportBundle);
  addAuditKeyCommands(audit);
  addAuditVerifyCommand(audit);
}
