import "server-only";
import type { Actor } from "@/lib/access/actor";
import type { Prediction } from "@/lib/inference/prediction";
import { AppError, type Problem } from "@/lib/platform/errors";
import type { ItemInput } from "@/lib/use-cases/parse-input";

/** What the model said about one item, to be held against what was decided. */
export interface TriedRow {
  /** An item's external id, a line of the CSV (`line 7`), or `made-up item`. */
  label: string;
  input: ItemInput;
  prediction: Prediction;
  /** The outcome or value in force of that item; absent where there is none. */
  decision?: string | number;
}

export interface TriedModel {
  /** Their places are in the mapping, as `mapping.inputs.0.column.field`, or lines of the CSV, as `csv.7.age`. */
  problems: Problem[];
  /** None where the mapping has problems. */
  rows: TriedRow[];
}

export interface Trial {
  draftId: string;
  /** As in mapping-schema.ts. */
  mapping: unknown;
  itemIds?: string[];
  /** Rows with a header of field keys, in place of items. */
  csv?: string;
  /** How many recent items; 20 at most. */
  limit?: number;
}

/** Runs an uploaded model with a mapping on recent items (a made-up one where there are none), on given items, or a CSV's rows. */
export async function tryModelDraft(_actor: Actor, _trial: Trial): Promise<TriedModel> {
  throw new AppError("unavailable", "Models cannot be tried out yet.");
}
