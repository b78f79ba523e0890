import { setTimeout as pause } from "node:timers/promises";
import type { Backend, RawAnswer } from "@/lib/inference/backend";
import { rowsPerBatch } from "@/lib/inference/batch-rows";
import { CircuitBreaker } from "@/lib/inference/circuit-breaker";
import type { Cell } from "@/lib/inference/encode-inputs";
import type { InferenceSettings } from "@/lib/inference/inference-settings";
import type { Mapping, MappingOutput } from "@/lib/inference/mapping-schema";
import { shortError } from "@/lib/inference/onnx/explain-load-error";
import { ChildLost } from "@/lib/inference/onnx/model-child";
import { outOfMemory } from "@/lib/inference/onnx/out-of-memory";
import type { ChildReply } from "@/lib/inference/onnx/protocol";
import { Call, RowQueue, type WaitingRow } from "@/lib/inference/onnx/row-queue";
import { type StartedModel, startModel } from "@/lib/inference/onnx/start-model";
import type { PredictionFailureCode } from "@/lib/inference/prediction";
import type { TensorOutput } from "@/lib/inference/read-answer";
import type { OutputTensor } from "@/lib/inference/tensor";
import { logger } from "@/lib/platform/logger";

/** One batch computes while the next is on its way to the child. */
const batchesInFlight = 2;
/** Of a model not yet seen to compute. */
const firstRows = 16;
/** Batches are kept so small that they are expected to take this share of their time limit: rows differ. */
const timeShare = 0.25;
const expiryCheckMs = 500;

/** A model artifact with its mapping. */
export interface OnnxModel {
  sha256: string;
  mapping: Mapping;
  /** The path of a sound copy of the artifact; asked at every start. */
  path(): Promise<string>;
}

/**
 * Runs one model in a child process. Batching is natural: rows that come while the child is idle are sent at once, those
 * that come while it works go together in the next batch. No timer, so a lone row never waits.
 *
 * A batch that fails (an error, a crash, the time limit) is split until the rows that cause it stand alone; only they
 * fail. A lost child is replaced after a pause; one that is lost again and again opens the circuit breaker.
 */
export class OnnxRunner implements Backend {
  readonly #model: OnnxModel;
  readonly #settings: InferenceSettings;
  readonly #breaker: CircuitBreaker;
  readonly #queue = new RowQueue();
  #started: StartedModel | null = null;
  #starting: Promise<void> | null = null;
  #batches = 0;
  #rowsInFlight = 0;
  #scheduled = false;
  #closed = false;
  #expiry: NodeJS.Timeout | undefined;
  #rowsAtOnce: number;
  #lastTrouble = "";
  runtime = "onnxruntime-node";

  constructor(model: OnnxModel, settings: InferenceSettings) {
    this.#model = model;
    this.#settings = settings;
    this.#breaker = new CircuitBreaker(settings.breaker);
    this.#rowsAtOnce = Math.min(firstRows, rowsPerBatch(model.mapping));
  }

