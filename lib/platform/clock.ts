import { v7 } from "uuid";

/** The application's clock; tests replace `now`. */
export const clock = { now: (): Date => new Date() };

let made = 0;

/**
 * A new UUIDv7. `at` sets its time part (milliseconds), so that keys sort by the time of what they name; within one
 * millisecond, those of one process sort in the order in which they were made (a batch keeps its order in its queue).
 */
export function newId(at?: Date): string {
  if (at === undefined) return v7();
  made = (made + 1) >>> 0;
  return v7({ msecs: at.getTime(), seq: made });
}
