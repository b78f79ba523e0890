/** Above this many numbers, the bins are taken from every second one, then every fourth, and so on. */
const mostKept = 32_768;
const mostBins = 10;

export interface NumberSummaryResult {
  count: number;
  missing: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  /** Sample standard deviation; null below two numbers. */
  deviation: number | null;
  bins: { from: number; to: number; count: number }[];
}

/**
 * Sums up a stream of finite numbers in bounded memory: mean and deviation by Welford's method, and quantile bins, exact
 * up to 32,768 numbers and from an even sample of at least half as many above that. No randomness: the same numbers in
 * the same order give the same summary.
 */
export class NumberSummary {
  #count = 0;
  #missing = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #mean = 0;
  /** Sum of squared differences from the mean. */
  #squares = 0;
  #kept: number[] = [];
  /** Every how many-th number is kept. */
  #stride = 1;

  add(value: number): void {
    if (this.#count % this.#stride === 0) this.#keep(value);
    this.#count += 1;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    const before = value - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (value - this.#mean);
  }

  addMissing(): void {
    this.#missing += 1;
  }

  result(): NumberSummaryResult {
    const some = this.#count > 0;
    return {
      count: this.#count,
      missing: this.#missing,
      min: some ? this.#min : null,
      max: some ? this.#max : null,
      mean: some ? this.#mean : null,
      deviation: this.#count < 2 ? null : Math.sqrt(this.#squares / (this.#count - 1)),
      bins: this.#bins(),
    };
  }

  #keep(value: number): void {
    if (this.#kept.length === mostKept) {
      this.#kept = this.#kept.filter((_, index) => index % 2 === 0);
      this.#stride *= 2;
      if (this.#count % this.#stride !== 0) return;
    }
    this.#kept.push(value);
  }

  /** Each number is in one bin: the first whose upper end it does not exceed. Ends that fall together are one. */
  #bins(): NumberSummaryResult["bins"] {
    const sorted = Float64Array.from(this.#kept).sort();
    const bins: NumberSummaryResult["bins"] = [];
    let from = this.#min;
    let start = 0;
    for (let bin = 1; bin <= mostBins && start < sorted.length; bin++) {
      const end = Math.ceil((sorted.length * bin) / mostBins);
      const to = bin === mostBins ? this.#max : (sorted[Math.max(end, 1) - 1] ?? this.#max);
      let next = Math.max(start, end);
      while (next < sorted.length && (sorted[next] ?? 0) <= to) next++;
      if (next === start) continue;
      bins.push({ from, to, count: next - start });
      from = to;
      start = next;
    }
    const last = bins.at(-1);
    if (last !== undefined) last.to = this.#max;
    return bins;
  }
}
