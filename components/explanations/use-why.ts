"use client";
import { useCallback, useEffect, useState } from "react";
import type { ActionResult } from "@/lib/access/server-action";
import type { WhyPlace } from "@/lib/explanations/explanation-schema";
import type { WhyView } from "@/lib/explanations/why-view";

/** So that whoever goes from item to item does not ask about all of them. */
const restMs = 300;
const firstPauseMs = 700;
const longestPauseMs = 5_000;
const patienceMs = 60_000;

interface Why {
  /** Null until the first answer. */
  view: WhyView | null;
  problem: string | null;
  /** It takes longer than anybody should wait; nobody asks any more until `again`. */
  late: boolean;
  again: () => void;
}

/** Asks why the model answered as it did, until it is known. `place` must not change while the component is there. */
export function useWhy(place: WhyPlace): Why {
  const [{ view, problem, late }, setState] = useState<Omit<Why, "again">>({ view: null, problem: null, late: false });
  const [turn, setTurn] = useState(0);
  const body = JSON.stringify(place);
  useEffect(() => {
    const abort = new AbortController();
    const started = turn >= 0 && performance.now();
    const ask = async (pause: number) => {
      const answer = await sendWhy(body, abort.signal);
      if (answer === null) return;
      if (!answer.ok) return setState((before) => ({ ...before, problem: answer.error.message, late: true }));
      const pending = answer.result.explanation?.state === "pending";
      const waited = performance.now() - Number(started) > patienceMs;
      setState({ view: answer.result, problem: null, late: pending && waited });
      if (pending && !waited) timer = setTimeout(ask, pause, Math.min(longestPauseMs, pause * 1.5));
    };
    let timer = setTimeout(ask, restMs, firstPauseMs);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [body, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { view, problem, late, again };
}

/** Null where it was called off. */
async function sendWhy(body: string, signal: AbortSignal): Promise<ActionResult<WhyView> | null> {
  try {
    const headers = { "content-type": "application/json" };
    const response = await fetch("/api/why", { method: "POST", headers, body, signal });
    return (await response.json()) as ActionResult<WhyView>;
  } catch {
    if (signal.aborted) return null;
    const message = "The server could not be reached, so there is nothing to show here.";
    return { ok: false, error: { code: "unavailable", message, problems: [] } };
  }
}
