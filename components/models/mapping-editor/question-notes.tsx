"use client";
import { Box, Button, Text } from "@mantine/core";
import type { Editor } from "@/components/models/mapping-editor/editor";
import type { EditorQuestion } from "@/components/models/mapping-editor/editor-state";
import classes from "@/components/models/mapping-editor/mapping-editor.module.css";

/** Goes to the first thing that is to be looked at; where there is none, to the button that adds the model. */
export function goToNextQuestion(): void {
  requestAnimationFrame(() => {
    const next =
      document.querySelector<HTMLElement>("[data-question]") ?? document.querySelector<HTMLElement>("[data-add]");
    next?.scrollIntoView({ block: "center" });
    next?.focus({ preventScroll: true });
  });
}

/** What a proposal leaves open, at its place. A guess is confirmed by a click, or answered by changing it. */
export function QuestionNotes({ editor, path }: { editor: Editor; path: string }) {
  return editor
    .questionsAt(path)
    .map((question) => <QuestionNote key={question.id} question={question} dispatch={editor.dispatch} />);
}

function QuestionNote({ question, dispatch }: { question: EditorQuestion; dispatch: Editor["dispatch"] }) {
  const { id, kind, message } = question;
  return (
    <Box
      role="group"
      className={classes.question}
      data-question={kind}
      tabIndex={-1}
      aria-label={kind === "choose" ? "To choose" : "To confirm"}
    >
      <Text size="sm">
        <b>{kind === "choose" ? "Choose: " : "Is that right? "}</b>
        {message}
      </Text>
      {kind === "confirm" && (
        <Button
          size="compact-sm"
          variant="default"
          className={classes.yes ?? ""}
          onClick={() => {
            dispatch({ type: "confirmed", ids: [id] });
            goToNextQuestion();
          }}
        >
          Yes, that is right
        </Button>
      )}
    </Box>
  );
}

/** Sentences about a place as a whole. */
export function PlaceProblems({ problems }: { problems: readonly { path: string; message: string }[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className={classes.problems}>
      {problems.map(({ path, message }) => (
        <li key={`${path} ${message}`}>{message}</li>
      ))}
    </ul>
  );
}
