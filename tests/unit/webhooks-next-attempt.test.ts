import { describe, expect, it } from "vitest";
import { nextAttempt, retryAfterMs } from "@/lib/webhooks/next-attempt";

const start = new Date("2026-05-20T12:00:00Z");
const hours = 3_600_000;

/** The pauses of a message that fails at once each time, in milliseconds, until it is given up. */
function pausesOf(random: number, retryAfter: number | null = null): number[] {
  const pauses: number[] = [];
  let now = start;
  for (let attempts = 1; attempts < 100; attempts++) {
    const next = nextAttempt({ attempts, since: start, now, retryAfterMs: retryAfter }, random);
    if (next === null) return pauses;
    pauses.push(next.getTime() - now.getTime());
    now = next;
  }
  throw new Error("It is never given up.");
}

const sum = (numbers: number[]) => numbers.reduce((total, n) => total + n, 0);

describe("the pauses between attempts", () => {
  it("grow over two days, and no further", () => {
    const pauses = pausesOf(0);
    expect(pauses[0]).toBe(5000);
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
    expect(sum(pauses)).toBeGreaterThan(40 * hours);
    expect(sum(pauses)).toBeLessThanOrEqual(48 * hours);
  });

  it("differ by chance, never for the longer", () => {
    const [longest, shortest] = [pausesOf(0), pausesOf(0.999)];
    expect(shortest).toHaveLength(longest.length);
    shortest.forEach((pause, index) => {
      expect(pause).toBeLessThan(longest[index] ?? 0);
      expect(pause).toBeGreaterThanOrEqual(0.9 * (longest[index] ?? 0));
    });
  });

  it("are as long as the receiver asks where that is longer, within the two days", () => {
    const failed = { attempts: 1, since: start, now: start };
    const waitFor = (ms: number | null) =>
      (nextAttempt({ ...failed, retryAfterMs: ms }, 0)?.getTime() ?? 0) - start.getTime();
    expect(waitFor(60_000)).toBe(60_000);
    expect(waitFor(1000)).toBe(5000);
    expect(waitFor(1000 * hours)).toBe(48 * hours);
    expect(sum(pausesOf(0, 24 * hours))).toBeLessThanOrEqual(48 * hours + 5000);
  });

  it("leave a message whose first attempt came days late a second one", () => {
    const now = new Date(start.getTime() + 72 * hours);
    expect(nextAttempt({ attempts: 1, since: start, now, retryAfterMs: null }, 0)).not.toBeNull();
    expect(nextAttempt({ attempts: 2, since: start, now, retryAfterMs: null }, 0)).toBeNull();
  });
});

describe("a Retry-After header", () => {
  it.each([
    ["120", 120_000],
    ["0", 0],
    ["Wed, 20 May 2026 12:00:30 GMT", 30_000],
    ["Wed, 20 May 2026 11:00:00 GMT", 0],
    ["-5", null],
    ["soon", null],
    ["", null],
    [undefined, null],
  ])("%s is %s", (header, ms) => {
    expect(retryAfterMs(header, start)).toBe(ms);
  });
});
