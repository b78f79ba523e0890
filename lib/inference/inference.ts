import type { Backend, BackendState, ModelSource, RawAnswer } from "@/lib/inference/backend";
import { BackendPool } from "@/lib/inference/backend-pool";
import { neutralRow } from "@/lib/inference/batch-rows";
import type { ItemInput } from "@/lib/inference/encode-column";
import { encodeInputs } from "@/lib/inference/encode-inputs";
import type { InferenceSettings } from "@/lib/inference/inference-settings";
import type { Mapping } from "@/lib/inference/mapping-schema";
import type { Answer, Prediction } from "@/lib/inference/prediction";
import { readAnswer } from "@/lib/inference/read-answer";

/** While one chunk is computed the next is encoded; more would only take memory, and the turn of other callers. */
const chunksAtOnce = 2;

/** Whether a model is ready to answer, or why not. */
export type Warmth = { ok: true } | { ok: false; message: string };

/** Predictions by any model, with its own settings and child processes. */
export class Inference {
  readonly #pool: BackendPool;

  constructor(settings: InferenceSettings) {
    this.#pool = new BackendPool(settings);
  }

  /** One prediction per input, in order. Rejects for no model and no input: what goes wrong is a failed prediction. */
  predict(model: ModelSource, inputs: readonly ItemInput[]): Promise<Prediction[]> {
    return this.#pool.use(model, async (backend) => {
      if (inputs.length <= backend.rowsAtOnce) return predictChunk(backend, model.mapping, inputs);
      const chunks: { start: number; predictions: Prediction[] }[] = [];
      let next = 0;
      const work = async () => {
        while (next < inputs.length) {
          const start = next;
          next += backend.rowsAtOnce;
          const predictions = await predictChunk(backend, model.mapping, inputs.slice(start, next));
          chunks.push({ start, predictions });
        }
      };
      await Promise.all(Array.from({ length: chunksAtOnce }, work));
      return chunks.toSorted((a, b) => a.start - b.start).flatMap(({ predictions }) => predictions);
    });
  }

  /** Loads a model, if it is not, and lets it answer once. */
  async warm(model: ModelSource): Promise<Warmth> {
    try {
      const [answer] = await this.#pool.use(model, (backend) => backend.run([neutralRow(model.mapping)]));
      // Whether the model likes this row is not the question.
      if (answer === undefined || answer.ok || answer.failure.code !== "unavailable") return { ok: true };
      return { ok: false, message: answer.failure.message };
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
  }

  /** An owner's models stay loaded once they are, in place of those that it named before. */
  keepWarm(owner: string, models: readonly ModelSource[]): void {
    this.#pool.keep(owner, models);
  }

  /** How a model has fared in this process; null where it is not open, or keeps no account. */
  stateOf(model: ModelSource): BackendState | null {
    return this.#pool.find(model)?.state?.() ?? null;
  }

  /** Ends all child processes; what is still waiting fails. */
  stop(): Promise<void> {
    return this.#pool.closeAll();
  }
}

async function predictChunk(backend: Backend, mapping: Mapping, inputs: readonly ItemInput[]): Promise<Prediction[]> {
  const started = performance.now();
  const rows = await encodeInputs(mapping, inputs);
  const raw = await backend.run(rows.flatMap((row) => (row.ok ? [row.cells] : [])));
  const latencyMs = Math.round((performance.now() - started) * 1000) / 1000;
  const { runtime } = backend;
  let computed = 0;
  return rows.map((row) => {
    const given = row.ok ? (raw[computed++] as RawAnswer) : row;
    const answer: Answer = given.ok ? readAnswer(mapping.output, given.raw) : given;
    return { ...answer, latencyMs, runtime };
  });
}
