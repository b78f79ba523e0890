import type { Field } from "@/lib/use-cases/definition-schema";

/** What one field held in recent items. */
export type FieldDistribution =
  /** `quantiles[p]` is the p-th percentile, from 0 (the smallest) to 100 (the largest). */
  | { kind: "number"; count: number; quantiles: number[] }
  /** Each value's share of the items that have one, the most common first; the rarest of many are left out. */
  | { kind: "category"; count: number; shares: Record<string, number> };

/** By field key. Fields that say too little are left out. */
export type RecentInputs = Record<string, FieldDistribution>;

/** Below this many values nothing can be called usual. */
const fewest = 30;
const mostCategories = 200;
/** A category with a smaller share is rare. */
const rareShare = 0.01;

/** The fields whose values can be compared with those of other items. */
export function comparableFields(fields: readonly Field[]): Field[] {
  return fields.filter(({ kind }) => ["number", "integer", "category", "boolean"].includes(kind));
}

/** Sums recent inputs up by field. Made of inputs alone: what models or people said about the items is not even read. */
export function recentInputs(
  fields: readonly Field[],
  inputs: readonly Readonly<Record<string, unknown>>[],
): RecentInputs {
  return Object.fromEntries(
    comparableFields(fields).flatMap(({ key, kind }): [string, FieldDistribution][] => {
      const values = inputs.map((input) => input[key]).filter((value) => value !== undefined && value !== null);
      if (values.length < fewest) return [];
      const numeric = kind === "number" || kind === "integer";
      return [
        [key, numeric ? distributionOfNumbers(values.map(Number)) : distributionOfCategories(values.map(String))],
      ];
    }),
  );
}

/** Percentiles by linear interpolation between the closest ranks (Hyndman and Fan's type 7). */
function distributionOfNumbers(values: readonly number[]): FieldDistribution {
  const sorted = Float64Array.from(values).sort();
  const quantiles = Array.from({ length: 101 }, (_, percent) => {
    const rank = (percent * (sorted.length - 1)) / 100;
    const below = sorted[Math.floor(rank)] ?? 0;
    const above = sorted[Math.ceil(rank)] ?? below;
    return below === above ? below : below + (above - below) * (rank - Math.floor(rank));
  });
  return { kind: "number", count: values.length, quantiles };
}

function distributionOfCategories(values: readonly string[]): FieldDistribution {
  const counts = [...Map.groupBy(values, (value) => value)].map(([value, of]) => ({ value, count: of.length }));
  const common = counts.sort((one, other) => other.count - one.count).slice(0, mostCategories);
  return {
    kind: "category",
    count: values.length,
    shares: Object.fromEntries(common.map(({ value, count }) => [value, count / values.length])),
  };
}

/** Whether a value differs from what recent items hold: a rare category, or outside the 1st to 99th percentile. */
export function isUnusual(value: string | number | boolean, distribution: FieldDistribution): boolean {
  if (distribution.kind === "category") {
    const { shares } = distribution;
    return (Object.hasOwn(shares, String(value)) ? (shares[String(value)] ?? 0) : 0) < rareShare;
  }
  const { quantiles } = distribution;
  return Number(value) < (quantiles[1] ?? 0) || Number(value) > (quantiles[99] ?? 0);
}

/** The share of recent values that lie below this number, in [0, 1]; where it stands among equal ones, their middle. */
export function placeAmong(value: number, { quantiles }: FieldDistribution & { kind: "number" }): number {
  const below = quantiles.findLastIndex((quantile) => quantile < value);
  const above = quantiles.findIndex((quantile) => quantile > value);
  if (below === -1) return above === -1 ? 0.5 : Math.max(0, above - 1) / 200;
  if (above === -1) return Math.min(1, (below + 101) / 200);
  if (above - below > 1) return (below + above) / 200;
  const [low, high] = [quantiles[below] ?? value, quantiles[above] ?? value];
  return (below + (value - low) / (high - low)) / 100;
}
