import { Matrix } from "ml-matrix";
import { shuffle } from "@/lib/demo/shuffle";

/** Two layers: pixels (0 to 1) -> hidden units, cut off below 0 -> one logit per digit. Rows are inputs, columns outputs. */
export interface DigitNetwork {
  hiddenWeights: Matrix;
  hiddenBias: Matrix;
  outputWeights: Matrix;
  outputBias: Matrix;
}

const settings = { hiddenUnits: 64, passes: 10, batchSize: 50, firstRate: 0.1, momentum: 0.9, weightDecay: 1e-3 };

/**
 * Trains by stochastic gradient descent with momentum on the cross-entropy of a softmax; the step shrinks to zero along a
 * straight line, and weight decay keeps the network from being too sure. `digits` are 0 to 9, one per row of `images`.
 */
export function trainDigitNetwork(images: Matrix, digits: readonly number[], random: () => number): DigitNetwork {
  const { hiddenUnits, passes, batchSize, firstRate, momentum, weightDecay } = settings;
  const hiddenWeights = randomWeights(images.columns, hiddenUnits, random);
  const hiddenBias = Matrix.zeros(1, hiddenUnits);
  const outputWeights = randomWeights(hiddenUnits, 10, random);
  const outputBias = Matrix.zeros(1, 10);
  const parameters = [hiddenWeights, hiddenBias, outputWeights, outputBias];
  const velocities = parameters.map(({ rows, columns }) => Matrix.zeros(rows, columns));
  const order = Array.from(digits, (_, index) => index);
  const batchesPerPass = Math.ceil(order.length / batchSize);

  for (let pass = 0; pass < passes; pass += 1) {
    const shuffled = shuffle(order, random);
    for (let batch = 0; batch < batchesPerPass; batch += 1) {
      const rows = shuffled.slice(batch * batchSize, (batch + 1) * batchSize);
      const rate = firstRate * (1 - (pass * batchesPerPass + batch) / (passes * batchesPerPass));

      const inputs = new Matrix(rows.map((row) => images.getRow(row)));
      const hidden = hiddenLayer({ hiddenWeights, hiddenBias }, inputs);
      const outputError = softmax(hidden.mmul(outputWeights).addRowVector(outputBias));
      rows.forEach((row, position) => {
        const digit = digits[row] ?? 0;
        outputError.set(position, digit, outputError.get(position, digit) - 1);
      });
      outputError.div(rows.length);
      const hiddenError = outputError.mmul(outputWeights.transpose());
      for (let row = 0; row < hidden.rows; row += 1) {
        for (let unit = 0; unit < hidden.columns; unit += 1)
          if (hidden.get(row, unit) === 0) hiddenError.set(row, unit, 0);
      }

      const gradients = [
        inputs.transpose().mmul(hiddenError).add(Matrix.mul(hiddenWeights, weightDecay)),
        Matrix.rowVector(hiddenError.sum("column")),
        hidden.transpose().mmul(outputError).add(Matrix.mul(outputWeights, weightDecay)),
        Matrix.rowVector(outputError.sum("column")),
      ];
      gradients.forEach((gradient, index) => {
        const velocity = velocities[index]?.mul(momentum).sub(gradient.mul(rate));
        if (velocity !== undefined) parameters[index]?.add(velocity);
      });
    }
  }
  return { hiddenWeights, hiddenBias, outputWeights, outputBias };
}

/** One row of logits per image. */
export function digitLogits(network: DigitNetwork, images: Matrix): Matrix {
  return hiddenLayer(network, images).mmul(network.outputWeights).addRowVector(network.outputBias);
}

/** Turns each row of logits into probabilities, in place. */
export function softmax(logits: Matrix): Matrix {
  for (let row = 0; row < logits.rows; row += 1) {
    const largest = logits.maxRow(row);
    const powers = logits.getRow(row).map((logit) => Math.exp(logit - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    logits.setRow(
      row,
      powers.map((power) => power / sum),
    );
  }
  return logits;
}

function hiddenLayer(network: Pick<DigitNetwork, "hiddenWeights" | "hiddenBias">, images: Matrix): Matrix {
  const hidden = images.mmul(network.hiddenWeights).addRowVector(network.hiddenBias);
  for (let row = 0; row < hidden.rows; row += 1) {
    for (let unit = 0; unit < hidden.columns; unit += 1) if (hidden.get(row, unit) < 0) hidden.set(row, unit, 0);
  }
  return hidden;
}

/** Even spread with the variance that keeps signals alive through a layer cut off at 0 (He initialisation: 2 / inputs). */
function randomWeights(inputs: number, outputs: number, random: () => number): Matrix {
  const limit = Math.sqrt(6 / inputs);
  const weights = Matrix.zeros(inputs, outputs);
  for (let row = 0; row < inputs; row += 1) {
    for (let column = 0; column < outputs; column += 1) weights.set(row, column, (random() * 2 - 1) * limit);
  }
  return weights;
}
