import type { Backend, ModelSource } from "@/lib/inference/backend";
import type { InferenceSettings } from "@/lib/inference/inference-settings";
import { openBackend } from "@/lib/inference/open-backend";
import { canonicalSha256 } from "@/lib/platform/canonical-json";

interface Entry {
  backend: Backend;
  users: number;
}

/** The models that are open in this process, one backend for each artifact and mapping, the longest unused first. */
export class BackendPool {
  readonly #settings: InferenceSettings;
  readonly #entries = new Map<string, Entry>();
  readonly #keys = new WeakMap<ModelSource, string>();

  constructor(settings: InferenceSettings) {
    this.#settings = settings;
  }

  /** Runs `task` with the model's backend, which stays open at least until then. */
  async use<T>(model: ModelSource, task: (backend: Backend) => Promise<T>): Promise<T> {
    const key = this.#keyOf(model);
    const entry = this.#entries.get(key) ?? { backend: openBackend(model, this.#settings), users: 0 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.users += 1;
    this.#closeUnused();
    try {
      return await task(entry.backend);
    } finally {
      entry.users -= 1;
    }
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
    const key = canonicalSha256([model.backend, model.sha256, model.mapping]).toString("hex");
    this.#keys.set(model, key);
    return key;
  }

  #closeUnused(): void {
    for (const [key, { backend, users }] of this.#entries) {
      if (this.#entries.size <= this.#settings.loadedModels) return;
      if (users > 0) continue;
      this.#entries.delete(key);
      void backend.close();
    }
  }
}
