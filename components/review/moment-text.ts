const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
const minute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

/**
 * A date-time of an item as people read it. Days stay days; a time with a zone is shown in UTC, and one without as it
 * was sent, so that all reviewers read the same, wherever they sit.
 */
export function momentText(value: string): string {
  if (!value.includes("T")) return day.format(new Date(`${value}T00:00Z`));
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(value);
  return zoned ? `${minute.format(new Date(value))} UTC` : minute.format(new Date(`${value}Z`));
}
