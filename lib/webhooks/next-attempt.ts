const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Pauses after the first attempt, the second and so on: nine attempts, the last one almost two days after the first. */
const pauses = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 15 * hour];

/** So long a message is tried. */
const lifeMs = 48 * hour;

/** A part of each pause is chance, so that what failed together does not come back together. */
const jitter = 0.1;

interface Failed {
  /** Attempts so far, the one that has just failed included. */
  attempts: number;
  /** Since when it is tried. */
  since: Date;
  now: Date;
  /** For how long the receiver asked to be left alone, in milliseconds; null: it did not say. */
  retryAfterMs: number | null;
}

/**
 * When a message that failed is tried again; null: it is given up. The receiver's own wish (Retry-After) counts where it
 * is longer than our pause, but not beyond the message's two days. `random` in [0, 1).
 */
export function nextAttempt({ attempts, since, now, retryAfterMs }: Failed, random = Math.random()): Date | null {
  const pause = pauses[attempts - 1];
  const left = since.getTime() + lifeMs - now.getTime();
  // One that came late to its first attempt (nothing was sent for days) has a second chance at least.
  if (pause === undefined || (left <= 0 && attempts > 1)) return null;
  const own = pause * (1 - jitter * random);
  return new Date(now.getTime() + Math.max(own, Math.min(retryAfterMs ?? 0, left)));
}

/** The seconds or the HTTP date of a Retry-After header in milliseconds from now; null where it says neither. */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * second;
  const ms = text.endsWith("GMT") ? Date.parse(text) - now.getTime() : Number.NaN;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
