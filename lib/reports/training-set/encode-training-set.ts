import { csvCell } from "@/lib/platform/csv-cell";
import { jsonLine } from "@/lib/platform/json-line";
import { encodeParquet } from "@/lib/reports/training-set/encode-parquet";
import { type TrainingColumn, trainingColumns } from "@/lib/reports/training-set/training-columns";
import type { TrainingRow } from "@/lib/reports/training-set/training-set-query";
import type { TrainingFormat } from "@/lib/reports/training-set/training-set-schema";
import type { Definition } from "@/lib/use-cases/definition-schema";

type Pages = AsyncIterable<readonly TrainingRow[]>;

const encoder = new TextEncoder();

/** The file's bytes, piece by piece, as rows come in. */
export function encodeTrainingSet(
  format: TrainingFormat,
  definition: Pick<Definition, "kind" | "fields">,
  pages: Pages,
): AsyncIterable<Uint8Array> {
  const columns = trainingColumns(definition);
  switch (format) {
    case "csv":
      return encodeCsv(columns, pages);
    case "jsonl":
      return encodeJsonLines(pages);
    case "parquet":
      return encodeParquet(columns, pages);
  }
}

async function* encodeCsv(columns: readonly TrainingColumn[], pages: Pages): AsyncGenerator<Uint8Array> {
  const line = (cells: readonly Parameters<typeof csvCell>[0][]) => `${cells.map(csvCell).join(",")}\r\n`;
  yield encoder.encode(line(columns.map(({ name }) => name)));
  for await (const rows of pages) {
    yield encoder.encode(rows.map((row) => line(columns.map(({ cellOf }) => cellOf(row)))).join(""));
  }
}

async function* encodeJsonLines(pages: Pages): AsyncGenerator<Uint8Array> {
  for await (const rows of pages) yield encoder.encode(rows.map(jsonLine).join(""));
}
