// The program that takes an untrusted model file apart. Bare Node runs it: only erasable syntax, imports by full path.
import { fstatSync, readSync, writeSync } from "node:fs";
import { checkSafety } from "./check-safety.ts";
import { type ClassNames, findClassNames, findFeatureNames } from "./class-labels.ts";
import { enterLimits } from "./enter-limits.ts";
import { planRepairs } from "./plan-repairs.ts";
import type { TrainingColumn } from "./plan-thresholds.ts";
import { Refusal, readOutline, usesBfloat16 } from "./read-outline.ts";
import { foreignFile } from "./recognise-file.ts";
import type { Repair } from "./repair-plan.ts";
import { rewrite } from "./wire.ts";

/** What the program is told first. */
export interface InspectionRequest {
  /** The numbers that the model was trained on, where they are known. */
  columns: readonly TrainingColumn[];
}

/** What the program says, in this order; the last of them is `found` or `refused`. */
export type InspectionReply =
  | { kind: "step"; step: "read" | "checked" }
  /** `rewritten`: the repaired file has been written; without repairs there is none. */
  | {
      kind: "found";
      repairs: Repair[];
      rewritten: boolean;
      classNames: ClassNames[];
      featureNames: string[] | null;
      bfloat16: boolean;
    }
  | { kind: "refused"; message: string };

/** Our descriptors: the file as it came, and an empty one for the repaired file. */
const original = 4;
const repaired = 5;

function readFile(): Uint8Array {
  const bytes = new Uint8Array(fstatSync(original).size);
  for (let at = 0; at < bytes.length; ) {
    const count = readSync(original, bytes, at, bytes.length - at, at);
    if (count === 0) break;
    at += count;
  }
  return bytes;
}

function inspect(columns: readonly TrainingColumn[]): void {
  const bytes = readFile();
  const foreign = foreignFile(bytes);
  if (foreign !== null) throw new Refusal(foreign);
  const outline = readOutline(bytes);
  tell({ kind: "step", step: "read" });
  const problem = checkSafety(outline);
  if (problem !== null) throw new Refusal(problem);
  tell({ kind: "step", step: "checked" });
  const { repairs, edits } = planRepairs(bytes, outline, columns);
  const rewritten = edits.length > 0;
  if (rewritten) for (const piece of rewrite(bytes, edits)) writeAll(piece);
  const ofZipMaps = repairs.flatMap((repair): ClassNames[] =>
    repair.kind === "zipmap_removed" ? [{ source: "operator", names: repair.classes }] : [],
  );
  const classNames = [...ofZipMaps, ...findClassNames(bytes, outline)];
  const featureNames = findFeatureNames(outline);
  tell({ kind: "found", repairs, rewritten, classNames, featureNames, bfloat16: usesBfloat16(outline) });
}

function writeAll(piece: Uint8Array): void {
  for (let at = 0; at < piece.length; ) at += writeSync(repaired, piece, at);
}

function tell(reply: InspectionReply): void {
  process.send?.(reply);
}

function answer({ columns }: InspectionRequest): void {
  try {
    inspect(columns);
  } catch (error) {
    const unusual = `This file cannot be read as an ONNX model. Load it with onnx.load, check it with onnx.checker and save it anew. (${error})`;
    tell({ kind: "refused", message: error instanceof Refusal ? error.message : unusual.slice(0, 400) });
  }
  // Everything that was told is out once the channel has closed.
  process.disconnect();
}

enterLimits();
process.once("message", answer);
