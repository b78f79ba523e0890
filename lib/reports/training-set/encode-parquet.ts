import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import type { TrainingColumn } from "@/lib/reports/training-set/training-columns";
import type { TrainingRow } from "@/lib/reports/training-set/training-set-query";

/** Rows in one row group: what is in memory at once. */
const groupRows = 10_000;
/** Of rows with long texts or pictures fewer are held: as soon as these characters are reached. */
const groupCharacters = 16 * 1024 * 1024;

/** A Parquet file (snappy), piece by piece: a row group at a time, then its footer. */
export async function* encodeParquet(
  columns: readonly TrainingColumn[],
  pages: AsyncIterable<readonly TrainingRow[]>,
): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter();
  const schema = schemaFromColumnData({ columnData: columns.map(({ name, type }) => ({ name, type, data: [] })) });
  const parquet = new ParquetWriter({ writer, schema });
  /** What was written since the last piece; offsets in the file go on. */
  const take = (): Uint8Array => {
    const piece = writer.getBytes().slice();
    writer.index = 0;
    return piece;
  };
  let group: TrainingRow[] = [];
  let characters = 0;
  const write = (): Uint8Array => {
    const columnData = columns.map(({ name, cellOf }): ColumnSource => ({ name, data: group.map(cellOf) }));
    parquet.write({ columnData, rowGroupSize: group.length });
    group = [];
    characters = 0;
    return take();
  };
  for await (const rows of pages) {
    for (const row of rows) {
      group.push(row);
      for (const value of Object.values(row.input)) if (typeof value === "string") characters += value.length;
      if (group.length >= groupRows || characters >= groupCharacters) yield write();
    }
  }
  if (group.length > 0) yield write();
  parquet.finish();
  yield take();
}
