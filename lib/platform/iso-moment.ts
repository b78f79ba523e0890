const shape =
  /^(\d{4})-(\d{2})-(\d{2})(?:T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{1,9})?)?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?$/;

/**
 * The moment that an ISO 8601 text names, or null. A date alone is its first moment, and a time without an offset is UTC,
 * so that no server's time zone matters. Days that no calendar has (30 February) are refused.
 */
export function isoMoment(text: string): Date | null {
  const match = shape.exec(text);
  if (match === null) return null;
  const [, year = "", month = "", day = "", hour, , , offset] = match;
  const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.getUTCDate() !== Number(day)) return null;
  if (hour === undefined) return midnight;
  const local = offset === undefined ? text : text.slice(0, -offset.length);
  const zone = offset === undefined || offset === "Z" ? "Z" : `${offset.slice(0, 3)}:${offset.slice(-2)}`;
  return new Date(`${local}${zone}`);
}
