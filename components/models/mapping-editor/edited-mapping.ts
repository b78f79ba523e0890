import { type Column, type Mapping, type MappingInput, mappingSchema } from "@/lib/inference/mapping-schema";
import type { Problem } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";

type ImageMapping = MappingInput & { from: "image" };

/** A number field's content: empty while nothing is typed. */
type Typed = number | "";

/** A column while it is edited. A place that somebody must choose holds "". */
export interface EditedColumn extends Column {
  /** Tells columns apart while they are moved about. */
  row: number;
}

export type EditedImage = Omit<ImageMapping, "width" | "height" | "scale"> & {
  width: Typed;
  height: Typed;
  scale: Typed;
};

export type EditedInput =
  | (Omit<MappingInput & { from: "column" }, "column"> & { column: EditedColumn })
  | (Omit<MappingInput & { from: "vector" }, "columns"> & { columns: EditedColumn[] })
  | EditedImage;

/** A mapping while it is edited: all that its fields hold, right or wrong. */
export interface EditedMapping {
  inputs: EditedInput[];
  output: Mapping["output"];
}

export type ReadMapping = { mapping: EditedMapping; problems: [] } | { mapping: null; problems: Problem[] };

/** Stands in for what is still to be chosen, so that the schema sees everything else. */
const blank = (count: number) => `\u0000${count}`;
const isBlank = (text: string) => text.startsWith("\u0000");

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((part) => mapTexts(part, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mapTexts(part, change)]));
}

/** A mapping as a proposal or a person's JSON has it, for editing; or what keeps it from being one. Rows count from `firstRow`. */
export function editedMapping(raw: unknown, firstRow = 0): ReadMapping {
  let blanks = 0;
  const parsed = mappingSchema.safeParse(mapTexts(raw, (text) => (text === "" ? blank(blanks++) : text)));
  if (!parsed.success) return { mapping: null, problems: zodProblems(parsed.error) };
  const { inputs, output } = mapTexts(parsed.data, (text) => (isBlank(text) ? "" : text)) as Mapping;
  let row = firstRow;
  const edited = (column: Column): EditedColumn => ({ ...column, row: row++ });
  return {
    mapping: {
      inputs: inputs.map((input): EditedInput => {
        if (input.from === "column") return { ...input, column: edited(input.column) };
        return input.from === "vector" ? { ...input, columns: input.columns.map(edited) } : input;
      }),
      output,
    },
    problems: [],
  };
}

/** The mapping as the server takes it, which may refuse it. */
export function rawMapping({ inputs, output }: EditedMapping): unknown {
  const raw = ({ row, ...column }: EditedColumn) => column;
  return {
    inputs: inputs.map((input) => {
      if (input.from === "column") return { ...input, column: raw(input.column) };
      return input.from === "vector" ? { ...input, columns: input.columns.map(raw) } : input;
    }),
    output,
  };
}

/** What is wrong with an edited mapping, as far as that can be told without the model. */
export function mappingProblems(mapping: EditedMapping): Problem[] {
  const { error } = mappingSchema.safeParse(rawMapping(mapping));
  return error === undefined ? [] : zodProblems(error);
}

/** Whether the schema lets a column go into a tensor of that type. */
export function fitsTensor(input: { from: "column" | "vector"; type: string }, column: Omit<Column, "field">): boolean {
  const given = { ...column, field: "field" };
  const place = input.from === "column" ? { column: given } : { columns: [given] };
  const output = { kind: "value", tensor: "value" };
  return mappingSchema.safeParse({ inputs: [{ ...input, tensor: "tensor", ...place }], output }).success;
}
