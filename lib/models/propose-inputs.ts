import type { Column, MappingInput } from "@/lib/inference/mapping-schema";
import type { TensorDescription } from "@/lib/inference/tensor";
import { type FieldMatch, matchField } from "@/lib/models/match-names";
import type { Question } from "@/lib/models/proposal-schema";
import {
  momentText,
  type ProposedInput,
  positionText,
  proposeVector,
  type VectorTensor,
} from "@/lib/models/propose-vector";
import { rowWidth, tensorText } from "@/lib/models/tensor-text";
import { AppError } from "@/lib/platform/errors";
import type { Field } from "@/lib/use-cases/definition-schema";

type ColumnType = (MappingInput & { from: "column" })["type"];

const columnTypes: readonly string[] = ["float32", "float64", "int32", "int64", "bool", "string"];
const vectorTypes: readonly string[] = ["float32", "float64", "int64", "string"];

/** What decides how tensors are bound, besides their own names, types and shapes. */
export interface InputHints {
  featureNames: readonly string[] | null;
  trainingOrder: readonly string[] | null;
}

/** All of a model's input tensors, bound as far as names, types and shapes say; paths of questions are in the mapping. */
export function proposeInputs(
  tensors: readonly TensorDescription[],
  fields: readonly Field[],
  hints: InputHints,
): { inputs: MappingInput[]; questions: Question[] } {
  for (const tensor of tensors) refuseUnusable(tensor);
  const matches = matchColumns(tensors, fields);
  const taken = new Set([...matches.values()].map(({ field }) => field.key));
  const left = () => fields.filter(({ key }) => !taken.has(key));
  const proposals = tensors.map((tensor): ProposedInput => {
    const match = matches.get(tensor);
    if (match !== undefined) return boundColumn(tensor, match);
    if (tensor.shape.length === 4) return proposeImage(tensor, fields);
    const vector = vectorOf(tensor, tensors, left());
    const proposed =
      vector === null ? proposeLeftOver(tensor, tensors, left()) : bindVector(vector, tensors, left(), hints);
    for (const key of fieldsOf(proposed.input)) taken.add(key);
    return proposed;
  });
  return {
    inputs: proposals.map(({ input }) => input),
    questions: proposals.flatMap(({ questions }, index) =>
      questions.map(({ path, ...question }) => ({
        ...question,
        path: `inputs.${index}${path === "" ? "" : "."}${path}`,
      })),
    ),
  };
}

function refuseUnusable(tensor: TensorDescription): void {
  const [batch, ...rest] = tensor.shape;
  const what = `The model's input ${tensorText(tensor)}`;
  const refuse = (message: string) => {
    throw new AppError("invalid_model", message, { problems: [{ path: "file", message }] });
  };
  if (tensor.type === "not_a_tensor") refuse(`${what} is no tensor. Export the model with tensors as inputs.`);
  if (batch === undefined)
    refuse(`${what} takes one value for all items at once. Make it a constant of the model and export it anew.`);
  if (batch !== -1 && batch !== 1) {
    refuse(`${what} takes exactly ${batch} items at once. Export the model with a variable batch size (dynamic axes).`);
  }
  if (rest.length === 3) {
    if (tensor.type !== "float32")
      refuse(`${what} looks like a picture, and pictures are given as float32. Export the model with a float32 input.`);
  } else if (rest.length > 1) {
    refuse(
      `${what} has ${rest.length} dimensions for an item. A column has one number or text, a list has several, and a picture has three dimensions.`,
    );
  } else if (!(isColumn(tensor) ? columnTypes : vectorTypes).includes(tensor.type)) {
    refuse(
      `${what} is of a type that items cannot be turned into. Export the model with inputs of float32, float64, int64 or string.`,
    );
  }
}

/** One number or text for an item, as far as the model says. */
const isColumn = ({ shape }: TensorDescription) =>
  shape.length === 1 || (shape.length === 2 && Math.abs(shape[1] ?? 0) === 1);

/** Columns that are called like fields: those that differ in spelling alone first, so that near names cannot take them. */
function matchColumns(
  tensors: readonly TensorDescription[],
  fields: readonly Field[],
): Map<TensorDescription, FieldMatch> {
  const matches = new Map<TensorDescription, FieldMatch>();
  for (const how of ["same", "near"]) {
    for (const tensor of tensors) {
      if (!isColumn(tensor) || matches.has(tensor)) continue;
      const taken = new Set([...matches.values()].map(({ field }) => field.key));
      const free = fields.filter(({ key }) => !taken.has(key));
      const match = matchField(tensor.name, free);
      if (match?.how === how && encodingFor(match.field, tensor.type) !== null) matches.set(tensor, match);
    }
  }
  return matches;
}

interface FittingEncoding {
  encoding: Column["encoding"];
  /** What somebody must look at; null where there is nothing to guess. */
  message: string | null;
}

/** How a field reaches a column of that type; null where it cannot. */
function encodingFor({ kind, label, categories = [] }: Field, type: string): FittingEncoding | null {
  if (type === "string") {
    const texts = ["category", "text", "long_text", "datetime"];
    return texts.includes(kind) ? { encoding: { kind: "text" }, message: null } : null;
  }
  if (kind === "boolean" || ((kind === "number" || kind === "integer") && type !== "bool")) {
    return { encoding: { kind: "number" }, message: null };
  }
  if (type === "bool") return null;
  if (kind === "datetime") return { encoding: { kind: "datetime", part: "epoch_seconds" }, message: momentText(label) };
  if (kind !== "category" || categories.length === 0) return null;
  return { encoding: { kind: "category_index", categories }, message: positionText(label, categories) };
}

