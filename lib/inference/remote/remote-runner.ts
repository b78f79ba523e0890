import type { Backend, BackendState, RawAnswer, RemoteSource } from "@/lib/inference/backend";
import { rowsPerBatch } from "@/lib/inference/batch-rows";
import { CircuitBreaker } from "@/lib/inference/circuit-breaker";
import type { Cell } from "@/lib/inference/encode-inputs";
import type { InferenceSettings } from "@/lib/inference/inference-settings";
import { Call, RowQueue, type WaitingRow } from "@/lib/inference/onnx/row-queue";
import type { PredictionFailureCode } from "@/lib/inference/prediction";
import type { Protocol } from "@/lib/inference/remote/protocol";
import { protocolOf } from "@/lib/inference/remote/protocol-of";
import { ServerClient } from "@/lib/inference/remote/server-client";
import { ServerProblem } from "@/lib/inference/remote/server-problem";
import { statusProblem } from "@/lib/inference/remote/status-problem";
import { logger } from "@/lib/platform/logger";

/** Of a server not yet seen to answer. */
const firstRows = 16;
/** Batches are kept so small that they are expected to take this share of their time limit: rows differ. */
const timeShare = 0.25;
const expiryCheckMs = 500;
const keptFailures = 5;

type RemoteModel = Omit<RemoteSource, "backend">;

/**
 * Asks a model server. Batching is natural: rows that come while there is room for a request are sent at once, those that
 * come while all connections are busy go together in the next one. No timer, so a lone row never waits.
 *
 * A batch that the server refuses is split until the rows that cause it stand alone; only they fail. A server that fails
 * again and again is left alone for some seconds, then tried with one request.
 */
export class RemoteRunner implements Backend {
  readonly #model: RemoteModel;
  readonly #settings: InferenceSettings;
  readonly #protocol: Protocol;
  readonly #client: ServerClient;
  readonly #breaker: CircuitBreaker;
  readonly #ranks: ReadonlyMap<string, number>;
  readonly #queue = new RowQueue();
  readonly #mostRows: number;
  #rowsPerRequest: number;
  #requests = 0;
  #rowsInFlight = 0;
  #scheduled = false;
  #closed = false;
  #expiry: NodeJS.Timeout | undefined;
  #failures: BackendState["failures"] = [];
  runtime: string;

  constructor(model: RemoteModel, settings: InferenceSettings) {
    this.#model = model;
    this.#settings = settings;
    this.#protocol = protocolOf(model.endpoint);
    this.#client = new ServerClient(model.endpoint, model.secrets);
    this.#breaker = new CircuitBreaker(settings.serverBreaker);
    this.#ranks = new Map(model.signature?.inputs.map(({ name, shape }) => [name, shape.length]));
    this.#mostRows = Math.min(this.#protocol.batchRows, rowsPerBatch(model.mapping, model.signature ?? undefined));
    this.#rowsPerRequest = Math.min(firstRows, this.#mostRows);
    this.runtime = this.#protocol.runtime;
  }

  get rowsAtOnce(): number {
    return this.#rowsPerRequest * this.#model.endpoint.concurrency;
  }

  run(rows: readonly Cell[][]): Promise<RawAnswer[]> {
    const call = new Call(rows.length);
    const since = performance.now();
    rows.forEach((cells, index) => {
      this.#accept({ cells, since, losses: 0, call, index });
    });
    return call.answers;
  }

