import "server-only";
import { finished, type Readable } from "node:stream";
import { parse } from "csv-parse";
import type { TrainingColumn } from "@/lib/inference/onnx/plan-thresholds";

/** Columns with more different numbers than this are passed over: no tree is told apart by so many. */
const mostValues = 200_000;
const mostColumns = 500;

/**
 * The numbers of a CSV file's columns, each once, ascending, as models compare them: in 32 bits. Columns that hold
 * anything but numbers are left out. Reads to the end; what is wrong with the file is for others to say.
 */
export async function readTrainingColumns(source: Readable): Promise<TrainingColumn[]> {
  const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: true });
  finished(source, (error) => error && parser.destroy(error));
  let header: string[] | null = null;
  const found = new Map<number, Set<number>>();
  try {
    for await (const record of source.pipe(parser) as AsyncIterable<string[]>) {
      if (header !== null) takeRow(found, record);
      else {
        header = record;
        for (let index = 0; index < Math.min(record.length, mostColumns); index++) found.set(index, new Set());
      }
    }
  } catch {
    found.clear();
  } finally {
    source.unpipe(parser);
    source.resume();
  }
  return [...found]
    .filter(([, values]) => values.size > 1)
    .map(([index, values]) => ({ name: header?.[index] ?? "", values: Float32Array.from(values).sort() }));
}

function takeRow(found: Map<number, Set<number>>, record: readonly string[]): void {
  for (const [index, values] of found) {
    const cell = record[index] ?? "";
    if (cell === "") continue;
    const number = Math.fround(Number(cell));
    if (!Number.isFinite(number) || values.size > mostValues) found.delete(index);
    else values.add(number);
  }
}
