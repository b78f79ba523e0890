import type { RawAnswer } from "@/lib/inference/backend";
import type { Cell } from "@/lib/inference/encode-inputs";

/** Smaller batches than this cost more per row than their earlier answer is worth. */
const worthwhileRows = 32;
/** A failed batch is tried again in parts: of 256 rows one bad one fails three batches, where by halves it would be nine. */
const partRows = 16;

export interface WaitingRow {
  cells: readonly Cell[];
  /** When it came, in `performance.now()`'s milliseconds. */
  since: number;
  /** How many batches with it have been lost. */
  losses: number;
  /** The call that the row came with, and its place there. */
  call: Call;
  index: number;
}

/** Rows that came together; settled when the last of them has its answer. */
export class Call {
  readonly #settled = Promise.withResolvers<RawAnswer[]>();
  readonly #given: RawAnswer[] = [];
  #open: number;

  constructor(rows: number) {
    this.#open = rows;
    if (rows === 0) this.#settled.resolve([]);
  }

  get answers(): Promise<RawAnswer[]> {
    return this.#settled.promise;
  }

  /** To be called once for each row. */
  answer(index: number, answer: RawAnswer): void {
    this.#given[index] = answer;
    this.#open -= 1;
    if (this.#open === 0) this.#settled.resolve(this.#given);
  }
}

/** The rows that wait for one model, first come first served, and parts of failed batches before them. */
export class RowQueue {
  #rows: WaitingRow[] = [];
  #retries: WaitingRow[][] = [];

  get length(): number {
    return this.#rows.length;
  }

  get empty(): boolean {
    return this.#rows.length === 0 && this.#retries.length === 0;
  }

  add(row: WaitingRow): void {
    this.#rows.push(row);
  }

  /**
   * The next batch. At most half of all rows in work, so that one half computes while the other is on its way; else
   * callers that each wait for their answer would march in step, and the child idle in between.
   */
  take(limit: number, rowsInFlight: number): WaitingRow[] {
    const retry = this.#retries.shift();
    if (retry !== undefined) return retry;
    const half = Math.ceil((this.#rows.length + rowsInFlight) / 2);
    return this.#rows.splice(0, Math.min(limit, Math.max(worthwhileRows, half)));
  }

  /** Puts a batch back that did nothing wrong. */
  retry(batch: WaitingRow[]): void {
    this.#retries.push(batch);
  }

  /** Puts a failed batch of several rows back in smaller parts. */
  retryInParts(batch: readonly WaitingRow[]): void {
    const size = batch.length > partRows ? partRows : 1;
    for (let start = 0; start < batch.length; start += size) this.#retries.push(batch.slice(start, start + size));
  }

  /** Takes out the rows that came before a moment. Parts of failed batches stay: they have had their turn already. */
  takeOlderThan(moment: number): WaitingRow[] {
    const young = this.#rows.findIndex(({ since }) => since >= moment);
    return this.#rows.splice(0, young === -1 ? this.#rows.length : young);
  }

  takeAll(): WaitingRow[] {
    return [...this.#retries.splice(0).flat(), ...this.#rows.splice(0)];
  }
}
