/** Beyond this a float64 holds no millionths worth keeping, and the product below would lose digits. */
const largestRounded = 1e9;

/**
 * A score or value rounded to 1e-6: `Math.round(x * 1e6) / 1e6`, the one form in which scores are compared and stored
 * (outputs differ in the seventh digit from one batch size or thread count to the next).
 */
export function roundScore(score: number): number {
  return Math.abs(score) < largestRounded ? Math.round(score * 1e6) / 1e6 : score;
}
