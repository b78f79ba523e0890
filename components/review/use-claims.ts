"use client";
import { useCallback, useEffect, useRef } from "react";
import { callAction } from "@/components/review/call-action";
import type { DeskActions } from "@/components/review/desk-actions";
import type { DeskHandle } from "@/components/review/use-desk";
import type { Desk } from "@/lib/review/desk-view";

const renewMs = 60_000;
/** Whoever touched neither key nor mouse for this long has left; the items go back to the queue by themselves. */
const awayMs = 10 * 60_000;
const touches = ["pointermove", "pointerdown", "keydown", "visibilitychange"] as const;

/**
 * Keeps the claims of an open desk while somebody is at it, and gives back what is untouched when they leave. Answers with
 * what asks at once whether they are all still held.
 */
export function useClaims(desk: Desk, { state, dispatch }: DeskHandle, actions: DeskActions): () => void {
  const latest = useRef({ state, actions });
  useEffect(() => {
    latest.current = { state, actions };
  });
  const { useCaseId } = desk;

  const renew = useCallback(async () => {
    const onDesk = () => latest.current.state.items.map((item) => item.reviewId);
    const reviewIds = onDesk();
    if (reviewIds.length === 0) return;
    const answered = await callAction(latest.current.actions.renew, { useCaseId, reviewIds });
    if (answered.state !== "done") return;
    const { held, decided } = answered.result;
    const lost = onDesk().filter((id) => reviewIds.includes(id) && !held.includes(id));
    if (lost.length > 0) dispatch({ type: "claims_lost", reviewIds: lost, decided });
  }, [useCaseId, dispatch]);

  useEffect(() => {
    let touched = Date.now();
    let renewed = Date.now();
    async function renewWhenDue() {
      const now = Date.now();
      if (document.hidden || now - touched > awayMs || now - renewed < renewMs) return;
      renewed = now;
      await renew();
    }
    const touch = () => {
      touched = Date.now();
      void renewWhenDue();
    };
    const timer = setInterval(renewWhenDue, renewMs / 4);
    for (const name of touches) document.addEventListener(name, touch);
    return () => {
      clearInterval(timer);
      for (const name of touches) document.removeEventListener(name, touch);
    };
  }, [renew]);

  useEffect(
    () => () => {
      const { items, answer, note } = latest.current.state;
      const untouched = items.filter((_, index) => index > 0 || (answer === null && note === ""));
      const reviewIds = untouched.map((item) => item.reviewId);
      if (reviewIds.length > 0) void callAction(latest.current.actions.release, { useCaseId, reviewIds });
    },
    [useCaseId],
  );

  return renew;
}
