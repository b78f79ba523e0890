/**
 * The smallest UUIDv7 of a moment: ids of that millisecond and later ones are not below it. Turns a range of time into
 * a range of keys (`clock.ts` makes keys whose first 48 bits are the milliseconds since 1970).
 */
export function firstIdOf(moment: Date): string {
  const hex = moment.getTime().toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** The moment that a UUIDv7 was made at, to the millisecond. */
export function momentOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

/** The keys made on the days from `from` to `to` (`YYYY-MM-DD`, UTC, both included): at least `least`, below `below`. */
export function idRangeOfDays(days: { from?: string | undefined; to?: string | undefined }): {
  least: string | null;
  below: string | null;
} {
  const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000);
  return {
    least: days.from === undefined ? null : firstIdOf(new Date(`${days.from}T00:00:00Z`)),
    below: days.to === undefined ? null : firstIdOf(dayAfter(days.to)),
  };
}
