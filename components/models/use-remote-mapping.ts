"use client";
import { useState } from "react";
import { ownProblems, placesOf } from "@/components/models/draft/use-mapping-editor";
import { rawMapping } from "@/components/models/mapping-editor/edited-mapping";
import type { Editor } from "@/components/models/mapping-editor/editor";
import {
  type EditorAction,
  type EditorState,
  openEditor,
  reduceEditor,
} from "@/components/models/mapping-editor/editor-state";
import type { Proposal } from "@/lib/models/proposal-schema";
import type { Problem } from "@/lib/platform/errors";

const withoutRoot = ({ path, message }: Problem): Problem => ({ path: path.replace(/^mapping\.?/, ""), message });

/** The mapping of a model on a server while it is edited; there is none at first. */
export function useRemoteMapping() {
  const [state, setState] = useState<EditorState | null>(null);
  const dispatch = (action: EditorAction) => setState((before) => before && reduceEditor(before, action));

  /** Starts with a mapping; `asJson` where the server's own names must be typed first. */
  function open(proposal: Proposal, { asJson = false } = {}) {
    const opened = openEditor(proposal);
    setState(opened && asJson ? reduceEditor(opened, { type: "json_opened" }) : opened);
  }

  /** What was edited, as the server takes it; null where something is not right yet, which the editor shows. */
  function read(): { mapping?: unknown } | null {
    if (state === null) return {};
    const closed = reduceEditor(state, { type: "json_closed" });
    setState(closed);
    return closed.json === null ? { mapping: rawMapping(closed.mapping) } : null;
  }

  /** Where questions and problems stand; `found` are those that the server saw, under `mapping`. */
  function places(found: readonly Problem[]): Pick<Editor, "questionsAt" | "problemAt" | "problemsUnder"> | null {
    if (state === null) return null;
    const own = ownProblems(state);
    return placesOf(state, own.length > 0 ? own : found.map(withoutRoot));
  }

  return { state, dispatch, open, read, places, drop: () => setState(null) };
}
