/**
 * Trains the demo's model for `bird-strike-inspection` and writes it as ONNX:
 *
 *     npx tsx lib/demo/train-bird-strikes.ts
 *
 * What: a logistic regression on the older 70% of the reports, judged on the newer 30%, as it would be in life.
 * Why this method: its probabilities come out calibrated, and a threshold on the confidence only means something where
 * probabilities do. Boosted trees and a random forest did no better on the same columns (docs/demo-data.md).
 * Limits: four of five damaged aircraft get a probability of damage below one half, because what decides (where the bird
 * hit) is in no report. The model is good for clearing harmless strikes, not for finding damage. It knows the reports of
 * 1990 to 1999; an aircraft type or operator with fewer than 20 of them counts as none in particular.
 *
 * The same input gives the same file, bit for bit: nothing here is random.
 */
import LogisticRegression from "ml-logistic-regression";
import { Matrix } from "ml-matrix";
import { encodeFeatures, learnFeatureEncoding } from "@/lib/demo/bird-strike-features";
import { birdStrikeMapping, birdStrikeModel } from "@/lib/demo/bird-strike-model";
import { type BirdStrike, readBirdStrikes, splitBirdStrikes } from "@/lib/demo/bird-strikes";
import { largestDifference } from "@/lib/demo/largest-difference";
import { printEvaluation } from "@/lib/demo/print-evaluation";
import { scoreHoldOut } from "@/lib/demo/score-hold-out";
import { writeModel } from "@/lib/demo/write-model";

/**
 * The library descends the gradient of the summed loss from zero weights. Stopping early keeps the weights of rare
 * values small, as a ridge penalty would. Chosen on the last 30% of the training part (log-loss .2913; at twice the rate
 * and twice the steps .2921), never on the hold-out.
 */
const descent = { numSteps: 1000, learningRate: 1e-4 };

const { training, stream } = splitBirdStrikes(await readBirdStrikes());
console.log(`Training on ${summary(training)}. Hold-out: ${summary(stream)}.`);

const encoding = learnFeatureEncoding(training);
/** The library has no intercept of its own: a column of ones is one. */
const featureRow = (strike: BirdStrike) => [1, ...encodeFeatures(encoding, strike.input)];
const regression = new LogisticRegression(descent);
regression.train(
  new Matrix(training.map(featureRow)),
  Matrix.columnVector(training.map(({ outcome }) => (outcome === "inspect" ? 0 : 1))),
);

/** The library trains one classifier per class; with two classes the second is the first one's mirror image. */
const [classifier] = regression.classifiers;
if (classifier === undefined) throw new Error("The library trained no classifier.");
const [intercept = 0, ...weights] = classifier.weights.to1DArray();

const model = birdStrikeModel(encoding, weights, intercept, {
  data: "FAA wildlife strike reports, npm vega-datasets birdstrikes.csv (public domain)",
  training: summary(training),
  method: `logistic regression, ml-logistic-regression, ${descent.numSteps} steps at ${descent.learningRate}`,
});
const bytes = await writeModel("bird-strike-inspection", model, birdStrikeMapping);

const scores = await scoreHoldOut(
  bytes,
  birdStrikeMapping,
  stream.map(({ input }) => ({ ...input })),
);
const noInspection = classifier.testScores(new Matrix(stream.map(featureRow)));
const difference = largestDifference(
  scores,
  noInspection.map((score) => ({ inspect: 1 - score, no_inspection: score })),
);
console.log(
  `Largest difference between the library's probabilities and the served ones: ${difference.toExponential(1)}.`,
);
if (!(difference <= 1e-6)) throw new Error("The ONNX file does not compute what was trained.");

const scored = stream.map(({ outcome }, index) => ({ scores: scores[index] ?? {}, truth: outcome }));
printEvaluation(scored, ["inspect", "no_inspection"], {
  title: "probability of `inspect` against the share of reports with damage",
  list: scored.map((one) => ({ claimed: one.scores.inspect ?? 0, cameTrue: one.truth === "inspect" })),
});

function summary(part: readonly BirdStrike[]): string {
  const damaged = part.filter(({ outcome }) => outcome === "inspect").length;
  const days = `${part[0]?.input.flight_date} to ${part.at(-1)?.input.flight_date}`;
  return `${part.length} reports, ${days}, ${damaged} with damage`;
}
