"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { callAction } from "@/components/review/call-action";
import type { DeskActions } from "@/components/review/desk-actions";
import type { DeskHandle } from "@/components/review/use-desk";
import { listen } from "@/components/ui/live-line";
import type { Desk } from "@/lib/review/desk-view";
import type { QueueView } from "@/lib/review/queue-query";

/** Also without an announcement: a claim that runs out is announced by nobody. */
const waitingMs = 5_000;
const workingMs = 20_000;
/** Announcements that come in a burst are one. */
const burstMs = 250;

type QueueCounts = Pick<QueueView, "waiting" | "claimed" | "skipped">;

/**
 * What waits, read when the server announces a change and now and then, while the page can be seen. Where the desk is
 * empty it asks for an item as soon as one is there. It also notices when a lost connection is back, and when fewer
 * reviews are held than lie on the desk: an item may have been decided elsewhere.
 */
export function useQueue(
  desk: Desk,
  atFirst: QueueCounts,
  { state, dispatch }: DeskHandle,
  actions: DeskActions,
  onFewer: () => void,
): QueueCounts {
  const [counts, setCounts] = useState(atFirst);
  const latest = useRef({ state, actions, onFewer });
  useEffect(() => {
    latest.current = { state, actions, onFewer };
  });
  const { useCaseId } = desk;

  const read = useCallback(async () => {
    if (document.hidden) return;
    const atHand = latest.current.state.items.map((item) => item.reviewId);
    const answered = await callAction(latest.current.actions.readQueue, { useCaseId });
    const { items, claim, steps } = latest.current.state;
    if (answered.state === "again") dispatch({ type: "connection", connection: answered.connection });
    if (answered.state !== "done" || answered.result === null) return;
    if (steps.every((step) => step.state !== "sending")) dispatch({ type: "connection", connection: "fine" });
    setCounts(answered.result);
    const { waiting, claimed } = answered.result;
    const kept = items.filter((item) => atHand.includes(item.reviewId));
    if (claimed < kept.length && steps.every((step) => step.state !== "undoing")) latest.current.onFewer();
    if (claim === "nothing" && (waiting > 0 || claimed > items.length)) dispatch({ type: "ask_again" });
  }, [useCaseId, dispatch]);

  useEffect(() => {
    let soon: ReturnType<typeof setTimeout> | undefined;
    // The line says "caught up" when it stands for the first time, so nothing is missed before that.
    const hangUp = listen((change) => {
      const concerns = change.kind === "caught_up" || (change.kind === "queue" && change.useCaseId === useCaseId);
      if (!concerns || soon !== undefined) return;
      soon = setTimeout(() => {
        soon = undefined;
        void read();
      }, burstMs);
    }, 0);
    window.addEventListener("focus", read);
    return () => {
      hangUp();
      clearTimeout(soon);
      window.removeEventListener("focus", read);
    };
  }, [useCaseId, read]);

  const eager = state.items.length === 0 || state.connection !== "fine";
  useEffect(() => {
    const timer = setInterval(read, eager ? waitingMs : workingMs);
    return () => clearInterval(timer);
  }, [eager, read]);

  return counts;
}
