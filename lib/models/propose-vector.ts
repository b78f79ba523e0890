import type { Column, MappingInput } from "@/lib/inference/mapping-schema";
import { matchField, plainName } from "@/lib/models/match-names";
import type { Question } from "@/lib/models/proposal-schema";
import { listText } from "@/lib/models/tensor-text";
import type { Field } from "@/lib/use-cases/definition-schema";

/** One input tensor as it would be bound, and what somebody must look at; paths are within the input. */
export interface ProposedInput {
  input: MappingInput;
  questions: Question[];
}

/** A column with the field that it was taken from. */
type Draft = Column;

export interface VectorTensor {
  name: string;
  type: "float32" | "float64" | "int64" | "string";
  /** How many numbers or texts it takes; -1: any. */
  width: number;
}

const textKinds: readonly Field["kind"][] = ["category", "text", "long_text", "datetime"];
const numberKinds: readonly Field["kind"][] = ["number", "integer", "boolean"];

/** Binds a tensor that takes a list: by the names that the file has for its places, else by an order of the fields. */
export function proposeVector(
  tensor: VectorTensor,
  fields: readonly Field[],
  /** Names of its places, from the file. */
  featureNames: readonly string[] | null,
  /** Field keys in the order of the training rows' columns. */
  trainingOrder: readonly string[] | null,
): ProposedInput {
  const named = featureNames !== null && [-1, featureNames.length].includes(tensor.width) ? featureNames : null;
  return (named && byNames(tensor, fields, named)) ?? byOrder(tensor, fields, trainingOrder);
}

function vectorInput({ name, type }: VectorTensor, columns: Draft[]): MappingInput {
  return { tensor: name, type, from: "vector", columns };
}

const column = (field: string, encoding: Column["encoding"]): Draft => ({ field, encoding, missing: "refuse" });

function byNames(tensor: VectorTensor, fields: readonly Field[], names: readonly string[]): ProposedInput | null {
  const columns: Draft[] = [];
  const questions: Question[] = [];
  for (const name of names) {
    const path = `columns.${columns.length}`;
    const match = matchField(
      name,
      fields.filter((field) => field.kind !== "image"),
    );
    const category = match?.how === "same" ? null : matchCategory(name, fields);
    const last = columns.at(-1);
    if (category !== null) {
      if (last?.field === category.field && last.encoding.kind === "one_hot") {
        last.encoding.categories.push(category.category);
      } else {
        columns.push(column(category.field, { kind: "one_hot", categories: [category.category] }));
      }
      continue;
    }
    if (match === null) {
      columns.push(column("", { kind: tensor.type === "string" ? "text" : "number" }));
      questions.push({
        path: `${path}.field`,
        kind: "choose",
        message: `The model calls this place of its list “${name.slice(0, 60)}”, and no field is called like that. Choose the field.`,
      });
      continue;
    }
    const single = singleColumn(match.field, tensor.type);
    columns.push(single.column);
    if (match.how === "near") {
      const message = `“${match.field.label}” was taken for what the model calls “${name.slice(0, 60)}”.`;
      questions.push({ path: `${path}.field`, kind: "confirm", message });
    }
    if (single.message !== null) questions.push({ path: `${path}.encoding`, kind: "confirm", message: single.message });
  }
  const categories = columns.map(({ field, encoding }) => (encoding.kind === "one_hot" ? field : null));
  const torn = categories.some((field, index) => field !== null && categories.indexOf(field) < index);
  return torn ? null : { input: vectorInput(tensor, columns), questions };
}

