import { deserialize, serialize } from "node:v8";
import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import type { BatchEncoder } from "@/lib/audit/export/batch-encoder";
import type { ExportedEvent } from "@/lib/audit/export/exported-event";

/** What is in memory at once: a row group of so many events, or of so many bytes. */
const groupRows = 5_000;
const groupBytes = 2 * 1024 * 1024;

type Column = Omit<ColumnSource, "data"> & { cellOf: (event: ExportedEvent) => unknown };

/** Every value is another one: no dictionary, no smallest and largest. */
const unique = { encoding: "PLAIN", statistics: false } as const;

const columns: Column[] = [
  { name: "log_index", type: "INT64", nullable: false, encoding: "PLAIN", cellOf: ({ index }) => BigInt(index) },
  { name: "event_id", type: "STRING", nullable: false, ...unique, cellOf: ({ id }) => id },
  { name: "type", type: "STRING", nullable: false, cellOf: ({ type }) => type },
  {
    name: "occurred_at",
    type: "TIMESTAMP",
    nullable: false,
    encoding: "PLAIN",
    cellOf: ({ occurredAt }) => new Date(occurredAt),
  },
  { name: "use_case", type: "STRING", nullable: true, cellOf: ({ useCase }) => useCase },
  { name: "subject_type", type: "STRING", nullable: false, cellOf: ({ subjectType }) => subjectType },
  { name: "subject_id", type: "STRING", nullable: false, ...unique, cellOf: ({ subjectId }) => subjectId },
  { name: "subject_seq", type: "INT32", nullable: false, cellOf: ({ subjectSeq }) => subjectSeq },
  { name: "actor_kind", type: "STRING", nullable: false, cellOf: ({ actorKind }) => actorKind },
  { name: "actor_id", type: "STRING", nullable: true, cellOf: ({ actorId }) => actorId },
  { name: "leaf_hash", type: "BYTE_ARRAY", nullable: false, ...unique, cellOf: ({ leafHash }) => leafHash },
  { name: "envelope", type: "BYTE_ARRAY", nullable: false, ...unique, cellOf: ({ envelope }) => envelope },
];

/** What the file's footer will say of row groups that are written. Their parts refer to each other. */
type Groups = Pick<ParquetWriter, "row_groups" | "pendingIndexes" | "num_rows"> & { offset: number };

/** `events.parquet` (snappy): what can be searched as columns, and the envelope's bytes. */
export function encodeEventsParquet(notes: readonly string[] = []): BatchEncoder {
  const writer = new ByteWriter();
  const schema = schemaFromColumnData({
    columnData: columns.map(({ cellOf, ...column }) => ({ ...column, data: [] })),
  });
  const parquet = new ParquetWriter({ writer, schema });
  for (const note of notes) {
    const { row_groups, pendingIndexes, num_rows, offset }: Groups = deserialize(Buffer.from(note, "base64"));
    parquet.row_groups.push(...row_groups);
    parquet.pendingIndexes.push(...pendingIndexes);
    parquet.num_rows = num_rows;
    writer.offset = offset;
    writer.index = 0;
  }
  let noted = { groups: parquet.row_groups.length, indexes: parquet.pendingIndexes.length };
  let group: ExportedEvent[] = [];
  let bytes = 0;
  const write = () => {
    const columnData = columns.map(({ cellOf, ...column }): ColumnSource => ({ ...column, data: group.map(cellOf) }));
    parquet.write({ columnData, rowGroupSize: group.length });
    group = [];
    bytes = 0;
  };
  /** What was written since the last piece; offsets in the file go on. */
  const take = (): Uint8Array => {
    const piece = writer.getBytes().slice();
    writer.index = 0;
    return piece;
  };
  return {
    begin: take,
    encode: (events) => {
      for (const event of events) {
        group.push(event);
        bytes += event.envelope.length;
        if (group.length >= groupRows || bytes >= groupBytes) write();
      }
      return take();
    },
    end: () => {
      if (group.length > 0) write();
      parquet.finish();
      return take();
    },
    waiting: () => group.length,
    note: () => {
      const { row_groups, pendingIndexes, num_rows } = parquet;
      const groups: Groups = {
        row_groups: row_groups.slice(noted.groups),
        pendingIndexes: pendingIndexes.slice(noted.indexes),
        num_rows,
        offset: writer.offset,
      };
      noted = { groups: row_groups.length, indexes: pendingIndexes.length };
      return serialize(groups).toString("base64");
    },
  };
}
