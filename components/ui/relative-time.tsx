"use client";
import { useInterval } from "@mantine/hooks";
import { useState } from "react";

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

const relative = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto", style: "short" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long", timeZone: "UTC" });

function sinceText(at: Date, now: number): string {
  const seconds = (at.getTime() - now) / 1000;
  const unit = units.find(([, length]) => Math.abs(seconds) >= length);
  return unit === undefined ? "just now" : relative.format(Math.trunc(seconds / unit[1]), unit[0]);
}

/** A moment in the past as people say it ("3 hr ago"), kept fresh; the exact time in UTC is its title. */
export function RelativeTime({ at }: { at: Date | string }) {
  const moment = new Date(at);
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), 30_000, { autoInvoke: true });
  return (
    <time dateTime={moment.toISOString()} title={exact.format(moment)} suppressHydrationWarning>
      {sinceText(moment, now)}
    </time>
  );
}
