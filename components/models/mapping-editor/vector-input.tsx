"use client";
import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { columnWidth } from "@/components/models/column-text";
import { fieldsFor } from "@/components/models/mapping-editor/column-fields";
import type { EditedInput } from "@/components/models/mapping-editor/edited-mapping";
import type { Editor } from "@/components/models/mapping-editor/editor";
import classes from "@/components/models/mapping-editor/mapping-editor.module.css";
import { goToNextQuestion, PlaceProblems, QuestionNotes } from "@/components/models/mapping-editor/question-notes";
import { VectorRow } from "@/components/models/mapping-editor/vector-row";
import { countText } from "@/components/ui/figure-text";
import { Section } from "@/components/ui/section";

interface VectorInputProps {
  editor: Editor;
  index: number;
  input: EditedInput & { from: "vector" };
}

const shown = (rest: string) => /^columns\.\d+/.test(rest);

/** A tensor that takes a list: its columns in their order, which is the model's. */
export function VectorInput({ editor, index, input }: VectorInputProps) {
  const [dragged, setDragged] = useState<number | null>(null);
  const path = `inputs.${index}`;
  const { columns, tensor, type } = input;
  const wanted = editor.signature.inputs.find(({ name }) => name === tensor)?.shape.at(-1) ?? -1;
  const width = columns.reduce((sum, column) => sum + columnWidth(column), 0);
  const what = type === "string" ? "texts" : "numbers";
  const questions = columns.flatMap((_, place) =>
    ["field", "encoding", "missing"].flatMap((part) => editor.questionsAt(`${path}.columns.${place}.${part}`)),
  );
  const guesses = questions.filter(({ kind }) => kind === "confirm").map(({ id }) => id);

  function add() {
    const options = fieldsFor(editor, input);
    const free = options.find(({ field }) => columns.every((column) => column.field !== field.key)) ?? options[0];
    const column = { field: free?.field.key ?? "", encoding: free?.encoding ?? { kind: "number" as const } };
    editor.dispatch({ type: "column_added", input: index, column: { ...column, missing: "refuse" } });
  }

  let place = 0;
  return (
    <Section
      title={
        <>
          What goes into <code>{tensor}</code>
        </>
      }
      note={
        wanted === -1
          ? `A list of ${what} (${type}): these fields give ${countText(width)}.`
          : `A list of ${countText(wanted)} ${what} (${type}): these fields give ${countText(width)}.`
      }
      actions={
        guesses.length > 2 && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              editor.dispatch({ type: "confirmed", ids: guesses });
              goToNextQuestion();
            }}
          >
            All {guesses.length} columns are right
          </Button>
        )
      }
    >
      <QuestionNotes editor={editor} path={`${path}.columns`} />
      <PlaceProblems problems={editor.problemsUnder(path, shown)} />
      <ol className={classes.columns} data-long={columns.length > 60 || undefined} aria-label={`Columns of ${tensor}`}>
        {columns.map((column, at) => {
          const first = place;
          place += columnWidth(column);
          return (
            <VectorRow
              key={column.row}
              editor={editor}
              input={input}
              index={index}
              column={column}
              at={at}
              first={first}
              count={columns.length}
              dragged={dragged}
              onDrag={setDragged}
            />
          );
        })}
      </ol>
      <Group mt="sm" justify="space-between">
        <Button variant="default" size="xs" onClick={add}>
          Add a column
        </Button>
        <Text size="xs" c="dimmed">
          Drag a row, or use its arrows, to change the order.
        </Text>
      </Group>
    </Section>
  );
}
