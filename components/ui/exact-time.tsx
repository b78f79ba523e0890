const withDate = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZone: "UTC",
});

/** A moment to the second, in UTC: for what is on record. */
export function ExactTime({ at }: { at: Date | string }) {
  const moment = new Date(at);
  return <time dateTime={moment.toISOString()}>{withDate.format(moment)} UTC</time>;
}
