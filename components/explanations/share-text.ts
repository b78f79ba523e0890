/** A share of a score, or of a value: in points of a hundred, or in the value's unit. */
export function sizeText(size: number, unit: string | null): string {
  if (unit === null) return (Math.abs(size) * 100).toFixed(1);
  return new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 3 }).format(Math.abs(size));
}

/** The same with its direction. What rounds to nothing has none. */
export function shareText(share: number, unit: string | null): string {
  const size = sizeText(share, unit);
  if (Number(size.replaceAll(",", "")) === 0) return size;
  return `${share > 0 ? "+" : "−"}${size}`;
}

/** A score as a percentage, or a value with its unit. */
export function scoreText(score: number, unit: string | null): string {
  if (unit === null) return `${(score * 100).toFixed(1)}%`;
  return `${new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 4 }).format(score)} ${unit}`.trim();
}

/**
 * How many standard errors of so many samples make a margin that holds 19 times in 20: the 97.5th percentile of Student's
 * t by the first terms of Cornish and Fisher's expansion, to 0.01 from 8 samples on.
 */
export function errorsInMargin(samples: number): number {
  const [z, freedom] = [1.959964, samples - 1];
  return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
}
