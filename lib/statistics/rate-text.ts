/**
 * A measured share in percent, rounded: whole numbers from 10% to 90%, one decimal near the ends, where it matters.
 * Never rounds to 0% or 100% what is not.
 */
export function rateText(rate: number): string {
  if (rate <= 0) return "0%";
  if (rate >= 1) return "100%";
  if (rate < 0.001) return "under 0.1%";
  if (rate > 0.999) return "over 99.9%";
  return `${(rate * 100).toFixed(rate < 0.1 || rate > 0.9 ? 1 : 0)}%`;
}

/** `93.5 to 98.1%`: an interval of a share. */
export function intervalText({ lower, upper }: { lower: number; upper: number }): string {
  return `${(lower * 100).toFixed(1)} to ${(upper * 100).toFixed(1)}%`;
}
