import type { Backend, ModelSource } from "@/lib/inference/backend";
import type { InferenceSettings } from "@/lib/inference/inference-settings";
import { openBackend } from "@/lib/inference/open-backend";
import { canonicalSha256 } from "@/lib/platform/canonical-json";

interface Entry {
  backend: Backend;
  /** Tasks under way. */
  users: number;
  /** Which use of the pool was its last. */
  lastUse: number;
}

/** The models that are open in this process, one backend for each artifact and mapping. */
export class BackendPool {
  readonly #settings: InferenceSettings;
  readonly #entries = new Map<string, Entry>();
  readonly #keys = new WeakMap<ModelSource, string>();
  readonly #kept = new Map<string, readonly string[]>();
  #uses = 0;

  constructor(settings: InferenceSettings) {
    this.#settings = settings;
  }

  /** Runs `task` with the model's backend, which stays open at least until then. */
  async use<T>(model: ModelSource, task: (backend: Backend) => Promise<T>): Promise<T> {
    const key = this.#keyOf(model);
    const entry = this.#entries.get(key) ?? this.#open(key, model);
    entry.users += 1;
    entry.lastUse = ++this.#uses;
    try {
      return await task(entry.backend);
    } finally {
      entry.users -= 1;
    }
  }

  /** Models of an owner that are closed last, in place of those that it named before. */
  keep(owner: string, models: readonly ModelSource[]): void {
    if (models.length === 0) this.#kept.delete(owner);
    else
      this.#kept.set(
        owner,
        models.map((model) => this.#keyOf(model)),
      );
  }

  /** The model's backend, where it is open. */
  find(model: ModelSource): Backend | undefined {
    return this.#entries.get(this.#keyOf(model))?.backend;
  }

  async closeAll(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map(({ backend }) => backend.close()));
  }

  /** Kept, for writing a mapping out takes longer than a prediction. */
  #keyOf(model: ModelSource): string {
    const known = this.#keys.get(model);
    if (known !== undefined) return known;
    const artifact = model.backend === "onnx" ? model.sha256 : model.id;
    const key = canonicalSha256([model.backend, artifact, model.mapping]).toString("hex");
    this.#keys.set(model, key);
    return key;
  }

  #open(key: string, model: ModelSource): Entry {
    this.#makeRoom();
    const entry = { backend: openBackend(model, this.#settings), users: 0, lastUse: 0 };
    this.#entries.set(key, entry);
    return entry;
  }

  /**
   * Closes models that nobody uses now: those used longest ago first, and those that are to be kept only where there are
   * more of them than may be loaded. Models in use stay, even where they are too many.
   */
  #makeRoom(): void {
    const excess = this.#entries.size + 1 - this.#settings.loadedModels;
    if (excess <= 0) return;
    const kept = new Set([...this.#kept.values()].flat());
    const unused = [...this.#entries]
      .filter(([, { users }]) => users === 0)
      .toSorted(([one, a], [other, b]) => Number(kept.has(one)) - Number(kept.has(other)) || a.lastUse - b.lastUse);
    for (const [key, { backend }] of unused.slice(0, excess)) {
      this.#entries.delete(key);
      void backend.close();
    }
  }
}
