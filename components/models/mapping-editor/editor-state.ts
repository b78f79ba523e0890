import {
  type EditedColumn,
  type EditedImage,
  type EditedInput,
  type EditedMapping,
  editedMapping,
  rawMapping,
} from "@/components/models/mapping-editor/edited-mapping";
import type { Column } from "@/lib/inference/mapping-schema";
import type { Proposal, Question } from "@/lib/models/proposal-schema";
import type { Problem } from "@/lib/platform/errors";

/** Something that the proposal leaves to a person, at its place; the place goes along when columns are moved. */
export interface EditorQuestion extends Pick<Question, "kind" | "message"> {
  id: number;
  /** The input that it is about; null: the output. */
  input: number | null;
  /** The column of that input's vector; null: the input itself. */
  row: number | null;
  /** What of it: `field`, `columns`, `classes`. */
  part: string;
  settled: boolean;
}

/** All that the mapping editor shows. Pure data: `reduceEditor` changes it. */
export interface EditorState {
  mapping: EditedMapping;
  questions: readonly EditorQuestion[];
  /** The row that a column which is added gets. */
  nextRow: number;
  /** The mapping as JSON while somebody edits it so, and what is wrong with it. */
  json: { text: string; problems: readonly Problem[] } | null;
}

export type EditorAction =
  /** `row`: null where the tensor has one column. */
  | { type: "column_changed"; input: number; row: number | null; part: Partial<Column> }
  | { type: "column_moved"; input: number; row: number; to: number }
  | { type: "column_added"; input: number; column: Column }
  | { type: "column_removed"; input: number; row: number }
  | { type: "image_changed"; input: number; part: Partial<EditedImage> }
  | { type: "output_changed"; part: Record<string, unknown> }
  | { type: "confirmed"; ids: readonly number[] }
  | { type: "json_opened" }
  | { type: "json_typed"; text: string }
  /** Leaves the JSON with what stands in it, or stays there and says what is wrong. */
  | { type: "json_closed" }
  | { type: "json_dropped" }
  | { type: "restored"; work: KeptWork };

/** An editor's state between two visits. */
export interface KeptWork {
  /** As the server takes it. */
  mapping: unknown;
  /** Questions that are open, by id, and where they stand. */
  open: Record<number, string>;
}

/** The editor for a proposal; null where the proposal is no mapping that could be edited. */
export function openEditor({ mapping: raw, questions }: Proposal): EditorState | null {
  const { mapping } = editedMapping(raw);
  if (mapping === null) return null;
  const anchored = questions.map((question, id) => ({ ...question, ...anchorOf(question.path, mapping), id }));
  return {
    mapping,
    questions: anchored.map(({ path, ...question }) => ({ ...question, settled: false })),
    nextRow: rowsAfter(mapping, 0),
    json: null,
  };
}

/** What somebody must still look at, in the order of the page. */
export const openQuestions = ({ questions }: EditorState): EditorQuestion[] =>
  questions.filter(({ settled }) => !settled);

/** What `restored` takes. */
export function keptWork(state: EditorState): KeptWork {
  const open = openQuestions(state).map((question) => [question.id, placeOf(question, state.mapping)]);
  return { mapping: rawMapping(state.mapping), open: Object.fromEntries(open) };
}

/** Where a question stands now, as a path in the mapping: `inputs.0.columns.3.field`. */
export function placeOf({ input, row, part }: EditorQuestion, mapping: EditedMapping): string {
  if (input === null) return `output.${part}`;
  const bound = mapping.inputs[input];
  if (row === null || bound?.from !== "vector") return joined(`inputs.${input}`, part);
  return joined(`inputs.${input}.columns.${bound.columns.findIndex((column) => column.row === row)}`, part);
}

const joined = (path: string, part: string) => (part === "" ? path : `${path}.${part}`);

function anchorOf(path: string, mapping: EditedMapping): Pick<EditorQuestion, "input" | "row" | "part"> {
  const [, input, index, rest = ""] = /^inputs\.(\d+)(?:\.columns\.(\d+))?(?:\.(.+))?$/.exec(path) ?? [];
  if (input === undefined) return { input: null, row: null, part: path.replace(/^output\.?/, "") };
  const bound = mapping.inputs[Number(input)];
  const column = bound?.from === "vector" && index !== undefined ? bound.columns[Number(index)] : undefined;
  return { input: Number(input), row: column?.row ?? null, part: rest };
}

const rowsAfter = ({ inputs }: EditedMapping, first: number): number =>
  inputs.reduce((sum, input) => sum + (input.from === "vector" ? input.columns.length : 1), first);

