interface NaturalBatch<Entry, Result> {
  /** Largest number of entries in one run. */
  most: number;
  /** Runs that may be under way at once. */
  lanes?: number;
  /** Does the work: one outcome per entry, in order. An `Error` in an entry's place fails that entry alone. */
  run: (entries: readonly Entry[]) => Promise<readonly (Result | Error)[]>;
}

interface Waiting<Entry, Result> {
  entry: Entry;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Natural batching: a call goes out at once while a lane is free; calls that come meanwhile wait and go out together as
 * soon as one is. There is no timer, so a lone call never waits. A run of several entries that throws is taken apart
 * and each entry run alone, as if they had never met: a caller sees its own entry's error and nobody else's.
 */
export function naturalBatch<Entry, Result>(batch: NaturalBatch<Entry, Result>): (entry: Entry) => Promise<Result> {
  const { most, lanes = 1, run } = batch;
  let queue: Waiting<Entry, Result>[] = [];
  let busy = 0;

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

  function send(): void {
    while (busy < lanes && queue.length > 0) {
      const group = queue.slice(0, most);
      queue = queue.slice(most);
      busy++;
      void settle(group).finally(() => {
        busy--;
        send();
      });
    }
  }

  return (entry) =>
    new Promise((resolve, reject) => {
      queue.push({ entry, resolve, reject });
      send();
    });
}
