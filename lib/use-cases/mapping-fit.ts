import type { Column, Mapping } from "@/lib/inference/mapping-schema";
import type { Problem } from "@/lib/platform/errors";
import { type Definition, type Field, fieldKinds } from "@/lib/use-cases/definition-schema";

const fittingKinds: Record<Column["encoding"]["kind"], readonly Field["kind"][]> = {
  number: ["number", "integer", "boolean"],
  text: ["text", "long_text", "category", "datetime", "image"],
  category_index: ["category", "text", "boolean", "integer"],
  one_hot: ["category", "text", "boolean", "integer"],
  datetime: ["datetime"],
};

const encodingKinds = Object.keys(fittingKinds) as Column["encoding"]["kind"][];

/** The encodings that a field of each kind can have. */
export const fittingEncodings = Object.fromEntries(
  fieldKinds.map((kind) => [kind, encodingKinds.filter((encoding) => fittingKinds[encoding].includes(kind))]),
) as Record<Field["kind"], Column["encoding"]["kind"][]>;

function columnProblem(column: Column, field: Field | undefined): string | null {
  if (field === undefined) return `This use case has no field "${column.field}".`;
  const kinds = fittingKinds[column.encoding.kind];
  if (kinds.includes(field.kind)) return null;
  return `The encoding ${column.encoding.kind} needs a field of kind ${kinds.join(" or ")}; "${field.label}" is of kind ${field.kind}.`;
}

/** The mapping's columns with the place of each. */
function columnsOf(mapping: Mapping): { column: Column; path: string }[] {
  return mapping.inputs.flatMap((input, index) => {
    if (input.from === "column") return [{ column: input.column, path: `inputs.${index}.column` }];
    if (input.from === "image") return [];
    return input.columns.map((column, place) => ({ column, path: `inputs.${index}.columns.${place}` }));
  });
}

function outputProblems(mapping: Mapping, definition: Definition): Problem[] {
  const { output } = mapping;
  if (definition.kind === "regression") {
    if (output.kind === "value") return [];
    return [{ path: "output.kind", message: "This use case asks for a number, so its models give a value." }];
  }
  if (output.kind === "value") {
    return [{ path: "output.kind", message: "This use case asks for an outcome, so its models give scores." }];
  }
  const outcomes = definition.outcomes.map((outcome) => outcome.key);
  const strange = output.classes.filter((key) => !outcomes.includes(key));
  if (strange.length === 0) return [];
  const message = `These are no outcomes of this use case: ${strange.join(", ")}. It has ${outcomes.join(", ")}.`;
  return [{ path: "output.classes", message }];
}

/**
 * What keeps a mapping from fitting a use case's fields and outcomes; paths are within the mapping. Outcomes that came
 * after the model may be missing among its classes: it never answers with them.
 */
export function mappingFit(mapping: Mapping, definition: Definition): Problem[] {
  const fields = new Map(definition.fields.map((field) => [field.key, field]));
  const columns = columnsOf(mapping).flatMap(({ column, path }) => {
    const message = columnProblem(column, fields.get(column.field));
    return message === null ? [] : [{ path: `${path}.field`, message }];
  });
  const images = mapping.inputs.flatMap((input, index) => {
    if (input.from !== "image") return [];
    const field = fields.get(input.field);
    if (field?.kind === "image") return [];
    const message =
      field === undefined
        ? `This use case has no field "${input.field}".`
        : `A picture needs a field of kind image; "${field.label}" is of kind ${field.kind}.`;
    return [{ path: `inputs.${index}.field`, message }];
  });
  return [...columns, ...images, ...outputProblems(mapping, definition)];
}

/** What fits, but whoever adds the model should know. */
export function mappingWarnings(mapping: Mapping, definition: Definition): string[] {
  const fields = new Map(definition.fields.map((field) => [field.key, field]));
  const optional = new Set<string>();
  const unknown: string[] = [];
  for (const { column } of columnsOf(mapping)) {
    const field = fields.get(column.field);
    if (field === undefined) continue;
    if (!field.required && column.missing === "refuse") optional.add(field.label);
    if (!("categories" in column.encoding)) continue;
    const { categories } = column.encoding;
    const strange = (field.categories ?? []).filter((category) => !categories.includes(category));
    if (strange.length > 0) {
      const named = `${strange.slice(0, 5).join(", ")}${strange.length > 5 ? ` and ${strange.length - 5} more` : ""}`;
      unknown.push(`The model does not know these categories of "${field.label}": ${named}.`);
    }
  }
  for (const input of mapping.inputs) {
    const field = input.from === "image" ? fields.get(input.field) : undefined;
    if (field !== undefined && !field.required) optional.add(field.label);
  }
  const left = [...optional].map(
    (label) => `Items without "${label}" get no prediction and go to people: the mapping refuses a missing value.`,
  );
  return [...left, ...unknown];
}
