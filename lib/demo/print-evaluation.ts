import {
  accuracy,
  areaUnderCurve,
  brierScore,
  calibrationTable,
  coverageAt,
  outcomeQuality,
  type Scored,
} from "@/lib/demo/evaluate-scores";

/**
 * Prints how a model fares on examples that it was not trained on, as Markdown. `claims` are what calibration is checked
 * on: how probable the model said something was, and whether it came true.
 */
export function printEvaluation(
  scored: readonly Scored[],
  outcomes: readonly string[],
  claims: { title: string; list: readonly { claimed: number; cameTrue: boolean }[] },
): void {
  console.log(`\nHold-out: ${scored.length} examples. Accuracy ${percent(accuracy(scored))}.\n`);
  printTable(
    ["outcome", "cases", "answered", "recall", "precision", "AUC", "Brier"],
    outcomes.map((outcome) => {
      const { cases, answers, recall, precision } = outcomeQuality(scored, outcome);
      const auc = areaUnderCurve(scored, outcome).toFixed(3);
      return [
        outcome,
        cases,
        answers,
        percent(recall),
        percent(precision),
        auc,
        brierScore(scored, outcome).toFixed(4),
      ];
    }),
  );
  console.log(`\nCalibration: ${claims.title}, ten groups of equal size\n`);
  printTable(
    ["examples", "from", "to", "claimed on average", "came true"],
    calibrationTable(claims.list).map((group) => [
      group.examples,
      group.from.toFixed(4),
      group.to.toFixed(4),
      percent(group.claimed),
      percent(group.observed),
    ]),
  );
  console.log("\nAutomating every answer at or above a confidence\n");
  printTable(
    ["confidence", "automated", "share", "errors", "error rate"],
    [0.5, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99].map((threshold) => {
      const { automated, coverage, errors } = coverageAt(scored, threshold);
      return [threshold, automated, percent(coverage), errors, percent(errors / automated)];
    }),
  );
}

function printTable(head: string[], rows: (string | number)[][]): void {
  for (const cells of [head, head.map(() => "---:"), ...rows]) console.log(`| ${cells.join(" | ")} |`);
}

function percent(share: number): string {
  return Number.isNaN(share) ? "none" : `${(share * 100).toFixed(1)}%`;
}
