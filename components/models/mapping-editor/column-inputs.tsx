"use client";
import { Text } from "@mantine/core";
import { ColumnFields } from "@/components/models/mapping-editor/column-fields";
import type { EditedInput } from "@/components/models/mapping-editor/edited-mapping";
import type { Editor } from "@/components/models/mapping-editor/editor";
import classes from "@/components/models/mapping-editor/mapping-editor.module.css";
import { PlaceProblems, QuestionNotes } from "@/components/models/mapping-editor/question-notes";
import { Section } from "@/components/ui/section";

interface ColumnInputsProps {
  editor: Editor;
  /** Tensors that take one field each, with their places in the mapping. */
  inputs: readonly { index: number; input: EditedInput & { from: "column" } }[];
}

const shown = (rest: string) => /^column\.(field|encoding|missing)(\..*)?$/.test(rest);

/** Tensors with one number or text for an item: a row each. */
export function ColumnInputs({ editor, inputs }: ColumnInputsProps) {
  return (
    <Section title="What goes in" note="Each of the model's inputs takes one field.">
      <div className={classes.head} aria-hidden="true">
        <span>Input</span>
        <span>Field</span>
        <span>Goes in</span>
        <span>Without a value</span>
      </div>
      {inputs.map(({ index, input }) => {
        const path = `inputs.${index}`;
        return (
          <fieldset key={input.tensor} className={classes.rowBox} aria-label={`Input ${input.tensor}`}>
            {["column.field", "column.encoding", "column.missing"].map((part) => (
              <QuestionNotes key={part} editor={editor} path={`${path}.${part}`} />
            ))}
            <div className={classes.row}>
              <div className={classes.tensor}>
                <Text component="span" size="sm" fw={550}>
                  {input.tensor}
                </Text>{" "}
                <Text component="span" size="xs" c="dimmed">
                  {input.type}
                </Text>
              </div>
              <ColumnFields
                editor={editor}
                input={input}
                column={input.column}
                path={`${path}.column`}
                what={input.tensor}
                onChange={(part) => editor.dispatch({ type: "column_changed", input: index, row: null, part })}
              />
            </div>
            <PlaceProblems problems={editor.problemsUnder(path, shown)} />
          </fieldset>
        );
      })}
    </Section>
  );
}
