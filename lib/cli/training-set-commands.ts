import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import { collect, context, requireSlug, say } from "@/lib/cli/command-line";
import { exportTrainingSet } from "@/lib/reports/training-set/export-training-set";
import type { TrainingSetFilter } from "@/lib/reports/training-set/training-set-schema";

interface ExportOptions {
  format: string;
  out: string;
  from?: string;
  to?: string;
  labels?: string[];
}

async function exportSet(slug: string, { format, out, from, to, labels }: ExportOptions): Promise<void> {
  const useCase = await requireSlug(slug);
  const filter = {
    format,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(labels !== undefined && { provenances: labels }),
  } as TrainingSetFilter;
  const { bytes } = exportTrainingSet(context, useCase, filter);
  await pipeline(bytes, createWriteStream(out));
  say(`Wrote ${out}.`);
}

export function addTrainingSetCommands(program: Command): void {
  program
    .command("training-set <slug>")
    .description("Export settled items with their labels")
    .requiredOption("--out <file>")
    .option("--format <format>", "csv, jsonl or parquet", "jsonl")
    .option("--from <day>", "first day on which items arrived, YYYY-MM-DD")
    .option("--to <day>", "last day, included")
    .option(
      "--labels <kinds>",
      "adjudicated, blind, external, suggestion_seen, automated; all but the last unless given",
      collect,
    )
    .action(exportSet);
}
