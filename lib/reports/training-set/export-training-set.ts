import "server-only";
import { createHash } from "node:crypto";
import { authorize } from "@/lib/access/authorize";
import { type CommandContext, checkInput } from "@/lib/command";
import { clock } from "@/lib/platform/clock";
import { encodeTrainingSet } from "@/lib/reports/training-set/encode-training-set";
import { recordTrainingSet } from "@/lib/reports/training-set/record-training-set";
import { countErasedItems, readTrainingSet, type TrainingRow } from "@/lib/reports/training-set/training-set-query";
import {
  type Provenance,
  type TrainingSetFilter,
  trainingSetSchema,
} from "@/lib/reports/training-set/training-set-schema";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

const contentTypes = {
  csv: "text/csv; charset=utf-8",
  jsonl: "application/x-ndjson",
  parquet: "application/vnd.apache.parquet",
} as const;

/** A file on its way: its bytes are made as they are read. */
export interface TrainingSetFile {
  name: string;
  contentType: string;
  bytes: AsyncIterable<Uint8Array>;
}

/**
 * The use case's settled items as a training set. Its bytes are made while they are read, with bounded memory; when they
 * end, or whoever reads them goes away, the export is recorded with what went out. Throws `forbidden` and `invalid_input`
 * before the first byte.
 */
export function exportTrainingSet(
  context: CommandContext,
  useCase: UseCaseRecord,
  rawFilter: TrainingSetFilter,
): TrainingSetFile {
  authorize(context.actor, "training-set.export", useCase.id);
  const filter = checkInput(trainingSetSchema, rawFilter);
  const day = clock.now().toISOString().slice(0, 10);
  return {
    name: `${useCase.slug}-training-set-${day}.${filter.format}`,
    contentType: contentTypes[filter.format],
    bytes: produce(context, useCase, filter),
  };
}

async function* produce(
  context: CommandContext,
  useCase: UseCaseRecord,
  filter: TrainingSetFilter,
): AsyncGenerator<Uint8Array> {
  const rows: Partial<Record<Provenance, number>> = {};
  async function* counted(): AsyncGenerator<TrainingRow[]> {
    for await (const page of readTrainingSet(useCase, filter)) {
      for (const { provenance } of page) rows[provenance] = (rows[provenance] ?? 0) + 1;
      yield page;
    }
  }
  const hash = createHash("sha256");
  let bytes = 0;
  let complete = false;
  try {
    for await (const piece of encodeTrainingSet(filter.format, useCase.definition, counted())) {
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
    complete = true;
  } finally {
    const { from = null, to = null, format, provenances } = filter;
    const told = {
      useCaseId: useCase.id,
      format,
      from,
      to,
      provenances,
      rows,
      erased: await countErasedItems(useCase.id, filter),
      bytes,
      sha256: hash.digest("hex"),
      complete,
    };
    await recordTrainingSet(context, told);
  }
}
