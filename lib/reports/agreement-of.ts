import { clopperPearson } from "@/lib/statistics/clopper-pearson";

/** How many of how many say the same. */
export interface Agreement {
  agreed: number;
  n: number;
  /** 95%, exact (Clopper and Pearson); null without verdicts. */
  interval: { lower: number; upper: number } | null;
}

/** A share with its interval. */
export function agreementOf(agreed: number, n: number): Agreement {
  return { agreed, n, interval: n === 0 ? null : clopperPearson(agreed, n) };
}
