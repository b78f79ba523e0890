/** The package has no types of its own; this is the part that we use. */
declare module "ml-logistic-regression" {
  import type { Matrix } from "ml-matrix";

  interface TwoClasses {
    /** One row: a weight per feature. */
    weights: Matrix;
    /** Probability of the other class, per row. */
    testScores(features: Matrix): number[];
  }

  export default class LogisticRegression {
    constructor(options: { numSteps: number; learningRate: number });
    /** One per class, each against all others. */
    classifiers: TwoClasses[];
    /** `classes` holds 0, 1, ... as one column. */
    train(features: Matrix, classes: Matrix): void;
  }
}
