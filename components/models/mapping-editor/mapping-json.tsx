"use client";
import { Box, Button, Group, Textarea } from "@mantine/core";
import type { Editor } from "@/components/models/mapping-editor/editor";
import type { EditorState } from "@/components/models/mapping-editor/editor-state";
import classes from "@/components/models/mapping-editor/mapping-editor.module.css";
import { ProblemNote } from "@/components/ui/problem-note";
import { Section } from "@/components/ui/section";

interface MappingJsonProps {
  json: NonNullable<EditorState["json"]>;
  dispatch: Editor["dispatch"];
}

/** The whole mapping as JSON, for whoever would rather write it. */
export function MappingJson({ json, dispatch }: MappingJsonProps) {
  return (
    <Section title="Mapping" note="As POST /api/v1/use-cases/{slug}/models takes it.">
      <Textarea
        aria-label="Mapping as JSON"
        className={classes.code ?? ""}
        autosize
        minRows={16}
        maxRows={40}
        spellCheck={false}
        value={json.text}
        onChange={(event) => dispatch({ type: "json_typed", text: event.currentTarget.value })}
      />
      {json.problems.length > 0 && (
        <Box mt="sm">
          <ProblemNote>
            <ul className={classes.jsonProblems}>
              {json.problems.map(({ path, message }) => (
                <li key={`${path} ${message}`}>
                  {path !== "" && <code>{path}</code>} {message}
                </li>
              ))}
            </ul>
          </ProblemNote>
        </Box>
      )}
      <Group mt="sm" gap="xs" justify="flex-end">
        <Button variant="subtle" color="gray" onClick={() => dispatch({ type: "json_dropped" })}>
          Drop the changes
        </Button>
        <Button variant="default" onClick={() => dispatch({ type: "json_closed" })}>
          Take this mapping
        </Button>
      </Group>
    </Section>
  );
}
