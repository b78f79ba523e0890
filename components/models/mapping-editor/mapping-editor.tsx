"use client";
import { Stack, Tabs } from "@mantine/core";
import { ColumnInputs } from "@/components/models/mapping-editor/column-inputs";
import type { Editor } from "@/components/models/mapping-editor/editor";
import type { EditorState } from "@/components/models/mapping-editor/editor-state";
import { ImageInput } from "@/components/models/mapping-editor/image-input";
import { MappingJson } from "@/components/models/mapping-editor/mapping-json";
import { OutputEditor } from "@/components/models/mapping-editor/output-editor";
import { VectorInput } from "@/components/models/mapping-editor/vector-input";

/** How a use case's fields reach a model, and what its outputs mean: in fields, or as JSON; both show the same. */
export function MappingEditor({ editor, state }: { editor: Editor; state: EditorState }) {
  const { inputs, output } = state.mapping;
  const placed = inputs.map((input, index) => ({ input, index }));
  const columns = placed.flatMap(({ input, index }) => (input.from === "column" ? [{ input, index }] : []));
  return (
    <Stack gap="lg">
      <Tabs
        value={state.json === null ? "form" : "json"}
        onChange={(tab) => editor.dispatch({ type: tab === "json" ? "json_opened" : "json_closed" })}
      >
        <Tabs.List>
          <Tabs.Tab value="form">Mapping</Tabs.Tab>
          <Tabs.Tab value="json">Edit as JSON</Tabs.Tab>
        </Tabs.List>
      </Tabs>
      {state.json !== null ? (
        <MappingJson json={state.json} dispatch={editor.dispatch} />
      ) : (
        <>
          {columns.length > 0 && <ColumnInputs editor={editor} inputs={columns} />}
          {placed.map(({ input, index }) => {
            if (input.from === "vector") {
              return <VectorInput key={input.tensor} editor={editor} index={index} input={input} />;
            }
            if (input.from === "column") return null;
            return <ImageInput key={input.tensor} editor={editor} index={index} input={input} />;
          })}
          <OutputEditor editor={editor} output={output} />
        </>
      )}
    </Stack>
  );
}
