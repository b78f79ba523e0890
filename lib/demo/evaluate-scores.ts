/** What a model said about one example of the hold-out, and what was true. */
export interface Scored {
  scores: Record<string, number>;
  truth: string;
}

/** The outcome with the highest score, and that score. */
export function bestOutcome(scores: Record<string, number>): { outcome: string; confidence: number } {
  const [outcome, confidence] = Object.entries(scores).reduce((best, next) => (next[1] > best[1] ? next : best));
  return { outcome, confidence };
}

/** Share of the examples on which the highest score is the truth's. */
export function accuracy(scored: readonly Scored[]): number {
  return share(scored, ({ scores, truth }) => bestOutcome(scores).outcome === truth);
}

/** How an outcome fares when the highest score decides: of its cases found (recall), of its answers right (precision). */
export function outcomeQuality(scored: readonly Scored[], outcome: string) {
  const cases = scored.filter(({ truth }) => truth === outcome);
  const answers = scored.filter(({ scores }) => bestOutcome(scores).outcome === outcome);
  return {
    cases: cases.length,
    answers: answers.length,
    recall: share(cases, ({ scores }) => bestOutcome(scores).outcome === outcome),
    precision: share(answers, ({ truth }) => truth === outcome),
  };
}

/** Area under the ROC curve for an outcome: how often one of its cases scores higher than a case of another; ties half. */
export function areaUnderCurve(scored: readonly Scored[], outcome: string): number {
  const ordered = scored
    .map(({ scores, truth }) => ({ score: scores[outcome] ?? 0, positive: truth === outcome }))
    .sort((a, b) => a.score - b.score);
  const positives = ordered.filter(({ positive }) => positive).length;
  let rankSum = 0;
  for (let start = 0; start < ordered.length; ) {
    let end = start;
    while (end < ordered.length && ordered[end]?.score === ordered[start]?.score) end += 1;
    const meanRank = (start + 1 + end) / 2;
    rankSum += meanRank * ordered.slice(start, end).filter(({ positive }) => positive).length;
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (ordered.length - positives));
}

/** Brier score of one outcome: the mean squared distance of its score from 1 (it was true) or 0. */
export function brierScore(scored: readonly Scored[], outcome: string): number {
  return mean(scored.map(({ scores, truth }) => ((scores[outcome] ?? 0) - Number(truth === outcome)) ** 2));
}

/** Ten groups of about equal size by rising claim: how often they came true against how often they claimed to. */
export function calibrationTable(claims: readonly { claimed: number; cameTrue: boolean }[]) {
  const ordered = [...claims].sort((a, b) => a.claimed - b.claimed);
  const groups = Array.from({ length: 10 }, (_, group) =>
    ordered.slice(Math.floor((group * ordered.length) / 10), Math.floor(((group + 1) * ordered.length) / 10)),
  );
  return groups
    .filter((group) => group.length > 0)
    .map((group) => ({
      examples: group.length,
      from: group[0]?.claimed ?? 0,
      to: group.at(-1)?.claimed ?? 0,
      claimed: mean(group.map(({ claimed }) => claimed)),
      observed: share(group, ({ cameTrue }) => cameTrue),
    }));
}

/** What automating every answer at or above a confidence would decide, and how much of that would be wrong. */
export function coverageAt(scored: readonly Scored[], threshold: number) {
  const answers = scored.map(({ scores, truth }) => ({ ...bestOutcome(scores), truth }));
  const automated = answers.filter(({ confidence }) => confidence >= threshold);
  const errors = automated.filter(({ outcome, truth }) => outcome !== truth).length;
  return { automated: automated.length, coverage: automated.length / scored.length, errors };
}

function share<T>(list: readonly T[], holds: (entry: T) => boolean): number {
  return list.length === 0 ? Number.NaN : list.filter(holds).length / list.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
