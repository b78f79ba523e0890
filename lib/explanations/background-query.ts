import "server-only";
import { drawBackground } from "@/lib/explanations/draw-background";
import type { ItemInput } from "@/lib/inference/encode-column";
import { findReference } from "@/lib/models/model-query";
import { database } from "@/lib/platform/database";
import type { Field } from "@/lib/use-cases/definition-schema";

const rowCount = 200;
/** Bytes as stored; larger inputs say little that is compared, and cost much. */
const largestInput = 65_536;

interface Background {
  kind: "training" | "recent";
  rows: ItemInput[];
}

/** What a prediction is held against: the model's training reference where it can be drawn from, else recent items. */
export async function findBackground(
  prediction: { itemId: string; useCaseId: string; modelVersionId: string },
  fields: readonly Pick<Field, "key" | "kind">[],
  random: () => number,
): Promise<Background> {
  const reference = await findReference(prediction.modelVersionId);
  const drawn = reference && drawBackground(reference.statistics, fields, rowCount, random);
  if (drawn !== null) return { kind: "training", rows: drawn };
  const recent = await database.$queryRaw<{ input: ItemInput }[]>`
    SELECT input FROM (
      SELECT id, input, erased_at FROM item WHERE use_case_id = ${prediction.useCaseId}::uuid ORDER BY id DESC LIMIT ${rowCount + 1}) i
    WHERE id <> ${prediction.itemId}::uuid AND erased_at IS NULL AND pg_column_size(input) <= ${largestInput}::int`;
  return { kind: "recent", rows: recent.map(({ input }) => input) };
}
