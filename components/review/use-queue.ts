"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { callAction } from "@/components/review/call-action";
import type { DeskActions } from "@/components/review/desk-actions";
import type { DeskPlace } from "@/components/review/desk-jobs";
import type { DeskHandle } from "@/components/review/use-desk";
import { listen } from "@/components/ui/live-line";
import type { QueueCounts } from "@/lib/review/queue-view";

/** Also without an announcement: a claim that runs out is announced by nobody, and a lost network should show soon. */
const waitingMs = 5_000;
const workingMs = 10_000;
/** Announcements that come in a burst are one. Whoever has an item at hand need not know at once what else waits. */
const waitingBurstMs = 250;
const workingBurstMs = 2_000;

/** What waits, and how much that makes with what this session has decided. */
type DeskCounts = QueueCounts & { total: number };

/**
 * What waits, read when the server announces a change and now and then, while the page can be seen. Where the desk is
 * empty it asks for an item as soon as one is there. It also notices when a connection is lost or back, and when fewer
 * reviews are held than lie on the desk: an item may have been decided elsewhere.
 */
export function useQueue(
  { useCaseId, desks }: DeskPlace,
  atFirst: QueueCounts,
  { state, dispatch }: DeskHandle,
  actions: DeskActions,
  onFewer: () => void,
): DeskCounts {
  // With what this session had decided and had at hand when it was counted: from then on the total stays as it is.
  const [counted, setCounted] = useState({ counts: atFirst, here: atFirst.claimed });
  const latest = useRef({ state, actions, onFewer });
  useEffect(() => {
    latest.current = { state, actions, onFewer };
  });

  const reading = useRef(false);
  const read = useCallback(async () => {
    // Next sends one action at a time: where answers are slow, questions that pile up would keep verdicts waiting.
    if (document.hidden || reading.current) return;
    reading.current = true;
    const atHand = latest.current.state.items.map((item) => item.reviewId);
    const answered = await callAction(latest.current.actions.readQueue, { useCaseId });
    reading.current = false;
    const { items, claim, steps } = latest.current.state;
    if (answered.state === "again") dispatch({ type: "connection", connection: answered.connection });
    if (answered.state !== "done" || answered.result === null) return;
    if (steps.every((step) => step.state !== "sending")) dispatch({ type: "connection", connection: "fine" });
    const { waiting, claimed } = answered.result;
    setCounted({ counts: answered.result, here: latest.current.state.decided + items.length });
    const kept = items.filter((item) => atHand.includes(item.reviewId));
    if (claimed < kept.length && steps.every((step) => step.state !== "undoing")) latest.current.onFewer();
    if (claim === "nothing" && (waiting > 0 || claimed > items.length)) dispatch({ type: "ask_again" });
  }, [useCaseId, dispatch]);

  useEffect(() => {
    let soon: ReturnType<typeof setTimeout> | undefined;
    // The line says "caught up" when it stands for the first time, so nothing is missed before that.
    const hangUp = listen((change) => {
      const here = useCaseId === null ? desks.has(change.useCaseId ?? "") : change.useCaseId === useCaseId;
      const concerns = change.kind === "caught_up" || (change.kind === "queue" && here);
      if (!concerns || soon !== undefined) return;
      const burstMs = latest.current.state.items.length === 0 ? waitingBurstMs : workingBurstMs;
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
  }, [useCaseId, desks, read]);

  const eager = state.items.length === 0 || state.connection !== "fine";
  useEffect(() => {
    const timer = setInterval(read, eager ? waitingMs : workingMs);
    return () => clearInterval(timer);
  }, [eager, read]);

  const total = counted.here + counted.counts.waiting;
  const waiting = Math.max(0, total - state.decided - state.items.length);
  return { ...counted.counts, total, waiting };
}
