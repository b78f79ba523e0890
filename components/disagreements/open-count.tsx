"use client";
import { useEffect, useState } from "react";
import classes from "@/components/disagreements/open-count.module.css";
import { listen } from "@/components/ui/live-line";

/** However much happens, the number is not asked for more often than this. */
const pauseMs = 2_000;

/** Where counting stops. */
const mostCounted = 1_000;

/** How many disagreements are open, behind the name of their place. It keeps itself up to date. */
export function OpenCount({ count, madeAt }: { count: number; madeAt: number }) {
  const [shown, setShown] = useState(count);
  const [firstMadeAt] = useState(madeAt);
  useEffect(() => setShown(count), [count]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = listen((change) => {
      if (change.kind !== "queue" && change.kind !== "caught_up") return;
      timer ??= setTimeout(async () => {
        timer = undefined;
        const answer = await fetch("/api/disagreements").catch(() => null);
        const now: unknown = answer?.ok === true ? await answer.json() : null;
        if (typeof now === "number") setShown(now);
      }, pauseMs);
    }, firstMadeAt);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [firstMadeAt]);

  if (shown === 0) return null;
  const text = shown >= mostCounted ? "1,000+" : String(shown);
  return (
    <span className={classes.count}>
      {text}
      <span className={classes.what}> open</span>
    </span>
  );
}
