"use client";
import { useInterval } from "@mantine/hooks";
import { useState } from "react";
import classes from "@/components/review/item-pane.module.css";
import { durationText } from "@/components/ui/figure-text";

/** How long there is to answer an item, kept fresh. What is overdue says so in words. */
export function DueText({ at }: { at: string }) {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), 10_000, { autoInvoke: true });
  const seconds = (new Date(at).getTime() - now) / 1000;
  return (
    <time dateTime={at} className={classes.due} data-overdue={seconds < 0 || undefined} suppressHydrationWarning>
      {seconds < 0 ? `overdue by ${durationText(-seconds)}` : `due in ${durationText(seconds)}`}
    </time>
  );
}
