import { describe, expect, it } from "vitest";
import { naturalBatch } from "@/lib/platform/natural-batch";

/** A run that records what it was sent and answers when it is told to. */
function heldRun() {
  const runs: { entries: readonly number[]; answer: () => void }[] = [];
  const run = (entries: readonly number[]) =>
    new Promise<number[]>((resolve) => {
      runs.push({ entries, answer: () => resolve(entries.map((entry) => entry * 10)) });
    });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { runs, run, turn };
}

describe("naturalBatch", () => {
  it("sends what comes in one turn together, and groups what comes meanwhile", async () => {
    const { runs, run, turn } = heldRun();
    const call = naturalBatch({ most: 100, run });
    const results = [1, 2].map(call);
    await turn();
    expect(runs.map((sent) => sent.entries)).toEqual([[1, 2]]);
    results.push(call(3));
    await turn();
    results.push(call(4));
    await turn();
    expect(runs).toHaveLength(1);
    runs[0]?.answer();
    await turn();
    expect(runs.map((sent) => sent.entries)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    runs[1]?.answer();
    expect(await Promise.all(results)).toEqual([10, 20, 30, 40]);
  });

  it("keeps to the largest size and to its lanes, and shares out between them", async () => {
    const { runs, run, turn } = heldRun();
    const call = naturalBatch({ most: 2, lanes: 2, run });
    const results = [1, 2, 3, 4, 5].map(call);
    await turn();
    expect(runs.map((sent) => sent.entries)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    runs[1]?.answer();
    await turn();
    expect(runs[2]?.entries).toEqual([5]);
    for (const sent of runs) sent.answer();
    expect(await Promise.all(results)).toEqual([10, 20, 30, 40, 50]);
    const more = [6, 7].map(call);
    await turn();
    expect(runs.slice(3).map((sent) => sent.entries)).toEqual([[6], [7]]);
    for (const sent of runs) sent.answer();
    expect(await Promise.all(more)).toEqual([60, 70]);
  });

  it("lets a free lane wait a moment for its fair share of many, and for no longer", async () => {
    const { runs, run, turn } = heldRun();
    const call = naturalBatch({ most: 100, lanes: 2, gatherMs: 40, run });
    const results = [1, 2, 3, 4, 5, 6, 7, 8].map(call);
    await turn();
    expect(runs.map((sent) => sent.entries)).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
    runs[0]?.answer();
    await turn();
    const started = performance.now();
    const late = [9, 10].map(call);
    await turn();
    expect(runs).toHaveLength(2);
    while (runs.length < 3) await turn();
    expect(runs[2]?.entries).toEqual([9, 10]);
    expect(performance.now() - started).toBeGreaterThan(30);
    for (const sent of runs) sent.answer();
    expect(await Promise.all([...results, ...late])).toHaveLength(10);
    // Nothing is under way any more: a lone call does not wait.
    const lone = call(11);
    await turn();
    expect(runs[3]?.entries).toEqual([11]);
    runs[3]?.answer();
    expect(await lone).toBe(110);
  });

  it("does not wait once the share is there", async () => {
    const { runs, run, turn } = heldRun();
    const call = naturalBatch({ most: 100, lanes: 2, gatherMs: 60_000, run });
    const results = [1, 2, 3, 4].map(call);
    await turn();
    runs[0]?.answer();
    await turn();
    results.push(...[5, 6].map(call));
    await turn();
    expect(runs[2]?.entries).toEqual([5, 6]);
    for (const sent of runs) sent.answer();
    expect(await Promise.all(results)).toHaveLength(6);
  });

  it("counts callers who were just answered as on their way back while others are under way", async () => {
    const { runs, run, turn } = heldRun();
    const call = naturalBatch({ most: 100, lanes: 2, gatherMs: 200, run });
    const results = [1, 2, 3, 4, 5, 6, 7, 8].map(call);
    await turn();
    runs[0]?.answer();
    await turn();
    // Four are under way and four were answered: the first to come back waits for three more.
    for (const entry of [9, 10, 11]) {
      results.push(call(entry));
      await turn();
      expect(runs).toHaveLength(2);
    }
    results.push(call(12));
    await turn();
    expect(runs[2]?.entries).toEqual([9, 10, 11, 12]);
    runs[1]?.answer();
    runs[2]?.answer();
    expect(await Promise.all(results)).toHaveLength(12);
    // Twelve may be on their way back, but nothing is under way that they would be answered after.
    const lone = call(13);
    await turn();
    expect(runs[3]?.entries).toEqual([13]);
    runs[3]?.answer();
    expect(await lone).toBe(130);
  });

  it("gives an entry's error to its caller alone", async () => {
    const call = naturalBatch({
      most: 10,
      run: async (entries: readonly number[]) => entries.map((entry) => (entry === 2 ? new Error("two") : entry)),
    });
    const settled = await Promise.allSettled([1, 2, 3].map(call));
    expect(settled.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(settled[1]).toMatchObject({ reason: { message: "two" } });
  });

  it("takes a run that throws apart, so that one bad entry fails nobody else", async () => {
    const sent: number[][] = [];
    const call = naturalBatch({
      most: 10,
      run: async (entries: readonly number[]) => {
        sent.push([...entries]);
        if (entries.includes(3)) throw new Error("three");
        return entries;
      },
    });
    const settled = await Promise.allSettled([1, 2, 3, 4].map(call));
    expect(settled.map((one) => one.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(sent).toEqual([[1, 2, 3, 4], [1], [2], [3], [4]]);
    expect(await call(5)).toBe(5);
  });

  it("refuses a run whose answer has another length", async () => {
    const call = naturalBatch<number, number>({ most: 10, run: async () => [] });
    await expect(call(1)).rejects.toThrow("another length");
  });

  it("answers every one of many concurrent calls with its own result", async () => {
    let largest = 0;
    const call = naturalBatch({
      most: 64,
      run: async (entries: readonly number[]) => {
        largest = Math.max(largest, entries.length);
        await new Promise((resolve) => setImmediate(resolve));
        return entries.map((entry) => entry + 0.5);
      },
    });
    const numbers = Array.from({ length: 1000 }, (_, index) => index);
    expect(await Promise.all(numbers.map(call))).toEqual(numbers.map((number) => number + 0.5));
    expect(largest).toBe(64);
  });
});
