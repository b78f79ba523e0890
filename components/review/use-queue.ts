"use client";
import { useEffect, useRef, useState } from "react";
import { callAction } from "@/components/review/call-action";
import type { DeskActions } from "@/components/review/desk-actions";
import type { DeskHandle } from "@/components/review/use-desk";
import type { Desk } from "@/lib/review/desk-view";
import type { QueueView } from "@/lib/review/queue-query";

const waitingMs = 3_000;
const workingMs = 6_000;

type QueueCounts = Pick<QueueView, "waiting" | "claimed" | "skipped">;

/**
 * What waits, read again and again while the page can be seen: more often where the desk is empty, which then asks for
 * an item as soon as one is there. It also notices when a lost connection is back.
 */
export function useQueue(
  desk: Desk,
  atFirst: QueueCounts,
  { state, dispatch }: DeskHandle,
  actions: DeskActions,
): QueueCounts {
  const [counts, setCounts] = useState(atFirst);
  const latest = useRef({ state, actions });
  useEffect(() => {
    latest.current = { state, actions };
  });
  const { useCaseId } = desk;
  const idle = state.items.length === 0;

  useEffect(() => {
    async function read() {
      if (document.hidden) return;
      const answered = await callAction(latest.current.actions.readQueue, { useCaseId });
      const { items, claim, steps } = latest.current.state;
      if (answered.state === "again") dispatch({ type: "connection", connection: answered.connection });
      if (answered.state !== "done" || answered.result === null) return;
      if (steps.every((step) => step.state !== "sending")) dispatch({ type: "connection", connection: "fine" });
      setCounts(answered.result);
      const { waiting, claimed } = answered.result;
      if (claim === "nothing" && (waiting > 0 || claimed > items.length)) dispatch({ type: "ask_again" });
    }
    const soon = setTimeout(read, 400);
    const timer = setInterval(read, idle ? waitingMs : workingMs);
    document.addEventListener("visibilitychange", read);
    window.addEventListener("focus", read);
    return () => {
      clearTimeout(soon);
      clearInterval(timer);
      document.removeEventListener("visibilitychange", read);
      window.removeEventListener("focus", read);
    };
  }, [useCaseId, idle, dispatch]);

  return counts;
}
