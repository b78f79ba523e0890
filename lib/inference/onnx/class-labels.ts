// Part of programs that bare Node runs: only erasable syntax, and imports by full path.
import { decodeMessage, fieldId, type OnnxMessage, tensorDataType } from "./onnx-proto.ts";
import type { Outline } from "./read-outline.ts";
import { messageAt, type Place } from "./wire.ts";

/** Names of classes that a file holds, in the order of the scores. */
export interface ClassNames {
  /** What holds them: an operator that classifies (surest), a list in the file's metadata, a constant called like it. */
  source: "operator" | "metadata" | "constant";
  names: string[];
}

/** A model with more would be no help to people. */
const mostClasses = 1000;
const longestNote = 1_000_000;

const labelAttributes: readonly string[] = ["classlabels_strings", "classlabels_int64s", "classlabels_ints"];
const classifiers: readonly string[] = ["LinearClassifier", "SVMClassifier", "TreeEnsembleClassifier"];

/** The class names that a node of ai.onnx.ml holds; empty: none. */
export function readLabels(bytes: Uint8Array, node: OnnxMessage<"NodeProto">, place: Place): string[] {
  for (const [index, { name = "" }] of (node.attribute ?? []).entries()) {
    if (!labelAttributes.includes(name)) continue;
    const step = { id: fieldId("NodeProto", "attribute"), index };
    const { strings = [], ints = [] } = decodeMessage("AttributeProto", messageAt(bytes, [...place, step]));
    const labels = strings.length > 0 ? strings.map((text) => Buffer.from(text).toString()) : ints.map(String);
    if (labels.length > 0 && labels.length <= mostClasses) return labels;
  }
  return [];
}

/** All lists in a file that may be its classes' names, the surest first. */
export function findClassNames(bytes: Uint8Array, outline: Outline): ClassNames[] {
  return [...fromOperators(bytes, outline), ...fromMetadata(outline), ...fromConstants(bytes, outline)];
}

const graphStep = { id: fieldId("ModelProto", "graph") };

function* fromOperators(bytes: Uint8Array, { graph }: Outline): Generator<ClassNames> {
  for (const [index, node] of (graph?.node ?? []).entries()) {
    if (node.domain !== "ai.onnx.ml" || !classifiers.includes(node.op_type ?? "")) continue;
    const names = readLabels(bytes, node, [graphStep, { id: fieldId("GraphProto", "node"), index }]);
    if (names.length > 0) yield { source: "operator", names };
  }
}

function* fromConstants(bytes: Uint8Array, { graph }: Outline): Generator<ClassNames> {
  for (const [index, constant] of (graph?.initializer ?? []).entries()) {
    const { name = "", dims = [], data_type } = constant;
    const count = Number(dims[0] ?? 0);
    if (!/class|label/i.test(name) || dims.length !== 1 || count < 2 || count > mostClasses) continue;
    if (data_type !== tensorDataType.string && data_type !== tensorDataType.int64) continue;
    const place = [graphStep, { id: fieldId("GraphProto", "initializer"), index }];
    const { string_data = [], int64_data = [], raw_data } = decodeMessage("TensorProto", messageAt(bytes, place));
    const raw = Buffer.from(raw_data ?? []);
    const names =
      data_type === tensorDataType.string
        ? string_data.map((text) => Buffer.from(text).toString())
        : raw.length === count * 8
          ? Array.from({ length: count }, (_, at) => String(raw.readBigInt64LE(at * 8)))
          : int64_data.map(String);
    if (names.length === count) yield { source: "constant", names };
  }
}

const classKeys: readonly string[] = [
  "classes",
  "class_names",
  "classnames",
  "class_labels",
  "labels",
  "names",
  "id2label",
];
const featureKeys: readonly string[] = ["feature_names", "features", "feature_name", "columns", "input_features"];

function* fromMetadata(outline: Outline): Generator<ClassNames> {
  const names = listIn(outline, classKeys);
  if (names !== null && names.length <= mostClasses) yield { source: "metadata", names };
}

/** The names of a vector's places, where the file's metadata has them. */
export function findFeatureNames(outline: Outline): string[] | null {
  return listIn(outline, featureKeys);
}

function listIn({ metadata_props = [] }: Outline, keys: readonly string[]): string[] | null {
  const note = metadata_props.find(({ key = "" }) => keys.includes(key.toLowerCase()));
  return note?.value === undefined || note.value.length > longestNote ? null : parseList(note.value);
}

/** `["a","b"]`, `{"0":"a","1":"b"}`, the same as Python prints it, or `a, b`. */
function parseList(text: string): string[] | null {
  const value = parseJsonOr(text, () =>
    parseJsonOr(text.replaceAll("'", '"').replace(/([{,]\s*)(\d+)\s*:/g, '$1"$2":'), () => text),
  );
  const list = typeof value === "string" ? value.split(/[,\n]/) : Object.values(value ?? {});
  const names = list
    .filter((entry) => ["string", "number", "boolean"].includes(typeof entry))
    .map((entry) => String(entry).trim());
  return names.length >= 1 && names.length === list.length ? names : null;
}

function parseJsonOr(text: string, otherwise: () => unknown): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise();
  }
}
