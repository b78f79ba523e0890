interface Hours {
  from: string;
  to: string;
  days: readonly number[];
  timeZone: string;
}

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/**
 * A function that says whether a moment (milliseconds since 1970) lies within these hours of these days, in the hours'
 * time zone. The end is excluded; an end before the start runs past midnight and belongs to the day on which it began;
 * an end equal to the start is the whole day. Throws `RangeError` for a time zone that nobody knows.
 */
export function openHours({ from, to, days, timeZone }: Hours): (moment: number) => boolean {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const [start, end] = [minuteOf(from), minuteOf(to)];
  const isOpen = (moment: number): boolean => {
    const parts = new Map(clock.formatToParts(moment).map(({ type, value }) => [type, value]));
    const day = weekdays.indexOf(parts.get("weekday") ?? "") + 1;
    const minute = Number(parts.get("hour")) * 60 + Number(parts.get("minute"));
    const dayBefore = day === 1 ? 7 : day - 1;
    if (start < end) return days.includes(day) && minute >= start && minute < end;
    return (days.includes(day) && minute >= start) || (days.includes(dayBefore) && minute < end);
  };
  // Zones change by whole minutes, so items of one minute need one look at the calendar.
  let known = { minute: Number.NaN, open: false };
  return (moment) => {
    const minute = Math.floor(moment / 60_000);
    if (known.minute !== minute) known = { minute, open: isOpen(moment) };
    return known.open;
  };
}
