"use client";
import { useEffect, useReducer } from "react";
import { mappingProblems } from "@/components/models/mapping-editor/edited-mapping";
import type { Editor } from "@/components/models/mapping-editor/editor";
import {
  type EditorQuestion,
  type EditorState,
  keptWork,
  openQuestions,
  placeOf,
  reduceEditor,
} from "@/components/models/mapping-editor/editor-state";
import type { Problem } from "@/lib/platform/errors";

const under = (path: string, place: string) => path === place || path.startsWith(`${place}.`);

/** The editor's state, kept in this browser until `forget`: a reload loses no work. */
export function useMappingEditor(draftId: string, opened: EditorState) {
  const key = `model-draft:${draftId}`;
  const [state, dispatch] = useReducer(reduceEditor, opened);
  useEffect(() => {
    const kept = localStorage.getItem(key);
    if (kept === null) return;
    try {
      dispatch({ type: "restored", work: JSON.parse(kept) });
    } catch {
      localStorage.removeItem(key);
    }
  }, [key]);
  useEffect(() => {
    if (state !== opened) localStorage.setItem(key, JSON.stringify(keptWork(state)));
  }, [key, state, opened]);
  return { state, dispatch, forget: () => localStorage.removeItem(key) };
}

/** What is wrong with the mapping by itself. What is still asked is not wrong yet. */
export function ownProblems(state: EditorState): Problem[] {
  const asked = openQuestions(state)
    .filter(({ kind }) => kind === "choose")
    .map((question) => placeOf(question, state.mapping));
  return mappingProblems(state.mapping).filter(({ path }) => !asked.some((place) => under(path, place)));
}

/** Finds questions and problems by their places. */
export function placesOf(
  state: EditorState,
  problems: readonly Problem[],
): Pick<Editor, "questionsAt" | "problemAt" | "problemsUnder"> {
  const questions = new Map<string, EditorQuestion[]>();
  for (const question of openQuestions(state)) {
    const place = placeOf(question, state.mapping);
    questions.set(place, [...(questions.get(place) ?? []), question]);
  }
  return {
    questionsAt: (path) => questions.get(path) ?? [],
    problemAt: (path) => problems.find((problem) => problem.path === path)?.message,
    problemsUnder: (path, shown) =>
      problems.filter((problem) => under(problem.path, path) && !shown(problem.path.slice(path.length + 1))),
  };
}
