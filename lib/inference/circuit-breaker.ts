import type { BreakerSettings } from "@/lib/inference/inference-settings";

/**
 * Leaves a model alone for a while that crashes again and again. After the pause one try is free; while the earlier
 * crashes are still within the window, its failing opens the breaker again at once. Times are any monotonic clock's.
 */
export class CircuitBreaker {
  readonly #settings: BreakerSettings;
  #crashes: number[] = [];
  #openUntil = Number.NEGATIVE_INFINITY;

  constructor(settings: BreakerSettings) {
    this.#settings = settings;
  }

  recordCrash(now: number): void {
    this.#crashes = [...this.#recent(now), now];
    if (this.#crashes.length >= this.#settings.crashes) this.#openUntil = now + this.#settings.openMs;
  }

  isOpen(now: number): boolean {
    return now < this.#openUntil;
  }

  /** How long to wait before the next start. */
  backOffMs(now: number): number {
    const crashes = this.#recent(now).length;
    return crashes === 0 ? 0 : this.#settings.backOffMs * 2 ** (crashes - 1);
  }

  #recent(now: number): number[] {
    return this.#crashes.filter((at) => now - at < this.#settings.windowMs);
  }
}
