/** A figure that was estimated from a sample. */
export interface Estimate {
  value: number;
  /** Standard error; null where the sample cannot tell. */
  error: number | null;
  /** 95%; null where the sample cannot tell. */
  interval: { lower: number; upper: number } | null;
}

/** The normal distribution's 97.5th percentile. */
const z = 1.959963984540054;

/**
 * A coefficient of agreement (-1 to 1) with its 95% interval by the normal distribution, cut off at 1 and -1. Where the
 * standard error is 0 or unknown there is none: a sample without any variation would claim to be certain.
 */
export function estimateOf(value: number, error: number | null): Estimate {
  if (error === null || !Number.isFinite(error) || error < 1e-6) return { value, error: null, interval: null };
  return {
    value,
    error,
    interval: { lower: Math.max(-1, value - z * error), upper: Math.min(1, value + z * error) },
  };
}
