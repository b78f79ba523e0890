import { describe, expect, it } from "vitest";
import { mappingProblems, rawMapping } from "@/components/models/mapping-editor/edited-mapping";
import {
  type EditorAction,
  type EditorState,
  keptWork,
  openEditor,
  openQuestions,
  placeOf,
  reduceEditor,
} from "@/components/models/mapping-editor/editor-state";
import type { Question } from "@/lib/models/proposal-schema";

const number = { kind: "number" };
const column = (field: string, encoding: object = number) => ({ field, encoding, missing: "refuse" });

const vectorMapping = {
  inputs: [
    {
      tensor: "X",
      type: "float32",
      from: "vector",
      columns: [column("sex", { kind: "one_hot", categories: ["M", "F"] }), column("length"), column("height")],
    },
  ],
  output: { kind: "scores", tensor: "scores", classes: ["no", "yes"], transform: "none" },
};

const confirm = (path: string): Question => ({ path, kind: "confirm", message: "Is it so?" });
const choose = (path: string): Question => ({ path, kind: "choose", message: "Which one?" });

function open(mapping: object, ...questions: Question[]): EditorState {
  const state = openEditor({ mapping: mapping as Record<string, unknown>, questions });
  if (state === null) throw new Error("This is no mapping.");
  return state;
}

const edit = (state: EditorState, ...actions: EditorAction[]) => actions.reduce(reduceEditor, state);
const places = (state: EditorState) => openQuestions(state).map((question) => placeOf(question, state.mapping));
const fieldsOf = (state: EditorState) => {
  const [input] = state.mapping.inputs;
  return input?.from === "vector" ? input.columns.map(({ field }) => field) : [];
};
const rowOf = (state: EditorState, field: string) => {
  const [input] = state.mapping.inputs;
  const found = input?.from === "vector" ? input.columns.find((one) => one.field === field) : undefined;
  if (found === undefined) throw new Error(`There is no column ${field}.`);
  return found.row;
};

describe("the mapping editor", () => {
  it("holds a proposal unchanged", () => {
    expect(rawMapping(open(vectorMapping).mapping)).toEqual(vectorMapping);
    expect(mappingProblems(open(vectorMapping).mapping)).toEqual([]);
  });

  it("holds what is still to be chosen, and says that it is missing", () => {
    const mapping = { ...vectorMapping, output: { ...vectorMapping.output, classes: ["", ""] } };
    const state = open(mapping, choose("output.classes"));
    expect(rawMapping(state.mapping)).toEqual(mapping);
    expect(mappingProblems(state.mapping).map(({ path }) => path)).toContain("output.classes.0");
  });

  it("does not open for what is no mapping", () => {
    expect(openEditor({ mapping: { inputs: "all" }, questions: [] })).toBeNull();
  });

  it("moves columns, and questions stay with theirs", () => {
    const state = open(vectorMapping, confirm("inputs.0.columns.0.encoding"), confirm("inputs.0.columns.2.field"));
    const moved = edit(state, { type: "column_moved", input: 0, row: rowOf(state, "height"), to: 0 });
    expect(fieldsOf(moved)).toEqual(["height", "sex", "length"]);
    expect(places(moved)).toEqual(["inputs.0.columns.1.encoding", "inputs.0.columns.0.field"]);
  });

  it("takes a column's questions away with it", () => {
    const state = open(vectorMapping, confirm("inputs.0.columns.0.encoding"), confirm("inputs.0.columns.1.field"));
    const left = edit(state, { type: "column_removed", input: 0, row: rowOf(state, "sex") });
    expect(fieldsOf(left)).toEqual(["length", "height"]);
    expect(places(left)).toEqual(["inputs.0.columns.0.field"]);
  });

  it("adds columns that are told apart", () => {
    const add = { type: "column_added", input: 0, column: { ...column("length") } } as unknown as EditorAction;
    const state = edit(open(vectorMapping), add, add);
    const [input] = state.mapping.inputs;
    const rows = input?.from === "vector" ? input.columns.map(({ row }) => row) : [];
    expect(rows).toHaveLength(5);
    expect(new Set(rows).size).toBe(5);
  });

  it("takes a change at a question's place for its answer, and no other change", () => {
    const state = open(vectorMapping, confirm("inputs.0.columns.1.field"), confirm("output.transform"));
    const row = rowOf(state, "length");
    const elsewhere = edit(state, { type: "column_changed", input: 0, row, part: { missing: "nan" } });
    expect(places(elsewhere)).toHaveLength(2);
    const answered = edit(state, { type: "column_changed", input: 0, row, part: { field: "diameter" } });
    expect(places(answered)).toEqual(["output.transform"]);
    expect(places(edit(answered, { type: "output_changed", part: { transform: "softmax" } }))).toEqual([]);
  });

  it("asks until everything at the place is chosen, and again when it is emptied", () => {
    const mapping = { ...vectorMapping, output: { ...vectorMapping.output, classes: ["", ""] } };
    const choice = (classes: string[]): EditorAction => ({ type: "output_changed", part: { classes } });
    const state = open(mapping, choose("output.classes"));
    expect(places(edit(state, choice(["no", ""])))).toEqual(["output.classes"]);
    const chosen = edit(state, choice(["no", "yes"]));
    expect(places(chosen)).toEqual([]);
    expect(places(edit(chosen, choice(["no", ""])))).toEqual(["output.classes"]);
  });

  it("lets nobody confirm what must be chosen", () => {
    const state = open(vectorMapping, choose("inputs.0.columns"), confirm("output.classes"));
    expect(places(edit(state, { type: "confirmed", ids: [0, 1] }))).toEqual(["inputs.0.columns"]);
  });

  it("takes what stands in the JSON, and what differs there for answered", () => {
    const state = open(vectorMapping, confirm("output.transform"), confirm("inputs.0.columns.1.field"));
    const opened = edit(state, { type: "json_opened" });
    const text = opened.json?.text.replace('"none"', '"softmax"') ?? "";
    const closed = edit(opened, { type: "json_typed", text }, { type: "json_closed" });
    expect(closed.json).toBeNull();
    expect(closed.mapping.output).toMatchObject({ transform: "softmax" });
    expect(places(closed)).toEqual(["inputs.0.columns.1.field"]);
    expect(fieldsOf(closed)).toEqual(["sex", "length", "height"]);
  });

  it("stays with JSON that is none, or no mapping, and says so", () => {
    const opened = edit(open(vectorMapping), { type: "json_opened" });
    const broken = edit(opened, { type: "json_typed", text: "{" }, { type: "json_closed" });
    expect(broken.json?.problems[0]?.message).toContain("not JSON");
    const wrong = edit(opened, { type: "json_typed", text: '{"inputs": []}' }, { type: "json_closed" });
    expect(wrong.json?.problems.map(({ path }) => path)).toContain("output");
    expect(edit(wrong, { type: "json_dropped" }).mapping).toEqual(opened.mapping);
  });

  it("finds its work again", () => {
    const state = open(vectorMapping, confirm("inputs.0.columns.0.encoding"), confirm("output.classes"));
    const worked = edit(
      state,
      { type: "column_moved", input: 0, row: rowOf(state, "height"), to: 0 },
      { type: "confirmed", ids: [1] },
    );
    const again = edit(state, { type: "restored", work: JSON.parse(JSON.stringify(keptWork(worked))) });
    expect(rawMapping(again.mapping)).toEqual(rawMapping(worked.mapping));
    expect(places(again)).toEqual(["inputs.0.columns.1.encoding"]);
    expect(edit(state, { type: "restored", work: { mapping: "nonsense", open: {} } })).toBe(state);
  });
});