export function reduceEditor(state: EditorState, action: EditorAction): EditorState {
  switch (action.type) {
    case "column_changed": {
      const { input, row, part } = action;
      const changed = changeColumns(state, input, (columns) =>
        columns.map((column) => (row === null || column.row === row ? { ...column, ...part } : column)),
      );
      const prefix = row === null ? "column." : "";
      return answer(changed, (question) => isAt(question, input, row) && touches(question.part, prefix, part));
    }
    case "column_moved": {
      const { input, row, to } = action;
      const moved = changeColumns(state, input, (columns) => {
        const column = columns.find((one) => one.row === row);
        if (column === undefined) return columns;
        const others = columns.filter((one) => one !== column);
        return [...others.slice(0, to), column, ...others.slice(to)];
      });
      return answer(moved, (question) => isAt(question, input, null) && question.part === "columns");
    }
    case "column_added": {
      const { input, column } = action;
      const row = state.nextRow;
      const added = changeColumns(state, input, (columns) => [...columns, { ...column, row }]);
      return answer({ ...added, nextRow: row + 1 }, (question) => isAt(question, input, null));
    }
    case "column_removed": {
      const { input, row } = action;
      const removed = changeColumns(state, input, (columns) => columns.filter((column) => column.row !== row));
      const questions = removed.questions.filter((question) => !isAt(question, input, row));
      return answer({ ...removed, questions }, (question) => isAt(question, input, null));
    }
    case "image_changed": {
      const { input, part } = action;
      const changed = changeInput(state, input, (bound) => (bound.from === "image" ? { ...bound, ...part } : bound));
      return answer(changed, (question) => isAt(question, input, null) && touches(question.part, "", part));
    }
    case "output_changed": {
      const output = { ...state.mapping.output, ...action.part } as EditedMapping["output"];
      const changed = { ...state, mapping: { ...state.mapping, output } };
      return answer(changed, (question) => question.input === null && touches(question.part, "", action.part));
    }
    case "confirmed":
      return settle(state, ({ id, kind }) => kind === "confirm" && action.ids.includes(id));
    case "json_opened":
      return { ...state, json: { text: JSON.stringify(rawMapping(state.mapping), null, 2), problems: [] } };
    case "json_typed":
      return { ...state, json: { text: action.text, problems: [] } };
    case "json_closed":
      return closeJson(state);
    case "json_dropped":
      return { ...state, json: null };
    case "restored": {
      const { mapping } = editedMapping(action.work.mapping, state.nextRow);
      if (mapping === null) return state;
      const questions = state.questions.map((question) => {
        const path = action.work.open[question.id];
        return path === undefined ? { ...question, settled: true } : { ...question, ...anchorOf(path, mapping) };
      });
      return { ...state, mapping, questions, nextRow: rowsAfter(mapping, state.nextRow) };
    }
  }
}

function changeInput(state: EditorState, at: number, change: (input: EditedInput) => EditedInput): EditorState {
  const inputs = state.mapping.inputs.map((input, index) => (index === at ? change(input) : input));
  return { ...state, mapping: { ...state.mapping, inputs } };
}

function changeColumns(
  state: EditorState,
  at: number,
  change: (columns: EditedColumn[]) => EditedColumn[],
): EditorState {
  return changeInput(state, at, (input) => {
    if (input.from === "vector") return { ...input, columns: change(input.columns) };
    if (input.from === "image") return input;
    return { ...input, column: change([input.column])[0] ?? input.column };
  });
}

const isAt = (question: EditorQuestion, input: number, row: number | null) =>
  question.input === input && question.row === row;

const touches = (part: string, prefix: string, changed: object) =>
  Object.keys(changed).some((key) => part === `${prefix}${key}` || part.startsWith(`${prefix}${key}.`));

function settle(state: EditorState, which: (question: EditorQuestion) => boolean): EditorState {
  const questions = state.questions.map((question) => (which(question) ? { ...question, settled: true } : question));
  return { ...state, questions };
}

/** Whoever changes a place has answered what is asked there, once nothing of it is left to be chosen. */
function answer(state: EditorState, which: (question: EditorQuestion) => boolean): EditorState {
  const questions = state.questions.map((question) =>
    which(question) ? { ...question, settled: !hasBlank(valueAt(question, state.mapping)) } : question,
  );
  return { ...state, questions };
}

function valueAt(question: EditorQuestion, mapping: EditedMapping): unknown {
  return placeOf(question, mapping)
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], mapping);
}

function hasBlank(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === "" || value === undefined;
  return Object.values(value).some(hasBlank);
}

function closeJson(state: EditorState): EditorState {
  if (state.json === null) return state;
  const { text } = state.json;
  const refused = (problems: readonly Problem[]) => ({ ...state, json: { text, problems } });
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    const message = `This is not JSON yet. ${error instanceof Error ? error.message : ""}`;
    return refused([{ path: "", message }]);
  }
  const { mapping, problems } = editedMapping(raw, state.nextRow);
  return mapping === null ? refused(problems) : takeOver(state, mapping);
}

/** A mapping in place of the one that is there: what differs at a question's place is its answer. */
function takeOver(state: EditorState, mapping: EditedMapping): EditorState {
  const questions = state.questions.map((question) => {
    const path = placeOf(question, state.mapping);
    const moved = { ...question, ...anchorOf(path, mapping) };
    const now = valueAt(moved, mapping);
    const same = plain(now) === plain(valueAt(question, state.mapping));
    return same ? moved : { ...moved, settled: !hasBlank(now) };
  });
  return { ...state, mapping, questions, nextRow: rowsAfter(mapping, state.nextRow), json: null };
}

/** Rows are no part of what a mapping says. */
const plain = (value: unknown) => JSON.stringify(value, (key, part) => (key === "row" ? undefined : part));
