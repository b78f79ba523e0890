"use client";
import { useEffect, useRef } from "react";
import { callAction } from "@/components/review/call-action";
import type { DeskActions } from "@/components/review/desk-actions";
import type { DeskHandle } from "@/components/review/use-desk";
import type { Desk } from "@/lib/review/desk-view";

const pauseMs = 500;

/**
 * Keeps choice and note on the server while they are worked on, so that no reload and no lost session costs them. Where
 * the item turns out to be no longer held, `onLost` is to look into it.
 */
export function useDraft(desk: Desk, { state, dispatch }: DeskHandle, actions: DeskActions, onLost: () => void): void {
  const saved = useRef({ reviewId: "", text: "" });
  const [item] = state.items;
  const reviewId = item?.reviewId;
  const { answer, note, connection } = state;

  useEffect(() => {
    // It is saved when the connection is back.
    if (reviewId === undefined || connection !== "fine") return;
    const text = JSON.stringify({ answer, note });
    if (saved.current.reviewId !== reviewId) saved.current = { reviewId, text };
    if (saved.current.text === text) return;
    const save = async () => {
      saved.current = { reviewId, text };
      const answered = await callAction(actions.saveDraft, {
        useCaseId: desk.useCaseId,
        reviewId,
        draft: { answer, note },
      });
      if (answered.state === "again") {
        saved.current = { reviewId, text: "" };
        dispatch({ type: "connection", connection: answered.connection });
      }
      if (answered.state === "done" && answered.result.length === 0) onLost();
    };
    const timer = setTimeout(save, pauseMs);
    return () => clearTimeout(timer);
  }, [reviewId, answer, note, connection, desk.useCaseId, actions, dispatch, onLost]);
}
