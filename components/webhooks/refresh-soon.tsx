"use client";
import { useInterval } from "@mantine/hooks";
import { useRouter } from "next/navigation";
import { useState } from "react";

const everyMs = 1500;
/** Whoever leaves the page open is not served for ever. */
const mostTimes = 80;

/** Reads the page again every little while, as long as it stands there. Shows nothing. */
export function RefreshSoon() {
  const router = useRouter();
  const [times, setTimes] = useState(0);
  useInterval(
    () => {
      if (times >= mostTimes || document.hidden) return;
      setTimes(times + 1);
      router.refresh();
    },
    everyMs,
    { autoInvoke: true },
  );
  return null;
}
