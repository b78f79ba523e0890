// Part of programs that bare Node runs: only erasable syntax, and imports by full path.
import { decodeMessage, encodeMessage, fieldId, type OnnxMessage } from "./onnx-proto.ts";
import type { Outline } from "./read-outline.ts";
import type { RepairPlan } from "./repair-plan.ts";
import { messageAt, type Place } from "./wire.ts";

/** The numbers of one column of the training rows: as float32, each once, ascending. */
export interface TrainingColumn {
  name: string;
  values: Float32Array;
}

/** Lists of larger ensembles would take too much memory here. */
const mostBytes = 32 * 1024 * 1024;
/** A split at nothing (is it zero?), as LightGBM writes it. No rounding moves it onto a number. */
const tiny = 1e-30;

/**
 * LightGBM splits half-way between two training values, in 64 bits. Its exporter rounds that to the nearest 32-bit
 * number, half of the time upwards, and a value that equals the rounded split then falls on the other side of it than in
 * LightGBM. The file does not say which way a split was rounded; the training rows do. Where they explain every split of
 * a place of the list, each that was rounded upwards becomes the next smaller 32-bit number, which tells all 32-bit
 * values apart exactly as the original did (docs/decisions/0013).
 */
export function* planThresholds(
  bytes: Uint8Array,
  { graph }: Outline,
  columns: readonly TrainingColumn[],
): Generator<RepairPlan> {
  if (columns.length === 0) return;
  for (const [index, node] of (graph?.node ?? []).entries()) {
    if (node.domain !== "ai.onnx.ml" || !/^TreeEnsemble(Regressor|Classifier)$/.test(node.op_type ?? "")) continue;
    const place = [{ id: fieldId("ModelProto", "graph") }, { id: fieldId("GraphProto", "node"), index }];
    if (messageAt(bytes, place).length > mostBytes) continue;
    const plan = planEnsemble(bytes, node, place, columns);
    if (plan !== null) yield plan;
  }
}

function planEnsemble(
  bytes: Uint8Array,
  node: OnnxMessage<"NodeProto">,
  place: Place,
  columns: readonly TrainingColumn[],
): RepairPlan | null {
  const read = (name: string) => readAttribute(bytes, node, place, name);
  const values = read("nodes_values");
  const features = read("nodes_featureids")?.attribute.ints?.map(Number) ?? [];
  const modes = read("nodes_modes")?.attribute.strings?.map((mode) => Buffer.from(mode).toString()) ?? [];
  const thresholds = values?.attribute.floats ?? [];
  if (values === null || thresholds.length !== features.length || thresholds.length !== modes.length) return null;
  // Only "at most" was rounded the wrong way; other comparisons are other libraries'.
  if (modes.some((mode) => mode !== "LEAF" && mode !== "BRANCH_LEQ")) return null;
  const splits = new Map<number, Set<number>>();
  features.forEach((feature, at) => {
    if (modes[at] === "LEAF") return;
    const known = splits.get(feature) ?? new Set();
    splits.set(feature, known.add(thresholds[at] ?? Number.NaN));
  });
  const roundedUp = new Map([...splits].map(([feature, of]) => [feature, findRoundedUp([...of], columns)]));
  const moved = thresholds.map((threshold, at) =>
    modes[at] !== "LEAF" && roundedUp.get(features[at] ?? -1)?.has(threshold) ? nextSmaller(threshold) : threshold,
  );
  const count = moved.filter((threshold, at) => threshold !== thresholds[at]).length;
  if (count === 0) return null;
  const branches = modes.filter((mode) => mode !== "LEAF").length;
  return {
    repairs: [{ kind: "thresholds_restored", node: node.name ?? "", thresholds: count, of: branches }],
    edits: [{ place: values.place, message: encodeMessage("AttributeProto", { ...values.attribute, floats: moved }) }],
  };
}

function readAttribute(bytes: Uint8Array, node: OnnxMessage<"NodeProto">, place: Place, name: string) {
  const index = (node.attribute ?? []).findIndex((attribute) => attribute.name === name);
  if (index === -1) return null;
  const at = [...place, { id: fieldId("NodeProto", "attribute"), index }];
  return { place: at, attribute: decodeMessage("AttributeProto", messageAt(bytes, at)) };
}

/** Which splits of one place were rounded upwards; none where no column explains all, or two that do contradict each other. */
function findRoundedUp(splits: readonly number[], columns: readonly TrainingColumn[]): ReadonlySet<number> {
  const real = splits.filter((split) => Math.abs(split) > tiny);
  const explained = real.length === 0 ? [] : columns.flatMap(({ values }) => explain(real, values) ?? []);
  const [first = new Set<number>(), ...others] = explained;
  const agreed = others.every((other) => other.size === first.size && [...first].every((split) => other.has(split)));
  return agreed ? first : new Set();
}

/** The splits that were rounded upwards, if each lies half-way between two neighbours; null: they are not this column's. */
function explain(splits: readonly number[], values: Float32Array): Set<number>[] | null {
  const roundedUp = new Set<number>();
  for (const split of splits) {
    const above = firstAbove(values, split);
    const [below, next] = [values[above - 1], values[above]];
    if (below === undefined || next === undefined || below >= split) return null;
    const original = nextLarger((below + next) / 2);
    if (Math.fround(original) !== split) return null;
    if (original < split) roundedUp.add(split);
  }
  return [roundedUp];
}

/** The place of the first value above a number, by halving. */
function firstAbove(values: Float32Array, number: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) > number) high = middle;
    else low = middle + 1;
  }
  return low;
}

const view = new DataView(new ArrayBuffer(8));

/** The next larger 64-bit number: LightGBM puts its splits there, so that half-way itself is below. */
function nextLarger(number: number): number {
  view.setFloat64(0, number);
  view.setBigInt64(0, view.getBigInt64(0) + (number < 0 ? -1n : 1n));
  return view.getFloat64(0);
}

/** The next smaller 32-bit number. */
function nextSmaller(number: number): number {
  view.setFloat32(0, number);
  view.setInt32(0, view.getInt32(0) + (number < 0 ? 1 : -1));
  return view.getFloat32(0);
}
