import type { BackendState, RawAnswer, RemoteSource } from "@/lib/inference/backend";
import { rowsPerBatch } from "@/lib/inference/batch-rows";
import { BatchingBackend, failRows, type RowFailure, stopped } from "@/lib/inference/batching-backend";
import type { InferenceSettings } from "@/lib/inference/inference-settings";
import type { Protocol } from "@/lib/inference/remote/protocol";
import { protocolOf } from "@/lib/inference/remote/protocol-of";
import { ServerClient } from "@/lib/inference/remote/server-client";
import { ServerProblem } from "@/lib/inference/remote/server-problem";
import { statusProblem } from "@/lib/inference/remote/status-problem";
import type { WaitingRow } from "@/lib/inference/row-queue";
import { logger } from "@/lib/platform/logger";

/** Of a server not yet seen to answer. */
const firstRows = 16;
const keptFailures = 5;

type RemoteModel = Omit<RemoteSource, "backend">;

/**
 * Asks a model server. A batch that it refuses is split until the rows that cause it stand alone; only they fail. A
 * server that fails again and again is left alone for some seconds, then tried with one request.
 */
export class RemoteRunner extends BatchingBackend {
  readonly #model: RemoteModel;
  readonly #protocol: Protocol;
  readonly #client: ServerClient;
  readonly #ranks: ReadonlyMap<string, number>;
  readonly #mostRows: number;
  #rowsPerRequest: number;
  #failures: BackendState["failures"] = [];
  runtime: string;

  constructor(model: RemoteModel, settings: InferenceSettings) {
    super(settings, settings.serverBreaker);
    this.#model = model;
    this.#protocol = protocolOf(model.endpoint);
    this.#client = new ServerClient(model.endpoint, model.secrets);
    this.#ranks = new Map(model.signature?.inputs.map(({ name, shape }) => [name, shape.length]));
    this.#mostRows = Math.min(this.#protocol.batchRows, rowsPerBatch(model.mapping, model.signature ?? undefined));
    this.#rowsPerRequest = Math.min(firstRows, this.#mostRows);
    this.runtime = this.#protocol.runtime;
  }

  get rowsAtOnce(): number {
    return this.#rowsPerRequest * this.#model.endpoint.concurrency;
  }

  state(): BackendState {
    return { restsForMs: this.breaker.openForMs(performance.now()), failures: this.#failures };
  }

  protected async release(): Promise<void> {
    await this.#client.close();
  }

  protected room(): number {
    const most = this.breaker.isTrying(performance.now()) ? 1 : this.#model.endpoint.concurrency;
    return this.batches < most ? this.#rowsPerRequest : 0;
  }

  protected async send(batch: WaitingRow[]): Promise<void> {
    const started = performance.now();
    try {
      const answers = await this.#ask(batch);
      this.breaker.recordSuccess();
      const msPerRow = (performance.now() - started) / batch.length;
      this.#rowsPerRequest = this.rowsInTime(this.#model.endpoint.timeoutMs, msPerRow, this.#mostRows);
      batch.forEach(({ call, index }, row) => {
        call.answer(index, answers[row] as RawAnswer);
      });
    } catch (error) {
      this.#lose(batch, error instanceof ServerProblem ? error : this.#unexpected(error));
    }
  }

  protected get resting(): RowFailure {
    const message = "The model server has failed several times in a row and is left alone for some seconds.";
    return { code: "unavailable", message };
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
    if (this.closed) failRows(batch, stopped);
    else if (apart) this.queue.retryInParts(batch);
    else {
      if (code !== "bad_input") this.#recordFailure(message, counts);
      failRows(batch, { code, message });
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
    this.breaker.recordCrash(now);
    if (!this.breaker.isOpen(now)) return;
    logger.warn({ modelVersionId: this.#model.id }, "a model server failed again and again and is left alone");
    failRows(this.queue.takeAll(), this.resting);
  }
}