  state(): BackendState {
    return { restsForMs: this.#breaker.openForMs(performance.now()), failures: this.#failures };
  }

  async close(): Promise<void> {
    this.#closed = true;
    fail(this.#queue.takeAll(), "unavailable", stopped);
    await this.#client.close();
  }

  #accept(row: WaitingRow): void {
    if (this.#closed) fail([row], "unavailable", stopped);
    else if (this.#breaker.isOpen(row.since)) fail([row], "unavailable", resting);
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
    const most = this.#breaker.isTrying(performance.now()) ? 1 : this.#model.endpoint.concurrency;
    while (!this.#queue.empty && this.#requests < most) {
      void this.#fly(this.#queue.take(this.#rowsPerRequest, this.#rowsInFlight));
    }
  }

  async #fly(batch: WaitingRow[]): Promise<void> {
    this.#requests += 1;
    this.#rowsInFlight += batch.length;
    const started = performance.now();
    try {
      const answers = await this.#ask(batch);
      this.#breaker.recordSuccess();
      this.#learnPace((performance.now() - started) / batch.length);
      batch.forEach(({ call, index }, row) => {
        call.answer(index, answers[row] as RawAnswer);
      });
    } catch (error) {
      this.#lose(batch, error instanceof ServerProblem ? error : this.#unexpected(error));
    }
    this.#requests -= 1;
    this.#rowsInFlight -= batch.length;
    this.#schedule();
  }

  async #ask(batch: readonly WaitingRow[]): Promise<RawAnswer[]> {
    const { mapping, endpoint } = this.#model;
    const rows = batch.map(({ cells }) => cells);
    const answer = await this.#client.exchange(this.#protocol.predict(mapping, this.#ranks, rows));
    const problem = statusProblem(endpoint.backend, answer);
    if (problem !== null) throw problem;
    const { answers, version } = this.#protocol.read(mapping, answer.text, batch.length);
    if (version !== undefined) this.runtime = `${endpoint.backend} ${endpoint.model} ${version}`;
    return answers;
  }

  #lose(batch: WaitingRow[], problem: ServerProblem): void {
    const { code, splits, counts } = problem;
    const message = this.#client.mask(problem.message);
    const apart = splits && batch.length > 1;
    if (code === "timeout") this.#rowsPerRequest = Math.max(1, Math.floor(batch.length / 2));
    if (this.#closed) fail(batch, "unavailable", stopped);
    else if (apart) this.#queue.retryInParts(batch);
    else {
      if (code !== "bad_input") this.#recordFailure(message, counts);
      fail(batch, code, message);
    }
  }

  #unexpected(error: unknown): ServerProblem {
    logger.error({ modelVersionId: this.#model.id, err: error }, "a model server could not be asked");
    return new ServerProblem("crash", "The items could not be given to the model server.");
  }

  #recordFailure(message: string, counts: boolean): void {
    this.#failures = [{ at: new Date(), message }, ...this.#failures].slice(0, keptFailures);
    if (!counts) return;
    const now = performance.now();
    this.#breaker.recordCrash(now);
    if (!this.#breaker.isOpen(now)) return;
    logger.warn({ modelVersionId: this.#model.id }, "a model server failed again and again and is left alone");
    fail(this.#queue.takeAll(), "unavailable", resting);
  }

  /** A slow server gets fewer rows at once, so that a full batch does not meet the time limit. */
  #learnPace(msPerRow: number): void {
    const inTime = Math.floor((this.#model.endpoint.timeoutMs * timeShare) / msPerRow);
    this.#rowsPerRequest = Math.max(1, Math.min(this.#mostRows, inTime));
  }

  /** While rows wait, those that have waited too long give up. */
  #watchExpiry(): void {
    if (this.#queue.length === 0) {
      clearInterval(this.#expiry);
      this.#expiry = undefined;
    } else {
      this.#expiry ??= setInterval(() => {
        const expired = this.#queue.takeOlderThan(performance.now() - this.#settings.waitLimitMs);
        fail(expired, "overloaded", "The item waited too long for its turn with the model.");
        this.#watchExpiry();
      }, expiryCheckMs);
    }
  }
}

const stopped = "The model was stopped.";
const resting = "The model server has failed several times in a row and is left alone for some seconds.";

function fail(rows: readonly WaitingRow[], code: PredictionFailureCode, message: string): void {
  for (const { call, index } of rows) call.answer(index, { ok: false, failure: { code, message } });
}
