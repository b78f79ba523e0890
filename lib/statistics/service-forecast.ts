/** What becomes of a queue's due dates at a pace. */
export interface ServiceForecast {
  /** Items that should have been answered by now. */
  overdue: number;
  /** Items that fall due within the horizon and will be answered later than that. */
  missed: number;
  /** When the first of these is due; null where there is none. */
  from: Date | null;
}

/**
 * Which due dates a queue will miss, if people take it in this order and go on at `perHour` answers an hour: the k-th item
 * is answered k / perHour hours from now. `dues` is in the order of work; null: without a due date. With a pace of 0
 * everything that falls due within the horizon is missed.
 */
export function serviceForecast({
  dues,
  perHour,
  now,
  horizonHours,
}: {
  dues: readonly (Date | null)[];
  perHour: number;
  now: Date;
  horizonHours: number;
}): ServiceForecast {
  const hourMs = 3_600_000;
  const start = now.getTime();
  let overdue = 0;
  const late: number[] = [];
  for (const [place, due] of dues.entries()) {
    if (due === null) continue;
    const at = due.getTime();
    if (at <= start) overdue += 1;
    else if (at <= start + horizonHours * hourMs && start + ((place + 1) / perHour) * hourMs > at) late.push(at);
  }
  const first = late.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  return { overdue, missed: late.length, from: late.length === 0 ? null : new Date(first) };
}

/**
 * Answers an hour to expect: what each person on duty gives in an hour that they work. A quarter of an hour in which a
 * person answered anything counts as worked. 0 where nobody is on duty.
 */
export function paceOf({ answers, quarters, onDuty }: { answers: number; quarters: number; onDuty: number }): number {
  return quarters === 0 ? 0 : (answers / (quarters / 4)) * onDuty;
}
