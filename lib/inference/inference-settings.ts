/** Times in milliseconds. */
export interface InferenceSettings {
  /** Where artifacts are cached, in the folder `models`. */
  dataDir: string;
  /** Wall-clock time that one batch may take. */
  batchLimitMs: number;
  /** Wall-clock time for loading and warming up a model. */
  loadLimitMs: number;
  /** Memory that a model's process may take, besides the size of its file. */
  memoryLimitBytes: number;
  /** How long a row may wait for its batch. */
  waitLimitMs: number;
  /** How many rows may wait for one model. */
  waitingRows: number;
  breaker: BreakerSettings;
  /** Of model servers: failures in a row count as crashes. */
  serverBreaker: BreakerSettings;
  /** How many models are kept loaded in this process. */
  loadedModels: number;
}

/** What loading a model may take. */
export type ModelLimits = Pick<InferenceSettings, "loadLimitMs" | "memoryLimitBytes">;

export interface BreakerSettings {
  /** This many crashes within `windowMs` open the breaker for `openMs`. */
  crashes: number;
  windowMs: number;
  openMs: number;
  /** The pause before a restart: this after the first crash in the window, doubled for each further one. */
  backOffMs: number;
}

export const defaultInferenceSettings: Omit<InferenceSettings, "dataDir"> = {
  batchLimitMs: 2000,
  loadLimitMs: 30_000,
  memoryLimitBytes: 1024 * 1024 * 1024,
  waitLimitMs: 10_000,
  waitingRows: 10_000,
  breaker: { crashes: 5, windowMs: 60_000, openMs: 30_000, backOffMs: 100 },
  serverBreaker: { crashes: 5, windowMs: 60_000, openMs: 5_000, backOffMs: 0 },
  loadedModels: 24,
};
