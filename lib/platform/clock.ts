import { v7 } from "uuid";

/** The application's clock; tests replace `now`. */
export const clock = { now: (): Date => new Date() };

let made = 0;

const randomBytes = new Uint8Array(4096);
let taken = randomBytes.length;

/** 16 random bytes that nobody has had before. Fetched many at a time, because each fetch costs more than the bytes. */
function freshBytes(): Uint8Array {
  if (taken === randomBytes.length) {
    crypto.getRandomValues(randomBytes);
    taken = 0;
  }
  taken += 16;
  return randomBytes.subarray(taken - 16, taken);
}

/**
 * A new UUIDv7. `at` sets its time part (milliseconds), so that keys sort by the time of what they name; within one
 * millisecond, those of one process sort in the order in which they were made (a batch keeps its order in its queue).
 */
export function newId(at?: Date): string {
  if (at === undefined) return v7();
  made = (made + 1) >>> 0;
  return v7({ msecs: at.getTime(), seq: made, random: freshBytes() });
}
