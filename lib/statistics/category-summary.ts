/** Categories that first come after so many others are counted together. */
const mostKnown = 10_000;
const mostShown = 50;

/** Counts categories in bounded memory. */
export class CategorySummary {
  readonly #counts = new Map<string, number>();
  #count = 0;
  #missing = 0;

  add(category: string): void {
    this.#count += 1;
    const known = this.#counts.get(category);
    if (known !== undefined || this.#counts.size < mostKnown) this.#counts.set(category, (known ?? 0) + 1);
  }

  addMissing(): void {
    this.#missing += 1;
  }

  /** The most frequent first; of equals the one that came first. */
  result(): { count: number; missing: number; top: { category: string; count: number }[]; other: number } {
    const sorted = [...this.#counts].sort(([, one], [, other]) => other - one).slice(0, mostShown);
    const top = sorted.map(([category, count]) => ({ category, count }));
    const shown = top.reduce((sum, { count }) => sum + count, 0);
    return { count: this.#count, missing: this.#missing, top, other: this.#count - shown };
  }
}
