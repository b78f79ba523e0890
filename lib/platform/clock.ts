import { v7 } from "uuid";

/** The application's clock; tests replace `now`. */
export const clock = { now: (): Date => new Date() };

/** A new UUIDv7. `at` sets its time part (milliseconds), so that keys sort by the time of what they name. */
export function newId(at?: Date): string {
  return at === undefined ? v7() : v7({ msecs: at.getTime() });
}
