import { type FieldDistribution, isUnusual } from "@/lib/review/recent-inputs-view";

/** Says in words how a value differs from what recent items hold; null: it does not. */
export function unusualText(value: string | number | boolean, recent: FieldDistribution): string | null {
  if (!isUnusual(value, recent)) return null;
  if (recent.kind === "category") {
    const share = Object.hasOwn(recent.shares, String(value)) ? (recent.shares[String(value)] ?? 0) : 0;
    return share === 0
      ? `in none of ${recent.count.toLocaleString("en-GB")} recent items`
      : `rare: ${percentText(share)} of recent items`;
  }
  const { quantiles } = recent;
  const [lowest = 0, highest = 0] = [quantiles[0], quantiles[100]];
  if (Number(value) > highest) return "higher than in all recent items";
  if (Number(value) < lowest) return "lower than in all recent items";
  return Number(value) > (quantiles[99] ?? 0) ? "higher than 99% of recent items" : "lower than 99% of recent items";
}

function percentText(share: number): string {
  return share < 0.001 ? "under 0.1%" : `${(share * 100).toFixed(1)}%`;
}
