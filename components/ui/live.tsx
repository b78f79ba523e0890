"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { listen } from "@/components/ui/live-line";
import type { Change } from "@/lib/access/audible";

/** Soon enough to feel at once, late enough to gather what comes together. */
const firstAfterMs = 150;
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
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const stop = listen((change) => {
      const concerns =
        change.kind === "caught_up" ||
        (wanted.split(" ").includes(change.kind) && (useCaseId === undefined || change.useCaseId === useCaseId));
      if (!concerns || timer !== undefined) return;
      const wait = Math.max(firstAfterMs, last + pauseMs - Date.now());
      timer = setTimeout(() => {
        timer = undefined;
        last = Date.now();
        router.refresh();
      }, wait);
    }, firstMadeAt);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [router, wanted, useCaseId, firstMadeAt]);
  return null;
}
