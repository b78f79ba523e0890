/**
 * A moment so many calendar months later (or earlier, where negative), in UTC. Where that month is too short for the day,
 * its last day is meant: six months after 31 August is 28 or 29 February.
 */
export function addMonths(moment: Date, months: number): Date {
  const moved = new Date(moment);
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  const daysInMonth = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(moment.getUTCDate(), daysInMonth));
  return moved;
}
