interface NaturalBatch<Entry, Result> {
  /** Largest number of entries in one run. */
  most: number;
  /** Runs that may be under way at once. */
  lanes?: number;
  /**
   * Under load callers come back one after the other, and a free lane that took the first of them alone would leave the
   * others to the next run. So it waits, at most this many milliseconds, until its fair share of all entries is there.
   */
  gatherMs?: number;
  /** Does the work: one outcome per entry, in order. An `Error` in an entry's place fails that entry alone. */
  run: (entries: readonly Entry[]) => Promise<readonly (Result | Error)[]>;
}

interface Waiting<Entry, Result> {
  entry: Entry;
  /** When it came, in `performance.now()`'s milliseconds. */
  since: number;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Natural batching: calls of one turn of the event loop go out together while a lane is free; calls that come meanwhile
 * wait and go out together as soon as one is. A lone call never waits for others. A run of several entries that throws is taken apart
 * and each entry run alone, as if they had never met: a caller sees its own entry's error and nobody else's.
 */
export function naturalBatch<Entry, Result>(batch: NaturalBatch<Entry, Result>): (entry: Entry) => Promise<Result> {
  const { most, lanes = 1, gatherMs = 0, run } = batch;
  let queue: Waiting<Entry, Result>[] = [];
  let busy = 0;
  /** Entries in the runs under way. */
  let running = 0;
  let gathering: NodeJS.Timeout | undefined;
  let scheduled = false;
  /** When those were answered who may be on their way back, the earliest first. */
  let answered: number[] = [];

  async function settle(group: readonly Waiting<Entry, Result>[]): Promise<void> {
    try {
      const outcomes = await run(group.map((waiting) => waiting.entry));
      if (outcomes.length !== group.length) throw new Error("A batch came back with another length than it was sent.");
      group.forEach((waiting, index) => {
        const outcome = outcomes[index] as Result | Error;
        if (outcome instanceof Error) waiting.reject(outcome);
        else waiting.resolve(outcome);
      });
    } catch (error) {
      if (group.length > 1) await Promise.all(group.map((waiting) => settle([waiting])));
      else group[0]?.reject(error);
    }
  }

  /** A lane's part of all entries: while others are under way, those included that may be on their way back. */
  function fairShare(): number {
    const gone = performance.now() - gatherMs;
    answered = answered.filter((at) => at > gone);
    const returning = busy > 0 ? answered.length : 0;
    return Math.min(most, Math.ceil((queue.length + running + returning) / lanes));
  }

  /** How long the entries that wait should still wait for others, in milliseconds. */
  function patience(first: Waiting<Entry, Result>): number {
    return queue.length >= fairShare() ? 0 : first.since + gatherMs - performance.now();
  }

  function send(): void {
    clearTimeout(gathering);
    scheduled = false;
    for (let first = queue[0]; first !== undefined && busy < lanes; first = queue[0]) {
      const waitMs = patience(first);
      if (waitMs > 0) {
        gathering = setTimeout(send, waitMs);
        return;
      }
      const group = queue.slice(0, fairShare());
      queue = queue.slice(group.length);
      busy++;
      running += group.length;
      void settle(group).finally(() => {
        busy--;
        running -= group.length;
        answered.push(...group.map(() => performance.now()));
        send();
      });
    }
  }

  return (entry) =>
    new Promise((resolve, reject) => {
      answered.shift();
      queue.push({ entry, since: performance.now(), resolve, reject });
      if (!scheduled) setImmediate(send);
      scheduled = true;
    });
}
