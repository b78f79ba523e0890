"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { listen } from "@/components/ui/live-line";
import type { Change } from "@/lib/access/audible";

/** Soon enough to feel at once, late enough to gather what comes together. */
const gatherMs = 150;
/** However much happens, the page is not read more often than this. */
const pauseMs = 1_000;

interface LiveProps {
  kinds: readonly Exclude<Change["kind"], "caught_up">[];
  /** Only what happens in this use case; left out: in any. */
  useCaseId?: string;
  /** `Date.now()` where the server makes the page. */
  madeAt: number;
}

/** Keeps the page it stands on up to date: reads it again when one of these kinds of things changes. Shows nothing. */
export function Live({ kinds, useCaseId, madeAt }: LiveProps) {
  const router = useRouter();
  const wanted = kinds.join(" ");
  // A page that is read again must not open its line again.
  const [firstMadeAt] = useState(madeAt);
  const [stale, setStale] = useState(false);
  const [reading, startReading] = useTransition();
  const lastRead = useRef(0);
  // A halt or another change of policy is to be seen within a second, whatever else happens: it waits for nothing.
  const urgent = useRef(false);

  useEffect(
    () =>
      listen((change) => {
        const concerns =
          change.kind === "caught_up" ||
          (wanted.split(" ").includes(change.kind) && (useCaseId === undefined || change.useCaseId === useCaseId));
        if (!concerns) return;
        if (change.kind === "policy") urgent.current = true;
        setStale(true);
      }, firstMadeAt),
    [wanted, useCaseId, firstMadeAt],
  );

  // Never while the page is being read already: where much happens, it would be begun anew for ever.
  useEffect(() => {
    if (!stale || reading) return;
    const wait = urgent.current ? 0 : Math.max(gatherMs, lastRead.current + pauseMs - Date.now());
    const timer = setTimeout(() => {
      lastRead.current = Date.now();
      urgent.current = false;
      setStale(false);
      startReading(() => router.refresh());
    }, wait);
    return () => clearTimeout(timer);
  }, [stale, reading, router]);
  return null;
}
