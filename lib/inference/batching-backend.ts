import type { Backend, RawAnswer } from "@/lib/inference/backend";
import { CircuitBreaker } from "@/lib/inference/circuit-breaker";
import type { Cell } from "@/lib/inference/encode-inputs";
import type { BreakerSettings, InferenceSettings } from "@/lib/inference/inference-settings";
import type { PredictionFailureCode } from "@/lib/inference/prediction";
import { Call, RowQueue, type WaitingRow } from "@/lib/inference/row-queue";

/** Batches are kept so small that they are expected to take this share of their time limit: rows differ. */
const timeShare = 0.25;
const expiryCheckMs = 500;

/** Why a row failed, in the words of its prediction. */
export interface RowFailure {
  code: PredictionFailureCode;
  message: string;
}

/**
 * What models in child processes and on servers have in common. Batching is natural: rows that come while there is room
 * are sent at once, those that come meanwhile go together in the next batch. No timer, so a lone row never waits; a row
 * that has waited too long gives up. A model that fails again and again is left alone for a while.
 */
export abstract class BatchingBackend implements Backend {
  protected readonly settings: InferenceSettings;
  protected readonly breaker: CircuitBreaker;
  protected readonly queue = new RowQueue();
  protected batches = 0;
  protected closed = false;
  #rowsInFlight = 0;
  #scheduled = false;
  #expiry: NodeJS.Timeout | undefined;

  abstract runtime: string;
  abstract get rowsAtOnce(): number;

  constructor(settings: InferenceSettings, breaker: BreakerSettings) {
    this.settings = settings;
    this.breaker = new CircuitBreaker(breaker);
  }

  run(rows: readonly Cell[][]): Promise<RawAnswer[]> {
    const call = new Call(rows.length);
    const since = performance.now();
    rows.forEach((cells, index) => {
      this.#accept({ cells, since, losses: 0, call, index });
    });
    return call.answers;
  }

  async close(): Promise<void> {
    this.closed = true;
    failRows(this.queue.takeAll(), stopped);
    await this.release();
  }

  /** Gives back what the model holds; no row waits any more. */
  protected abstract release(): Promise<void>;

  /** How many rows the next batch may have; 0: none may go now, and who makes room calls `schedule`. */
  protected abstract room(): number;

  /** Sends a batch, and settles each of its rows or puts it back in the queue. Never rejects. */
  protected abstract send(batch: WaitingRow[]): Promise<void>;

  /** What rows are told while the breaker is open. */
  protected abstract get resting(): RowFailure;

  /** What rows are told that have waited too long. */
  protected get waitedTooLong(): RowFailure {
    return { code: "overloaded", message: "The item waited too long for its turn with the model." };
  }

  /** All calls of one turn of the event loop share a batch. */
  protected schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#sendAll();
    });
  }

  /** A slow model gets fewer rows at once, so that a full batch does not meet its time limit. */
  protected rowsInTime(limitMs: number, msPerRow: number, most: number): number {
    return Math.max(1, Math.min(most, Math.floor((limitMs * timeShare) / msPerRow)));
  }

  #accept(row: WaitingRow): void {
    if (this.closed) failRows([row], stopped);
    else if (this.breaker.isOpen(row.since)) failRows([row], this.resting);
    else if (this.queue.length >= this.settings.waitingRows) failRows([row], overloaded);
    else {
      this.queue.add(row);
      this.schedule();
    }
  }

  #sendAll(): void {
    this.#watchExpiry();
    while (!this.queue.empty) {
      const room = this.room();
      if (room === 0) return;
      void this.#fly(this.queue.take(room, this.#rowsInFlight));
    }
  }

  async #fly(batch: WaitingRow[]): Promise<void> {
    this.batches += 1;
    this.#rowsInFlight += batch.length;
    await this.send(batch);
    this.batches -= 1;
    this.#rowsInFlight -= batch.length;
    this.schedule();
  }

  /** Also when the model is slow to start. */
  #watchExpiry(): void {
    if (this.queue.length === 0) {
      clearInterval(this.#expiry);
      this.#expiry = undefined;
    } else {
      this.#expiry ??= setInterval(() => {
        failRows(this.queue.takeOlderThan(performance.now() - this.settings.waitLimitMs), this.waitedTooLong);
        this.#watchExpiry();
      }, expiryCheckMs);
    }
  }
}

/** What rows are told that come to, or are left in, a model that was stopped. */
export const stopped: RowFailure = { code: "unavailable", message: "The model was stopped." };

const overloaded: RowFailure = { code: "overloaded", message: "Too many items are waiting for this model." };

/** Fails rows, all for one reason. */
export function failRows(rows: readonly WaitingRow[], failure: RowFailure): void {
  for (const { call, index } of rows) call.answer(index, { ok: false, failure });
}
