"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";

const pauseMs = 2000;
/** Whoever leaves the page open is not served for ever. */
const mostTimes = 60;

/** Reads the page again a little after it was read, as long as it stands there. Shows nothing. */
export function RefreshSoon() {
  const router = useRouter();
  const [times, setTimes] = useState(0);
  const [reading, startReading] = useTransition();

  useEffect(() => {
    if (reading || times >= mostTimes) return;
    // Never while one is under way: on a slow line they would stand in the way of whatever the reader does.
    const timer = setTimeout(() => {
      setTimes(times + 1);
      if (!document.hidden) startReading(() => router.refresh());
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [reading, times, router]);

  return null;
}
