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
