import { setTimeout as pause } from "node:timers/promises";
import { rowsPerBatch } from "@/lib/inference/batch-rows";
import { BatchingBackend, failRows, type RowFailure, stopped } from "@/lib/inference/batching-backend";
import type { InferenceSettings } from "@/lib/inference/inference-settings";
import type { Mapping, MappingOutput } from "@/lib/inference/mapping-schema";
import { shortError } from "@/lib/inference/onnx/explain-load-error";
import { ChildLost } from "@/lib/inference/onnx/model-child";
import { outOfMemory } from "@/lib/inference/onnx/out-of-memory";
import type { ChildReply } from "@/lib/inference/onnx/protocol";
import { type StartedModel, startModel } from "@/lib/inference/onnx/start-model";
import type { TensorOutput } from "@/lib/inference/read-answer";
import type { WaitingRow } from "@/lib/inference/row-queue";
import type { OutputTensor } from "@/lib/inference/tensor";
import { logger } from "@/lib/platform/logger";

/** One batch computes while the next is on its way to the child. */
const batchesInFlight = 2;
/** Of a model not yet seen to compute. */
const firstRows = 16;

/** A model artifact with its mapping. */
export interface OnnxModel {
  sha256: string;
  mapping: Mapping;
  /** The path of a sound copy of the artifact; asked at every start. */
  path(): Promise<string>;
}

/**
 * Runs one model in a child process. A batch that fails (an error, a crash, the time limit) is split until the rows that
 * cause it stand alone; only they fail. A lost child is replaced after a pause; one that is lost again and again opens
 * the circuit breaker.
 */
export class OnnxRunner extends BatchingBackend {
  readonly #model: OnnxModel;
  #started: StartedModel | null = null;
  #starting: Promise<void> | null = null;
  #rowsAtOnce: number;
  #lastTrouble = "";
  runtime = "onnxruntime-node";

  constructor(model: OnnxModel, settings: InferenceSettings) {
    super(settings, settings.breaker);
    this.#model = model;
    this.#rowsAtOnce = Math.min(firstRows, rowsPerBatch(model.mapping));
  }

  get rowsAtOnce(): number {
    return this.#rowsAtOnce;
  }

  protected async release(): Promise<void> {
    if (this.batches > 0) this.#started?.child.kill();
    await this.#starting;
    await this.#started?.child.stop();
    this.#started = null;
  }

  protected room(): number {
    if (this.#started?.child.gone) this.#started = null;
    if (this.batches >= batchesInFlight) return 0;
    if (this.#started !== null) return this.#rowsAtOnce;
    this.#starting ??= this.#start();
    return 0;
  }

  protected async send(batch: WaitingRow[]): Promise<void> {
    const model = this.#started as StartedModel;
    try {
      const reply = await model.child.request(model.request(batch), this.settings.batchLimitMs);
      this.#land(model, batch, reply);
    } catch (error) {
      if (error instanceof ChildLost) this.#lose(batch, error);
      else {
        logger.error({ model: this.#model.sha256, err: error }, "a batch could not be sent to its model");
        failRows(batch, { code: "crash", message: "The items could not be given to the model." });
      }
    }
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
      this.queue.retryInParts(batch);
    } else {
      const output = reply.kind === "failed" && reply.cause === "output";
      const said = reply.kind === "failed" ? reply.message : "It answered out of turn.";
      const memory = outOfMemory(said) ? " It needed more memory than it may have." : "";
      const message = `The model failed on this input.${memory} (${shortError(said)})`;
      failRows(batch, { code: output ? "bad_output" : "crash", message });
    }
  }

  #lose(batch: WaitingRow[], lost: ChildLost): void {
    const { inTurn, reason, message } = lost;
    if (inTurn && !this.closed) this.#recordCrash("a model's process was lost", lost);
    if (inTurn) for (const row of batch) row.losses += 1;
    const alone = batch.length === 1;
    // A process can also be killed from outside: a crash is blamed on a row only if it is not that row's first.
    const blamed = inTurn && alone && (reason === "timeout" || (batch[0]?.losses ?? 0) > 1);
    if (this.closed) failRows(batch, stopped);
    else if (blamed) failRows(batch, { code: reason, message });
    else if (this.breaker.isOpen(performance.now())) failRows(batch, this.resting);
    else if (alone || !inTurn) this.queue.retry(batch);
    else this.queue.retryInParts(batch);
  }

  async #start(): Promise<void> {
    try {
      await pause(this.breaker.backOffMs(performance.now()));
      if (this.closed) return;
      const path = await this.#model.path();
      this.#started = await startModel(path, this.#model.mapping, this.settings);
      this.runtime = this.#started.runtime;
      this.#learnPace(this.#started, this.#started.firstRunMs);
    } catch (error) {
      this.#recordCrash("a model could not be started", error);
      // A process that was killed while it started is simply started again; anything else would only happen again.
      const killed = error instanceof ChildLost && error.reason === "crash";
      if (!killed) failRows(this.queue.takeAll(), { code: "unavailable", message: textOf(error) });
    } finally {
      this.#starting = null;
      this.schedule();
    }
  }

  #learnPace({ rowsPerBatch: most }: StartedModel, msPerRow: number): void {
    this.#rowsAtOnce = this.rowsInTime(this.settings.batchLimitMs, msPerRow, most);
  }

  /** Why the breaker is open, for whoever looks at an item's failed prediction. */
  protected get resting(): RowFailure {
    const seconds = Math.round(this.settings.breaker.openMs / 1000);
    const message = `The model has failed several times in a short while and is left alone for ${seconds} seconds. The last time: ${this.#lastTrouble}`;
    return { code: "unavailable", message };
  }

  protected override get waitedTooLong(): RowFailure {
    if (this.#started !== null || this.#lastTrouble === "") return super.waitedTooLong;
    return { code: "unavailable", message: `The model did not start in time. The last time: ${this.#lastTrouble}` };
  }

  #recordCrash(event: string, error: unknown): void {
    this.breaker.recordCrash(performance.now());
    this.#lastTrouble = textOf(error);
    const open = this.breaker.isOpen(performance.now());
    logger.warn({ model: this.#model.sha256, err: error, breakerOpen: open }, event);
    if (open) failRows(this.queue.takeAll(), this.resting);
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

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
