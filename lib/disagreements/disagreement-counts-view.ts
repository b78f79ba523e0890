import type { DisagreementFilter } from "@/lib/disagreements/disagreement-filter-schema";

/** The filters that have counts. */
export type Facet = "useCase" | "status" | "kind" | "model" | "policy" | "slice" | "confidence" | "cost";

/** How many disagreements a value of a filter would leave. */
export interface ValueCount {
  facet: Facet;
  value: string;
  n: number;
}

/** Counts by filter and value, the most frequent first. `atLeast`: there may be more than were looked at. */
export type FilterCounts = Record<
  Facet,
  { values: { value: string; n: number; atLeast: boolean }[]; atLeast: boolean }
>;

const facets = ["useCase", "status", "kind", "model", "policy", "slice", "confidence", "cost"] as const;

/**
 * Counts as they are shown. A count is a lower bound where any of the stretches (a use case's disagreements in one state)
 * that it was taken from went on: `cut` names those.
 */
export function filterCounts(
  counts: readonly ValueCount[],
  cut: readonly { useCaseId: string; status: string }[],
  useCaseId: string | null,
  status: DisagreementFilter["status"],
): FilterCounts {
  const concerns = (facet: Facet, value: string | null) =>
    cut.some(
      (place) =>
        (facet === "useCase"
          ? value === null || place.useCaseId === value
          : useCaseId === null || place.useCaseId === useCaseId) &&
        (facet === "status" ? value === null || place.status === value : status === "any" || place.status === status),
    );
  const entries = facets.map((facet) => {
    const values = counts
      .filter((count) => count.facet === facet)
      .map(({ value, n }) => ({ value, n, atLeast: concerns(facet, value) }));
    return [facet, { values, atLeast: concerns(facet, null) }] as const;
  });
  return Object.fromEntries(entries) as FilterCounts;
}
