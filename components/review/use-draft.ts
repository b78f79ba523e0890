"use client";
import { useEffect, useRef } from "react";
import { callAction } from "@/components/review/call-action";
import type { DeskActions } from "@/components/review/desk-actions";
import { dropCopy, keepCopy, type LocalCopy } from "@/components/review/local-copies";
import type { DeskHandle } from "@/components/review/use-desk";
import { noteLimit } from "@/lib/review/review-schema";

const pauseMs = 500;

/**
 * Keeps choice and note while they are worked on: in this browser at once, on the server half a second later, so that no
 * reload and no lost session or network costs them. Where the item turns out to be no longer held, `onLost` is to look
 * into it.
 */
export function useDraft(userId: string, { state, dispatch }: DeskHandle, actions: DeskActions, onLost: () => void) {
  const saved = useRef({ reviewId: "", text: "" });
  const [item] = state.items;
  const { answer, note, connection } = state;
  const { useCaseId, reviewId, externalId } = item ?? {};

  useEffect(() => {
    if (useCaseId === undefined || reviewId === undefined || externalId === undefined) return;
    const text = JSON.stringify({ answer, note });
    if (saved.current.reviewId !== reviewId) saved.current = { reviewId, text };
    if (saved.current.text === text) return;
    keepCopy(userId, { useCaseId, reviewId, externalId, note, work: { kind: "draft", answer } });
    // It is saved when the connection is back; one that is too long, when it has been cut.
    if (connection !== "fine" || note.length > noteLimit) return;
    const save = async () => {
      saved.current = { reviewId, text };
      const answered = await callAction(actions.saveDraft, { useCaseId, reviewId, draft: { answer, note } });
      if (answered.state === "again") {
        if (saved.current.reviewId === reviewId) saved.current = { reviewId, text: "" };
        dispatch({ type: "connection", connection: answered.connection });
      }
      const latest = saved.current.reviewId === reviewId && saved.current.text === text;
      if (answered.state === "done" && latest) dropCopy(userId, reviewId);
      if (answered.state === "done" && answered.result.length === 0) onLost();
    };
    const timer = setTimeout(save, pauseMs);
    return () => clearTimeout(timer);
  }, [userId, useCaseId, reviewId, externalId, answer, note, connection, actions, dispatch, onLost]);

  useUnsentCopies(userId, state.steps);
}

/** Keeps what has left the screen in this browser until the server has acknowledged it. */
function useUnsentCopies(userId: string, steps: DeskHandle["state"]["steps"]) {
  const kept = useRef(new Set<string>());
  useEffect(() => {
    for (const step of steps) {
      const sending = step.state === "sending";
      if (sending === kept.current.has(step.reviewId)) continue;
      if (sending) {
        kept.current.add(step.reviewId);
        keepCopy(userId, copyOf(step));
      } else {
        kept.current.delete(step.reviewId);
        dropCopy(userId, step.reviewId);
      }
    }
  }, [userId, steps]);
}

function copyOf(step: DeskHandle["state"]["steps"][number]): LocalCopy {
  const { useCaseId, reviewId, externalId, note } = step;
  const place = { useCaseId, reviewId, externalId, note };
  switch (step.kind) {
    case "verdict":
      return { ...place, work: { kind: step.kind, answer: step.answer, reasonCode: step.reasonCode } };
    case "skip":
      return { ...place, work: { kind: step.kind, answer: step.answer, reason: step.reason } };
    case "defer":
      return { ...place, work: { kind: step.kind, answer: step.answer, until: step.until } };
    default:
      return { ...place, work: { kind: step.kind, answer: step.answer } };
  }
}
