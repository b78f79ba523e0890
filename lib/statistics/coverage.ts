/** Predictions of one outcome by confidence: bin b holds those from b% up to (b + 1)%, the last one those of exactly 100%. */
export interface ConfidenceBin {
  count: number;
  /** Of these, how many a person answered without having seen the model's answer. */
  compared: number;
  /** Of those compared, how many agree. */
  agreed: number;
}

export const confidenceBins = 101;

/** What reaches a threshold. Between two whole percents the upper one counts, so this never promises too much. */
export function reaching(bins: readonly ConfidenceBin[], threshold: number): ConfidenceBin {
  const first = Math.ceil(threshold * 100 - 1e-9);
  return bins.slice(first).reduce(
    (sum, bin) => ({
      count: sum.count + bin.count,
      compared: sum.compared + bin.compared,
      agreed: sum.agreed + bin.agreed,
    }),
    { count: 0, compared: 0, agreed: 0 },
  );
}
