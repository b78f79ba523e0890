const whole = new Intl.NumberFormat("en-GB");

/** 12345 as `12,345`. */
export function countText(n: number): string {
  return whole.format(n);
}

/** A share in [0, 1] as a percentage with one decimal: `93.4%`; without it where it says nothing: `0%`, `100%`. */
export function shareText(share: number): string {
  return share === 0 || share === 1 ? `${share * 100}%` : `${(share * 100).toFixed(1)}%`;
}

/** A number of any size as people read it: at most four significant decimals. */
export function numberText(value: number): string {
  return new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 6 }).format(value);
}

/** A span of time: `4 s`, `12 min`, `3.5 h`, `2 days`. */
export function durationText(seconds: number): string {
  if (seconds < 1) return `${Math.max(0, Math.round(seconds * 1000))} ms`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  const hours = seconds / 3600;
  if (hours < 48) return `${hours < 10 ? hours.toFixed(1) : Math.round(hours)} h`;
  return `${Math.round(hours / 24)} days`;
}
