"use client";
import { Button, NumberInput, Text } from "@mantine/core";
import { useState } from "react";
import { columnWidth, encodingText, missingText } from "@/components/models/column-text";
import { ColumnFields } from "@/components/models/mapping-editor/column-fields";
import type { EditedColumn, EditedInput } from "@/components/models/mapping-editor/edited-mapping";
import { type Editor, fieldLabel } from "@/components/models/mapping-editor/editor";
import classes from "@/components/models/mapping-editor/mapping-editor.module.css";
import { PlaceProblems, QuestionNotes } from "@/components/models/mapping-editor/question-notes";
import { RowButtons } from "@/components/use-cases/row-buttons";

interface VectorRowProps {
  editor: Editor;
  input: EditedInput & { from: "vector" };
  /** The input's place in the mapping. */
  index: number;
  column: EditedColumn;
  /** The column's place in the list, and where its numbers begin. */
  at: number;
  first: number;
  count: number;
  /** The row that is being dragged. */
  dragged: number | null;
  onDrag: (row: number | null) => void;
}

const parts = ["field", "encoding", "missing"];
const shown = (rest: string) => /^(field|encoding|missing)(\..*)?$/.test(rest);

/** A column of a list, in a line; its fields open by a button, and by themselves where something is to be done in them. */
export function VectorRow(props: VectorRowProps) {
  const { editor, input, index, column, at, first, count, dragged, onDrag } = props;
  const [opened, setOpened] = useState(false);
  const path = `inputs.${index}.columns.${at}`;
  const wrong = editor.problemsUnder(path, () => false).length > 0;
  const choose = parts.some((part) => editor.questionsAt(`${path}.${part}`).some(({ kind }) => kind === "choose"));
  const open = opened || wrong || choose;
  const last = first + columnWidth(column) - 1;
  const label = fieldLabel(editor.definition.fields, column.field);
  const name = `${label || "no field yet"}, place ${at + 1}`;
  const move = (to: number) => editor.dispatch({ type: "column_moved", input: index, row: column.row, to });

  return (
    <li
      className={classes.column}
      data-dragged={dragged === column.row || undefined}
      onDragOver={(event) => dragged !== null && event.preventDefault()}
      onDrop={(event) => {
        if (dragged === null) return;
        event.preventDefault();
        editor.dispatch({ type: "column_moved", input: index, row: dragged, to: at });
        onDrag(null);
      }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons in the row do the same from the keyboard */}
      <div
        className={classes.line}
        draggable
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = "move";
          onDrag(column.row);
        }}
        onDragEnd={() => onDrag(null)}
      >
        <span className={`numbers ${classes.places}`}>{last > first ? `${first}–${last}` : first}</span>
        <span className={classes.summary}>
          <b>{label || "No field yet"}</b>{" "}
          <Text component="span" size="sm" c="dimmed">
            {encodingText(column.encoding)}
            {column.missing !== "refuse" && `; without a value ${missingText(column.missing)}`}
          </Text>
        </span>
        <span className={classes.buttons}>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            aria-expanded={open}
            aria-label={`Edit: ${name}`}
            onClick={() => setOpened(!opened)}
          >
            {open ? "Fold" : "Edit"}
          </Button>
          <RowButtons
            what={name}
            first={at === 0}
            last={at === count - 1}
            onMove={(by) => move(at + by)}
            onRemove={() => editor.dispatch({ type: "column_removed", input: index, row: column.row })}
          />
        </span>
      </div>
      {parts.map((part) => (
        <QuestionNotes key={part} editor={editor} path={`${path}.${part}`} />
      ))}
      {open && (
        <div className={classes.details}>
          <ColumnFields
            editor={editor}
            input={input}
            column={column}
            path={path}
            what={name}
            onChange={(part) => editor.dispatch({ type: "column_changed", input: index, row: column.row, part })}
          />
          <div className={classes.cell} data-caption="Place">
            <NumberInput
              aria-label={`Place in the list: ${name}`}
              min={1}
              max={count}
              clampBehavior="strict"
              value={at + 1}
              onChange={(value) => typeof value === "number" && value !== at + 1 && move(value - 1)}
            />
          </div>
          <PlaceProblems problems={editor.problemsUnder(path, shown)} />
        </div>
      )}
    </li>
  );
}
