import type { Command } from "commander";
import { collect, complain, context, readText, requireSlug, say } from "@/lib/cli/command-line";
import { describeError } from "@/lib/cli/describe-error";
import { type ItemLine, readCsv, readNdjson } from "@/lib/cli/read-items";
import { sendDemoItems } from "@/lib/demo/send-demo-items";
import { submitItems } from "@/lib/items/submit-items";
import { AppError } from "@/lib/platform/errors";

const chunkSize = 500;

interface SendOptions {
  useCase: string;
  format?: string;
  id: string;
  skip: string[];
}

async function readItems(file: string, useCase: Awaited<ReturnType<typeof requireSlug>>, options: SendOptions) {
  const format = options.format ?? (file.toLowerCase().endsWith(".csv") ? "csv" : "ndjson");
  if (format !== "csv" && format !== "ndjson") {
    throw new AppError("invalid_input", `"${format}" is no format. Write csv or ndjson.`);
  }
  const text = await readText(file);
  return format === "csv" ? readCsv(text, useCase.definition.fields, options) : readNdjson(text);
}

/** Sends one chunk; counts, and complains about each item that was refused. */
async function sendChunk(
  useCaseId: string,
  chunk: readonly ItemLine[],
  counts: { created: number; known: number; refused: number },
) {
  const results = await submitItems(context, { useCaseId, items: chunk.map(({ body }) => body) });
  results.forEach((result, index) => {
    if (result.ok) counts[result.created ? "created" : "known"]++;
    else {
      counts.refused++;
      complain(`Line ${chunk[index]?.line}: ${describeError(result.error)}`);
    }
  });
}

async function send(file: string, options: SendOptions): Promise<void> {
  const useCase = await requireSlug(options.useCase);
  const lines = await readItems(file, useCase, options);
  const counts = { created: 0, known: 0, refused: 0 };
  for (let start = 0; start < lines.length; start += chunkSize) {
    await sendChunk(useCase.id, lines.slice(start, start + chunkSize), counts);
  }
  say(`Accepted ${counts.created}, known before ${counts.known}, refused ${counts.refused}.`);
  if (counts.refused > 0) throw new AppError("invalid_item", "Some items were refused; the others were taken in.");
}

async function sendDemo(options: { useCase: string; count: string }): Promise<void> {
  const sent = await sendDemoItems(context.actor, options.useCase, Number(options.count));
  say(sent === 0 ? "The demo's stream has ended: everything was sent." : `Sent ${sent} items to ${options.useCase}.`);
}

export function addItemCommands(program: Command): void {
  const items = program.command("items").description("Things to decide");
  items
    .command("send <file>")
    .description("Send items from an NDJSON or CSV file (- for standard input)")
    .requiredOption("--use-case <slug>")
    .option("--format <format>", "csv or ndjson; the file's name says unless given")
    .option("--id <column>", "CSV: the column with the external id", "externalId")
    .option("--skip <columns>", "CSV: columns that are no fields, with commas", collect, [])
    .action(send);

  const demo = program.command("demo").description("The demo");
  demo
    .command("send")
    .description("Send the next items of a demo use case's stream")
    .option("--use-case <slug>", "", "bird-strike-inspection")
    .option("--count <number>", "1 to 500", "20")
    .action(sendDemo);
}
