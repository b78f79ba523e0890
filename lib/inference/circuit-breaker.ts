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

  /** Forgets earlier crashes, for models whose single failures say little. */
  recordSuccess(): void {
    this.#crashes = [];
  }

  isOpen(now: number): boolean {
    return now < this.#openUntil;
  }

  /** It was open, and nothing has worked since: one try at a time will do. */
  isTrying(now: number): boolean {
    return !this.isOpen(now) && this.#recent(now).length >= this.#settings.crashes;
  }

  /** How much longer it is open; 0 where it is closed. */
  openForMs(now: number): number {
    return Math.max(0, this.#openUntil - now);
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