/** `sex_M`, `sex=M`, `cat__sex_M`: a category of a field. */
function matchCategory(name: string, fields: readonly Field[]): { field: string; category: string } | null {
  const plain = plainName(name.replace(/^.*?__/, ""));
  const found = fields.flatMap(({ key, categories = [] }) =>
    categories
      .filter((category) => plainName(category) !== "" && plainName(key) + plainName(category) === plain)
      .map((category) => ({ field: key, category })),
  );
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** A field as one place of a list. */
function singleColumn(field: Field, type: VectorTensor["type"]): { column: Draft; message: string | null } {
  const { key, kind, label, categories = [] } = field;
  if (type === "string") return { column: column(key, { kind: "text" }), message: null };
  if (numberKinds.includes(kind)) return { column: column(key, { kind: "number" }), message: null };
  if (kind === "datetime") {
    return { column: column(key, { kind: "datetime", part: "epoch_seconds" }), message: momentText(label) };
  }
  return {
    column: column(key, { kind: "category_index", categories: categories.length > 0 ? categories : [""] }),
    message: positionText(label, categories),
  };
}

export const momentText = (label: string) =>
  `“${label}” is given to the model as seconds since 1970. It may want a part of the date instead, such as the month or the hour.`;

export const positionText = (label: string, categories: readonly string[]) =>
  categories.length === 0
    ? `The model takes a number for “${label}”, and its categories are not listed. List them in the order in which the model numbers them, from 0.`
    : `The model takes a number for “${label}”: its categories were numbered from 0 in the order ${listText(categories)}.`;

/** A way to make a list of fields; the first whose width is the tensor's is taken. */
interface Layout {
  columns: Draft[];
  width: number;
}

function byOrder(
  tensor: VectorTensor,
  fields: readonly Field[],
  trainingOrder: readonly string[] | null,
): ProposedInput {
  const known = trainingOrder?.filter((key) => fields.some((field) => field.key === key)) ?? [];
  const ordered =
    known.length > 0 ? known.flatMap((key) => fields.find((field) => field.key === key) ?? []) : [...fields];
  const layouts = tensor.type === "string" ? [textLayout(ordered)] : numberLayouts(ordered, tensor.type);
  const fitting = layouts.find(({ width }) => width === tensor.width || tensor.width === -1);
  const { columns, width } = fitting ?? layouts[0] ?? { columns: [], width: 0 };
  const what = tensor.type === "string" ? "texts" : "numbers";
  const order = known.length > 0 ? "the training rows' columns" : "the use case's fields";
  const size = tensor.width === -1 ? "a list" : `a list of ${tensor.width}`;
  if (fitting === undefined) {
    const message = `The model takes ${size} ${what}, and the file does not say which. The fields give ${width}. Choose which fields it takes, in its order.`;
    return { input: vectorInput(tensor, columns), questions: [{ path: "columns", kind: "choose", message }] };
  }
  const message = `The model takes ${size} ${what}, and the file does not say which is which. They were taken in the order of ${order}: ${listText(columns.map(({ field }) => field))}.`;
  return {
    input: vectorInput(tensor, columns),
    questions: [
      { path: "columns", kind: "confirm", message },
      ...columns.flatMap((draft, index) => encodingQuestions(draft, index, fields)),
    ],
  };
}

function encodingQuestions({ field, encoding }: Draft, index: number, fields: readonly Field[]): Question[] {
  const label = fields.find(({ key }) => key === field)?.label ?? field;
  const path = `columns.${index}.encoding`;
  switch (encoding.kind) {
    case "one_hot": {
      const message = `“${label}” is given as ${encoding.categories.length} numbers, one for each category, in the order ${listText(encoding.categories)}.`;
      return [{ path, kind: "confirm", message }];
    }
    case "category_index":
      return [{ path, kind: "confirm", message: positionText(label, encoding.categories) }];
    case "datetime":
      return [{ path, kind: "confirm", message: momentText(label) }];
    default:
      return [];
  }
}

function textLayout(fields: readonly Field[]): Layout {
  const columns = fields.filter(({ kind }) => textKinds.includes(kind)).map(({ key }) => column(key, { kind: "text" }));
  return { columns, width: columns.length };
}

function numberLayouts(fields: readonly Field[], type: VectorTensor["type"]): Layout[] {
  const usable = fields.filter(
    ({ kind, categories = [] }) =>
      numberKinds.includes(kind) || kind === "datetime" || (kind === "category" && categories.length > 0),
  );
  const withoutMoments = usable.filter(({ kind }) => kind !== "datetime");
  const numbers = usable.filter(({ kind }) => numberKinds.includes(kind));
  const hot = (from: number) => (field: Field) =>
    field.kind === "category" && (field.categories ?? []).length > from
      ? column(field.key, { kind: "one_hot", categories: (field.categories ?? []).slice(from) })
      : singleColumn(field, type).column;
  const single = (field: Field) => singleColumn(field, type).column;
  return [
    usable.map(hot(0)),
    withoutMoments.map(hot(0)),
    usable.map(single),
    withoutMoments.map(single),
    numbers.map(single),
    // The first category is the one that is none of the others.
    withoutMoments.map(hot(1)),
  ].map((columns) => ({ columns, width: columns.reduce((sum, { encoding }) => sum + encodedWidth(encoding), 0) }));
}

const encodedWidth = (encoding: Column["encoding"]) => (encoding.kind === "one_hot" ? encoding.categories.length : 1);
