"use client";
import { useCallback, useEffect, useRef } from "react";
import { callAction } from "@/components/review/call-action";
import type { DeskActions } from "@/components/review/desk-actions";
import type { LostClaim } from "@/components/review/desk-state";
import type { DeskHandle } from "@/components/review/use-desk";
import type { DeskItem } from "@/lib/review/review-view";

const renewMs = 60_000;
/** Whoever touched neither key nor mouse for this long has left; the items go back to the queue by themselves. */
const awayMs = 10 * 60_000;
const touches = ["pointermove", "pointerdown", "keydown", "visibilitychange"] as const;

/** One request per use case. */
function byUseCase(items: readonly DeskItem[]): { useCaseId: string; reviewIds: string[] }[] {
  const groups = Map.groupBy(items, (item) => item.useCaseId);
  return [...groups].map(([useCaseId, held]) => ({ useCaseId, reviewIds: held.map((item) => item.reviewId) }));
}

/**
 * Keeps the claims of an open desk while somebody is at it, and gives back what is untouched when they leave. Answers with
 * what asks at once whether they are all still held.
 */
export function useClaims({ state, dispatch }: DeskHandle, actions: DeskActions): () => void {
  const latest = useRef({ state, actions });
  useEffect(() => {
    latest.current = { state, actions };
  });

  const renew = useCallback(async () => {
    for (const { useCaseId, reviewIds } of byUseCase(latest.current.state.items)) {
      const answered = await callAction(latest.current.actions.renew, { useCaseId, reviewIds });
      if (answered.state === "again") dispatch({ type: "connection", connection: answered.connection });
      if (answered.state !== "done") continue;
      const { held, decided, erased, answered: mine } = answered.result;
      const onDesk = new Set(latest.current.state.items.map((item) => item.reviewId));
      const claims = reviewIds
        .filter((id) => onDesk.has(id) && !held.includes(id))
        .map((reviewId): LostClaim => {
          if (decided.includes(reviewId)) return { reviewId, because: "decided" };
          if (erased.includes(reviewId)) return { reviewId, because: "erased" };
          return { reviewId, because: mine.includes(reviewId) ? "answered" : "taken" };
        });
      if (claims.length > 0) dispatch({ type: "claims_lost", claims });
    }
  }, [dispatch]);

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
      for (const claims of byUseCase(untouched)) void callAction(latest.current.actions.release, claims);
    },
    [],
  );

  return renew;
}