function columnInput({ name, type }: TensorDescription, field: string, encoding: Column["encoding"]): MappingInput {
  return { tensor: name, type: type as ColumnType, from: "column", column: { field, encoding, missing: "refuse" } };
}

function boundColumn(tensor: TensorDescription, { field, how }: FieldMatch): ProposedInput {
  const fitting = encodingFor(field, tensor.type);
  const near = `“${field.label}” was taken for the model's input “${tensor.name}”, because their names are alike.`;
  const questions: Question[] = how === "near" ? [{ path: "column.field", kind: "confirm", message: near }] : [];
  if (fitting?.message != null) questions.push({ path: "column.encoding", kind: "confirm", message: fitting.message });
  return { input: columnInput(tensor, field.key, fitting?.encoding ?? { kind: "number" }), questions };
}

/** A column that no name explains: the only field that fits, or a choice. */
function proposeLeftOver(
  tensor: TensorDescription,
  tensors: readonly TensorDescription[],
  left: readonly Field[],
): ProposedInput {
  const alone = tensors.filter(isColumn).length === 1;
  const fitting = left.filter((field) => encodingFor(field, tensor.type) !== null);
  const texts = fitting.filter(({ kind }) => kind === "text" || kind === "long_text");
  const [field] = fitting.length === 1 ? fitting : alone && texts.length === 1 ? texts : [];
  const found = field === undefined ? null : encodingFor(field, tensor.type);
  if (field === undefined || found === null) {
    const kind = tensor.type === "string" ? "text" : "number";
    const message = `The model takes “${tensor.name}” (${tensor.type}), and no field is called like that. Choose the field.`;
    return { input: columnInput(tensor, "", { kind }), questions: [{ path: "column.field", kind: "choose", message }] };
  }
  const message = `“${field.label}” was taken for the model's input “${tensor.name}”: it is the only field left that fits.`;
  return {
    input: columnInput(tensor, field.key, found.encoding),
    questions: [
      { path: "column.field", kind: "confirm", message },
      ...(found.message === null
        ? []
        : [{ path: "column.encoding", kind: "confirm" as const, message: found.message }]),
    ],
  };
}

/** A tensor that takes a list: more than one place, or any number of them where several fields are there for it. */
function vectorOf(
  tensor: TensorDescription,
  tensors: readonly TensorDescription[],
  left: readonly Field[],
): VectorTensor | null {
  if (tensor.shape.length !== 2 || !vectorTypes.includes(tensor.type)) return null;
  const width = rowWidth(tensor);
  const open = width === -1 && tensors.length === 1 && left.length > 1;
  return width > 1 || open ? { name: tensor.name, type: tensor.type as VectorTensor["type"], width } : null;
}

/** Where texts have a list or columns of their own, the numbers' list has none of them. */
function bindVector(
  vector: VectorTensor,
  tensors: readonly TensorDescription[],
  left: readonly Field[],
  { featureNames, trainingOrder }: InputHints,
): ProposedInput {
  const textsElsewhere =
    vector.type !== "string" && tensors.some(({ type, name }) => type === "string" && name !== vector.name);
  const fields = textsElsewhere ? left.filter(({ kind }) => kind !== "category") : left;
  return proposeVector(vector, fields, featureNames, trainingOrder);
}

function fieldsOf(input: MappingInput): string[] {
  if (input.from === "vector") return input.columns.map(({ field }) => field);
  return [input.from === "image" ? input.field : input.column.field];
}

const usualSize = 224;

function proposeImage(tensor: TensorDescription, fields: readonly Field[]): ProposedInput {
  const [, first = -1, second = -1, third = -1] = tensor.shape;
  const last = [1, 3].includes(third) && ![1, 3].includes(first);
  const channels = (last ? third : first) === 1 ? 1 : 3;
  const [height, width] = last ? [first, second] : [second, third];
  const images = fields.filter(({ kind }) => kind === "image");
  const match = matchField(tensor.name, images);
  const field = match?.field ?? (images.length === 1 ? images[0] : undefined);
  const questions: Question[] = [];
  if (![1, 3].includes(last ? third : first)) {
    const message = `The model's input ${tensorText(tensor)} is no picture that is grey (1 channel) or red, green, blue (3 channels).`;
    throw new AppError("invalid_model", message, { problems: [{ path: "file", message }] });
  }
  if (field === undefined) {
    const message = "The model takes a picture. Choose the field that holds it.";
    questions.push({ path: "field", kind: "choose", message });
  } else if (match === null && images.length > 1) {
    const message = `“${field.label}” was taken for the picture.`;
    questions.push({ path: "field", kind: "confirm", message });
  }
  if (height === -1 || width === -1) {
    const message = `The model takes pictures of any size. Choose the size that it was trained on; ${usualSize} × ${usualSize} is usual.`;
    questions.push({ path: "width", kind: "confirm", message });
  }
  const colours = channels === 1 ? "grey" : "red, green, blue";
  const message = `Pixels (${colours}) are given as numbers from 0 to 1: divided by 255, black is 0. Training may have used another scale, or a mean and a deviation.`;
  questions.push({ path: "scale", kind: "confirm", message });
  return {
    input: {
      tensor: tensor.name,
      type: "float32",
      from: "image",
      field: field?.key ?? "",
      width: width === -1 ? usualSize : width,
      height: height === -1 ? usualSize : height,
      channels,
      layout: last ? "nhwc" : "nchw",
      scale: 255,
      mean: 0,
      deviation: 1,
      invert: false,
    },
    questions,
  };
}
