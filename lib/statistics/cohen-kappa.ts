import { type Estimate, estimateOf } from "@/lib/statistics/estimate";

/** How often the first judge said `one` where the second said `other`. */
export interface PairCount {
  one: string;
  other: string;
  n: number;
}

/**
 * Cohen's kappa of two judges: their agreement beyond what chance alone would give them, each with their own habits.
 * With the standard error for large samples of Fleiss, Cohen and Everitt (1969). Null without pairs, and where chance
 * alone would make them agree always.
 */
export function cohenKappa(pairs: readonly PairCount[]): Estimate | null {
  const total = pairs.reduce((sum, { n }) => sum + n, 0);
  const rows = new Map<string, number>();
  const columns = new Map<string, number>();
  let observed = 0;
  for (const { one, other, n } of pairs) {
    rows.set(one, (rows.get(one) ?? 0) + n / total);
    columns.set(other, (columns.get(other) ?? 0) + n / total);
    if (one === other) observed += n / total;
  }
  let expected = 0;
  for (const [category, share] of rows) expected += share * (columns.get(category) ?? 0);
  if (total === 0 || 1 - expected < 1e-12) return null;
  const kappa = (observed - expected) / (1 - expected);

  let spread = -((kappa - expected * (1 - kappa)) ** 2);
  for (const { one, other, n } of pairs) {
    if (one === other) {
      const margins = (rows.get(one) ?? 0) + (columns.get(one) ?? 0);
      spread += (n / total) * (1 - margins * (1 - kappa)) ** 2;
    } else {
      const margins = (columns.get(one) ?? 0) + (rows.get(other) ?? 0);
      spread += (1 - kappa) ** 2 * (n / total) * margins ** 2;
    }
  }
  return estimateOf(kappa, Math.sqrt(Math.max(0, spread) / total) / (1 - expected));
}
