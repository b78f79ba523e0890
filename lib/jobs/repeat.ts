import { setTimeout as sleep } from "node:timers/promises";
import { logger } from "@/lib/platform/logger";

const longestPauseMs = 30_000;

/**
 * Does something again and again, `everyMs` after it last ended; at once while it answers true ("there is more"). An
 * error is logged, and the pause doubles until it works again.
 */
export function repeat(name: string, everyMs: number, work: () => Promise<boolean>): { stop: () => Promise<void> } {
  const abort = new AbortController();
  const run = async () => {
    let pause = everyMs;
    while (!abort.signal.aborted) {
      try {
        const more = await work();
        pause = everyMs;
        if (more) continue;
      } catch (error) {
        pause = Math.min(pause * 2, longestPauseMs);
        logger.error({ err: error, timer: name }, "a timer's work failed");
      }
      await sleep(pause, undefined, { signal: abort.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: async () => {
      abort.abort();
      await running;
    },
  };
}