  get rowsAtOnce(): number {
    return this.#rowsAtOnce;
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
    this.#closed = true;
    fail(this.#queue.takeAll(), "unavailable", stopped);
    if (this.#batches > 0) this.#started?.child.kill();
    await this.#starting;
    await this.#started?.child.stop();
    this.#started = null;
  }

  #accept(row: WaitingRow): void {
    if (this.#closed) fail([row], "unavailable", stopped);
    else if (this.#breaker.isOpen(row.since)) fail([row], "unavailable", this.#resting);
    else if (this.#queue.length >= this.#settings.waitingRows) {
      fail([row], "overloaded", "Too many items are waiting for this model.");
    } else {
      this.#queue.add(row);
      this.#schedule();
    }
  }

  /** All calls of one turn of the event loop share a batch. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#send();
    });
  }

  #send(): void {
    this.#watchExpiry();
    if (this.#started?.child.gone) this.#started = null;
    while (!this.#queue.empty && this.#batches < batchesInFlight) {
      if (this.#started === null) {
        this.#starting ??= this.#start();
        return;
      }
      const batch = this.#queue.take(this.#rowsAtOnce, this.#rowsInFlight);
      void this.#fly(this.#started, batch);
    }
  }

  async #fly(model: StartedModel, batch: WaitingRow[]): Promise<void> {
    this.#batches += 1;
    this.#rowsInFlight += batch.length;
    try {
      const reply = await model.child.request(model.request(batch), this.#settings.batchLimitMs);
      this.#land(model, batch, reply);
    } catch (error) {
      if (error instanceof ChildLost) this.#lose(batch, error);
      else {
        logger.error({ model: this.#model.sha256, err: error }, "a batch could not be sent to its model");
        fail(batch, "crash", "The items could not be given to the model.");
      }
    }
    this.#batches -= 1;
    this.#rowsInFlight -= batch.length;
    this.#schedule();
  }

  #land(model: StartedModel, batch: WaitingRow[], reply: ChildReply): void {
    // A process that a model has taken over may say anything.
    const sound =
      reply.kind === "ran" && reply.outputs.every(({ width, data }) => data.length === width * batch.length);
    if (sound) {
      this.#learnPace(model, reply.computeMs / batch.length);
      batch.forEach(({ call, index }, row) => {
        call.answer(index, { ok: true, raw: outputRow(reply.outputs, row, this.#model.mapping.output) });
      });
    } else if (batch.length > 1) {
      this.#queue.retryInParts(batch);
    } else {
      const output = reply.kind === "failed" && reply.cause === "output";
      const said = reply.kind === "failed" ? reply.message : "It answered out of turn.";
      const memory = outOfMemory(said) ? " It needed more memory than it may have." : "";
      fail(batch, output ? "bad_output" : "crash", `The model failed on this input.${memory} (${shortError(said)})`);
    }
  }

  #lose(batch: WaitingRow[], lost: ChildLost): void {
    const { inTurn, reason, message } = lost;
    if (inTurn && !this.#closed) this.#recordCrash("a model's process was lost", lost);
    if (inTurn) for (const row of batch) row.losses += 1;
    const alone = batch.length === 1;
    // A process can also be killed from outside: a crash is blamed on a row only if it is not that row's first.
    const blamed = inTurn && alone && (reason === "timeout" || (batch[0]?.losses ?? 0) > 1);
    if (this.#closed) fail(batch, "unavailable", stopped);
    else if (blamed) fail(batch, reason, message);
    else if (this.#breaker.isOpen(performance.now())) fail(batch, "unavailable", this.#resting);
    else if (alone || !inTurn) this.#queue.retry(batch);
    else this.#queue.retryInParts(batch);
  }

  async #start(): Promise<void> {
    try {
      await pause(this.#breaker.backOffMs(performance.now()));
      if (this.#closed) return;
      const path = await this.#model.path();
      this.#started = await startModel(path, this.#model.mapping, this.#settings);
      this.runtime = this.#started.runtime;
      this.#learnPace(this.#started, this.#started.firstRunMs);
    } catch (error) {
      this.#recordCrash("a model could not be started", error);
      // A process that was killed while it started is simply started again; anything else would only happen again.
      const killed = error instanceof ChildLost && error.reason === "crash";
      if (!killed) fail(this.#queue.takeAll(), "unavailable", error instanceof Error ? error.message : String(error));
    } finally {
      this.#starting = null;
      this.#schedule();
    }
  }

  /** A slow model gets fewer rows at once, so that a full batch does not meet the time limit. */
  #learnPace({ rowsPerBatch }: StartedModel, msPerRow: number): void {
    const inTime = Math.floor((this.#settings.batchLimitMs * timeShare) / msPerRow);
    this.#rowsAtOnce = Math.max(1, Math.min(rowsPerBatch, inTime));
  }

  /** Why the breaker is open, for whoever looks at an item's failed prediction. */
  get #resting(): string {
    const seconds = Math.round(this.#settings.breaker.openMs / 1000);
    return `The model has failed several times in a short while and is left alone for ${seconds} seconds. The last time: ${this.#lastTrouble}`;
  }

  #recordCrash(event: string, error: unknown): void {
    this.#breaker.recordCrash(performance.now());
    this.#lastTrouble = error instanceof Error ? error.message : String(error);
    const open = this.#breaker.isOpen(performance.now());
    logger.warn({ model: this.#model.sha256, err: error, breakerOpen: open }, event);
    if (open) fail(this.#queue.takeAll(), "unavailable", this.#resting);
  }

  /** While rows wait, those that have waited too long give up, also when the model is slow to start. */
  #watchExpiry(): void {
    if (this.#queue.length === 0) {
      clearInterval(this.#expiry);
      this.#expiry = undefined;
    } else {
      this.#expiry ??= setInterval(() => {
        const expired = this.#queue.takeOlderThan(performance.now() - this.#settings.waitLimitMs);
        if (this.#started === null && this.#lastTrouble !== "") {
          fail(expired, "unavailable", `The model did not start in time. The last time: ${this.#lastTrouble}`);
        } else {
          fail(expired, "overloaded", "The item waited too long for its turn with the model.");
        }
        this.#watchExpiry();
      }, expiryCheckMs);
    }
  }
}

const stopped = "The model was stopped.";

function fail(rows: readonly WaitingRow[], code: PredictionFailureCode, message: string): void {
  for (const { call, index } of rows) call.answer(index, { ok: false, failure: { code, message } });
}

/** The numbers of one row, of all tensors that were asked for; the spread's comes after the value's. */
function outputRow(outputs: readonly OutputTensor[], row: number, output: MappingOutput): TensorOutput {
  const [value, spread] = outputs;
  if (output.kind === "value") {
    const values = rowValues(value, row);
    return spread === undefined ? { values } : { values, spread: spread.data[row] ?? Number.NaN };
  }
  return { values: outputs.length === 1 ? rowValues(value, row) : outputs.flatMap((tensor) => rowValues(tensor, row)) };
}

function rowValues(tensor: OutputTensor | undefined, row: number): number[] {
  const values: number[] = [];
  const width = tensor?.width ?? 0;
  for (let place = row * width; place < (row + 1) * width; place++) values.push(tensor?.data[place] ?? Number.NaN);
  return values;
}
